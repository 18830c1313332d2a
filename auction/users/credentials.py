"""Checks passwords, and runs what depends on one in a transaction that holds the user's row with the same hash."""

import contextlib
from collections.abc import Callable
from typing import NamedTuple, TypeVar

import database
from auction.errors import NotSignedIn
from auction.users import passwords, store

T = TypeVar("T")

# how often a password is compared again because the hash was renewed meanwhile
MAX_COMPARISONS = 3


class WrongCredentials(NotSignedIn):
    """The id or the password is wrong."""


class _Verified(NamedTuple):
    """A user's stored hash that a password matched, and the hash to store now: the same, or one of today's cost."""

    user_id: str
    verified: str
    renewed: str


class _HashChanged(Exception):
    """The stored hash is another one than the password was compared with."""


def with_password(user_id: str, password: str, work: Callable[[database.Db], T], when_right: Callable[[], None]) -> T:
    """Compare a password, then run `work(db)` in a transaction that holds the user's row with the hash it matched.

    Calls `when_right` once, before the transaction. Raises WrongCredentials, also for an unknown id.
    """
    for attempt in range(MAX_COMPARISONS):
        checked = _compare(user_id, password)
        if attempt == 0:
            when_right()
        with contextlib.suppress(_HashChanged):
            return database.transact(_run_verified, work, checked)
    raise WrongCredentials


def _run_verified(db: database.Db, work: Callable[[database.Db], T], checked: _Verified) -> T:
    if not store.use_password(db, *checked):
        raise _HashChanged
    return work(db)


def _compare(user_id: str, password: str) -> _Verified:
    with database.reading() as db:
        user = store.find(db, user_id)
    # in the collation of the database "name " equals "name", but a token for the former would not be this user's
    known = user and user["id"] == user_id and user["leftAt"] is None
    stored = user["password"] if user and known else None
    renewed = passwords.verified(stored, password)
    if stored is None or renewed is None:
        raise WrongCredentials
    return _Verified(user_id, stored, renewed)
