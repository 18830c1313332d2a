"""What hashing the passwords of 2023 costs: less for more people, and never plain text (decision 0071)."""

import importlib.util
import sys
import types

import pytest

from auction.users import passwords
from commands import migrate
from tests.databases import looking
from tests.from_2023.old import make_tables

STEP = "0025_passwords_become_argon2id"


@pytest.fixture
def step(monkeypatch):
    """The migration as a module; what declares its step does nothing outside of a run."""
    monkeypatch.setitem(sys.modules, "yoyo", types.SimpleNamespace(step=lambda work: work))
    spec = importlib.util.spec_from_file_location("step", migrate.SCHEMA / f"{STEP}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.usefixtures("full_cost")
@pytest.mark.parametrize(
    ("people", "cost"),
    [(1, "m=19456,t=2,p=1"), (300, "m=19456,t=2,p=1"), (301, "m=4096,t=1,p=1"), (3000, "m=4096,t=1,p=1"),
     (3001, "m=1024,t=1,p=1"), (10**6, "m=1024,t=1,p=1")],
)  # fmt: skip
def test_more_people_get_a_cheaper_hash_which_the_first_sign_in_replaces(full_cost, step, people, cost):
    stored = step.hasher_for(people).hash("비밀번호 1")
    assert f"${cost}$" in stored
    assert passwords.verified(stored, "비밀번호 1")
    assert passwords.verified(stored, "비밀번호 2") is None
    assert passwords.outdated(stored) == (people > 300)


def test_of_several_thousand_people_nobody_keeps_plain_text(fresh_database):
    with fresh_database("crowd") as url, looking(url) as db:
        make_tables(db)
        # one id that every other follows, and some that a comparison takes for their neighbours
        people = [("", "010", "pw", None), ("%", "010", "pw%", None)]
        people += [(f"user{n}", "010", f"pw{n}", None) for n in range(3_100)]
        db.many("INSERT INTO `user` VALUES (%s, %s, %s, %s)", people)
        migrate.apply(url)
        assert db.all("SELECT id FROM `user` WHERE password NOT LIKE '$argon2id$v=19$m=1024,t=1,p=1$%%'") == []
        stored = {row["id"]: row["password"] for row in db.all("SELECT id, password FROM `user`")}
        assert len(set(stored.values())) == len(people)
        for user_id, _, password, _ in (*people[:3], people[-1]):
            assert passwords.verified(stored[user_id], password)
