"""Which users have left, and keeping users from leaving until a transaction ends."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import database
from auction.users import store
from auction.users.rows import NameRow

IDS_AT_ONCE = 10_000


def lock_present(db: database.Db, user_ids: Iterable[str]) -> set[str]:
    """Return those of these users who have not left; they cannot until the transaction ends."""
    return {row["id"] for names in _parts(user_ids) for row in store.lock_present(db, names)}


def left_among(db: database.Db, user_ids: Iterable[str]) -> dict[str, datetime]:
    """Return those of these users who have left, and when (naive UTC)."""
    return {row["id"]: row["leftAt"] for names in _parts(user_ids) for row in store.left_among(db, names)}


def names_of(db: database.Db, user_ids: Iterable[str]) -> dict[str, NameRow]:
    """Return how these users are called, by id."""
    return {row["id"]: row for names in _parts(user_ids) for row in store.names(db, names)}


def _parts(user_ids: Iterable[str]) -> Iterator[list[str]]:
    names = sorted(set(user_ids))
    for first in range(0, len(names), IDS_AT_ONCE):
        yield names[first : first + IDS_AT_ONCE]
