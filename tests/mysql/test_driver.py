"""auction/mysql/driver.py overrides private methods of PyMySQL: a new PyMySQL has to be compared before it is used."""

import hashlib
import inspect
import textwrap

import pymysql
import pytest

from auction.mysql.driver import Connection

# SHA-256 of the source of each method as it was when the overriding one was written
REVIEWED = {
    "connect": "e8b21d1ccd26c601",
    "ping": "35dc467e6d1cad2e",
    "_write_bytes": "992cd5c651f0f3b2",
    "_read_packet": "d80eeacecf536f9f",
}


def digest(method):
    return hashlib.sha256(textwrap.dedent(inspect.getsource(method)).encode()).hexdigest()[:16]


@pytest.mark.parametrize("name", REVIEWED)
def test_an_overridden_method_of_the_driver_is_the_one_that_was_reviewed(name):
    found = digest(getattr(pymysql.connections.Connection, name))
    assert found == REVIEWED[name], (
        f"PyMySQL {pymysql.VERSION_STRING} has another Connection.{name} than auction/mysql/driver.py was written for. "
        f"Compare the two, change the override if need be, run tests/mysql and tests/proof, "
        f"then write {found!r} for {name!r} in REVIEWED in tests/mysql/test_driver.py."
    )


def test_every_overridden_method_is_reviewed():
    theirs = pymysql.connections.Connection
    overridden = {
        name for name in vars(Connection) if not name.startswith("__") and callable(getattr(theirs, name, None))
    }
    assert overridden == set(REVIEWED)


@pytest.mark.parametrize("name", REVIEWED)
def test_an_override_takes_the_arguments_of_the_method(name):
    ours, theirs = (inspect.signature(getattr(kind, name)) for kind in (Connection, pymysql.connections.Connection))
    assert list(ours.parameters) == list(theirs.parameters)


def test_a_new_release_that_changes_a_method_is_noticed(monkeypatch):
    def ping(self, reconnect=False):
        """Another body."""

    monkeypatch.setattr(pymysql.connections.Connection, "ping", ping)
    with pytest.raises(AssertionError, match=r"another Connection\.ping .* tests/mysql/test_driver\.py"):
        test_an_overridden_method_of_the_driver_is_the_one_that_was_reviewed("ping")
