"""Operators for tests: a role by the command's own function, a second factor as if it was shown just now."""

import database
from auction.operators import roles
from auction.operators.rows import Role
from auction.users.sign_ins.rules import prove
from tests.cast import Person, Site, sign_up

# reserved ids: support, moderator
NAMES = {"support": "sora", "moderator": "mina"}


def an_operator(site: Site, role: Role, name: str = "") -> Person:
    """A new user with a role who has just shown a second factor."""
    return proven(with_role(sign_up(site, name or NAMES.get(role, role)), role))


def with_role(person: Person, role: Role | None) -> Person:
    """Give a role, or take it."""
    database.transact(roles.change, person.id, role, "for a test")
    return person


def proven(person: Person, minutes_ago: int = 0) -> Person:
    """Note a second factor with each sign-in of a person, so many minutes ago."""

    def work(db: database.Db) -> None:
        for row in db.all("SELECT id FROM sign_in WHERE user_id = %(id)s", id=person.id):
            prove(db, row["id"])
        db.run(
            "UPDATE sign_in SET provenAt = provenAt - INTERVAL %(minutes)s MINUTE WHERE user_id = %(id)s",
            minutes=minutes_ago,
            id=person.id,
        )

    database.transact(work)
    return person
