"""Giving and taking roles; each change is an event of the trail."""

import database
from auction.operators import store, trail
from auction.operators.rows import Operator, Role
from auction.users import rules as users


def change(db: database.Db, user_id: str, role: Role | None, reason: str) -> None:
    """Give a user a role in place of their present one, or None, by a command on the machine. Raises UserNotFound."""
    user = users.profile(db, user_id)
    _note(db, None, user["id"], role, reason)
    if role is None:
        store.take_away(db, user["id"])
    else:
        store.give(db, user["id"], role)


def forget(db: database.Db, user_id: str) -> None:
    """Take the role of a user who leaves."""
    row = store.role_of(db, user_id)
    if row is not None:
        _note(db, Operator(user_id, row["role"]), user_id, None, "left")
        store.take_away(db, user_id)


def _note(db: database.Db, operator: Operator | None, user_id: str, role: Role | None, reason: str) -> None:
    trail.record(db, operator, "role", f"user:{user_id}", reason, {"role": role})
