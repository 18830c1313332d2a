"""No sign-in of before lives on after a changed password, a sign-out everywhere or a leaving, however requests race."""

import contextlib

import pytest
from argon2 import PasswordHasher

import database
from auction.users import passwords
from tests.proof import sign_ins
from tests.proof.harness import Harness, chosen_seed
from tests.proof.holds import assert_holds
from tests.scenes import in_background

ROUNDS = 8


@pytest.fixture
def harness(server, db, database_url, environment):
    return Harness(server, database_url, environment, chosen_seed())


@pytest.mark.parametrize(
    "race", [sign_ins.old_password, sign_ins.outdated_hash, sign_ins.leaving, sign_ins.everywhere, sign_ins.two_owners],
    ids=lambda race: race.__name__,
)  # fmt: skip
def test_nothing_of_before_lives_on(harness, race):
    assert_holds(race, harness, rounds=ROUNDS)


CHANGED = {
    "a new password": "UPDATE `user` SET password = 'another hash'",
    "left": "UPDATE `user` SET password = '!', leftAt = UTC_TIMESTAMP(6)",
}


@contextlib.contextmanager
def meanwhile(database_url, sql):
    """Run the block's requests beside a change that commits half a second after they began."""
    with contextlib.closing(database.connect(database_url)) as changer, contextlib.ExitStack() as requests:
        database.Db(changer).run(sql)
        yield requests
        database.Db(changer).one("SELECT SLEEP(0.5) AS slept")
        changer.commit()


@pytest.mark.parametrize("sql", CHANGED.values(), ids=CHANGED)
def test_a_sign_in_whose_user_changes_before_it_begins_is_refused(client, db, seller, database_url, sql):
    """The password was right when it was compared; then the sign-in waits for the user's row."""
    form = {"id": "seller", "password": seller.password}
    with meanwhile(database_url, sql) as requests:
        answers = requests.enter_context(in_background(lambda: client.post("/api/login", json=form)))
    assert (answers[0].status_code, answers[0].json["code"]) == (401, "wrong_credentials")
    assert db.one("SELECT COUNT(*) AS n FROM sign_in")["n"] == 1


def test_a_hash_that_is_renewed_never_replaces_another_one(client, db, seller, database_url):
    weak = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash(seller.password)
    db.run("UPDATE `user` SET password = %(weak)s", weak=weak)
    form = {"id": "seller", "password": seller.password}
    with meanwhile(database_url, CHANGED["a new password"]) as requests:
        answers = requests.enter_context(in_background(lambda: client.post("/api/login", json=form)))
    assert answers[0].status_code == 401
    assert db.one("SELECT password FROM `user`")["password"] == "another hash"


def test_a_hash_that_another_sign_in_renews_meanwhile_is_still_right(client, db, seller, database_url):
    """Two devices sign in at once after the cost of hashes rose: both may."""
    weak = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash(seller.password)
    db.run("UPDATE `user` SET password = %(weak)s", weak=weak)
    renewed = f"UPDATE `user` SET password = '{passwords.hashed(seller.password)}'"
    form = {"id": "seller", "password": seller.password}
    with meanwhile(database_url, renewed) as requests:
        answers = requests.enter_context(in_background(lambda: client.post("/api/login", json=form)))
    assert answers[0].status_code == 200


@pytest.mark.parametrize("change", [{"password": "a new long one"}, {"phone": "010-9999-8888"}])
def test_a_change_by_a_sign_in_that_ends_meanwhile_is_refused(db, seller, database_url, change):
    """A thief who knows the old password cannot answer its change with another one."""
    with meanwhile(database_url, CHANGED["a new password"]) as requests:
        body = change | {"currentPassword": seller.password}
        answers = requests.enter_context(in_background(lambda: seller.patch("/api/me", json=body)))
    assert (answers[0].status_code, answers[0].json["code"]) == (403, "wrong_password")
    assert db.one("SELECT password FROM `user`")["password"] == "another hash"


@pytest.mark.parametrize("change", [{"password": "a new long one"}, {"phone": "010-9999-8888"}, {"nickname": "new"}])
def test_a_change_by_a_sign_in_that_was_ended_meanwhile_is_refused(db, seller, database_url, change):
    """The request's token was good when it was looked at; then it waits for the user's row."""
    before = db.one("SELECT nickname, phone, password FROM `user`")
    with contextlib.closing(database.connect(database_url)) as changer:
        look = database.Db(changer)
        look.one("SELECT id FROM `user` FOR UPDATE")
        body = change | {"currentPassword": seller.password}
        with in_background(lambda: seller.patch("/api/me", json=body)) as answers:
            look.one("SELECT SLEEP(0.5) AS slept")
            look.run("UPDATE sign_in SET endedAt = UTC_TIMESTAMP(6)")
            changer.commit()
    assert (answers[0].status_code, answers[0].json["code"]) == (401, "sign_in_ended")
    assert db.one("SELECT nickname, phone, password FROM `user`") == before
