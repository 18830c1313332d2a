"""The tables `saved_search`, `search_term` (under what it is filed) and `search_match`. Times are UTC."""

from datetime import datetime
from typing import Literal, TypedDict

from auction.mysql.columns import columns
from database import Db

Alert = Literal["now", "daily", "never"]


class SearchRow(TypedDict):
    """A saved search; items listed before `since` have no alert."""

    id: int
    user_id: str
    name: str
    query: str
    alert: Alert
    since: datetime
    alertedAt: datetime | None
    createdAt: datetime


class FiledSearch(TypedDict):
    """What decides whether a saved search finds a new item, with one of the terms it is filed under."""

    term: bytes
    id: int
    query: str


class AlertedSearch(TypedDict):
    """What decides whether and when the user is alerted of what a search found."""

    id: int
    user_id: str
    alert: Alert
    since: datetime
    alertedAt: datetime | None


class Id(TypedDict):
    """The id of a search."""

    id: int


class ItemId(TypedDict):
    """The id of a matching item."""

    item_id: int


SEARCH = columns(SearchRow)


def add(db: Db, user_id: str, name: str, query: str, alert: Alert) -> int:
    return db.insert(
        """
        INSERT INTO saved_search (user_id, name, query, alert, since, createdAt)
        VALUES (%(user_id)s, %(name)s, %(query)s, %(alert)s, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
        """,
        user_id=user_id, name=name, query=query, alert=alert,
    )  # fmt: skip


def change(db: Db, search_id: int, name: str, query: str, alert: Alert, anew: bool) -> None:
    """Change a search; with `anew`, items listed before now have no alert."""
    db.run(
        """
        UPDATE saved_search
           SET name = %(name)s, query = %(query)s, alert = %(alert)s, since = IF(%(anew)s, UTC_TIMESTAMP(6), since)
         WHERE id = %(search_id)s
        """,
        search_id=search_id, name=name, query=query, alert=alert, anew=anew,
    )  # fmt: skip


def note_alert(db: Db, search_id: int) -> None:
    db.run("UPDATE saved_search SET alertedAt = UTC_TIMESTAMP(6) WHERE id = %(search_id)s", search_id=search_id)


def of_user(db: Db, user_id: str) -> list[SearchRow]:
    """Return a user's searches, newest first."""
    return db.all(
        SearchRow, f"SELECT {SEARCH} FROM saved_search WHERE user_id = %(user_id)s ORDER BY id DESC", user_id=user_id
    )


def hold(db: Db, search_id: int) -> SearchRow | None:
    """Lock a search, to which no match can be added then."""
    return db.one(
        SearchRow, f"SELECT {SEARCH} FROM saved_search WHERE id = %(search_id)s FOR UPDATE", search_id=search_id
    )


def remove(db: Db, search_id: int) -> None:
    db.run("DELETE FROM saved_search WHERE id = %(search_id)s", search_id=search_id)


def file(db: Db, search_id: int, terms: set[bytes]) -> None:
    db.many("INSERT INTO search_term (term, search_id) VALUES (%s, %s)", [(term, search_id) for term in sorted(terms)])


def unfile(db: Db, search_id: int) -> None:
    db.run("DELETE FROM search_term WHERE search_id = %(search_id)s", search_id=search_id)


def filed_under(db: Db, terms: set[bytes]) -> list[FiledSearch]:
    """Return the searches filed under these terms, once for each term."""
    if not terms:
        return []
    return db.all(
        FiledSearch,
        f"""
        SELECT {columns(FiledSearch)}
          FROM search_term
          JOIN saved_search ON saved_search.id = search_term.search_id
         WHERE term IN %(terms)s
        """,
        terms=sorted(terms),
    )


def alerted(db: Db, search_ids: set[int]) -> list[AlertedSearch]:
    if not search_ids:
        return []
    return db.all(
        AlertedSearch,
        f"SELECT {columns(AlertedSearch)} FROM saved_search WHERE id IN %(ids)s",
        ids=sorted(search_ids),
    )


def add_matches(db: Db, matches: list[tuple[int, int, datetime]]) -> int:
    """Add matches (search, item, due at), except those that exist and those of deleted searches; return how many."""
    return db.many(
        "INSERT IGNORE INTO search_match (search_id, item_id, createdAt, dueAt) VALUES (%s, %s, UTC_TIMESTAMP(6), %s)",
        sorted(matches),
    )


def due(db: Db, most: int) -> list[Id]:
    """Return searches with matches that are due."""
    return db.all(
        Id,
        "SELECT DISTINCT search_id AS id FROM search_match WHERE dueAt <= UTC_TIMESTAMP(6) LIMIT %(most)s",
        most=most,
    )


def waiting(db: Db, search_id: int) -> list[ItemId]:
    """Lock the items of a search that are not notified yet; return their ids, newest first."""
    return db.all(
        ItemId,
        """
        SELECT item_id
          FROM search_match
         WHERE search_id = %(search_id)s AND dueAt IS NOT NULL
         ORDER BY item_id DESC
           FOR UPDATE
        """,
        search_id=search_id,
    )


def note_notified(db: Db, search_id: int) -> None:
    db.run(
        "UPDATE search_match SET dueAt = NULL WHERE search_id = %(search_id)s AND dueAt IS NOT NULL",
        search_id=search_id,
    )


def remove_matches(db: Db, search_id: int) -> None:
    db.run("DELETE FROM search_match WHERE search_id = %(search_id)s", search_id=search_id)


def forget_old(db: Db, days: int, most: int) -> int:
    return db.run(
        "DELETE FROM search_match WHERE createdAt < UTC_TIMESTAMP(6) - INTERVAL %(days)s DAY LIMIT %(most)s",
        days=days, most=most,
    )  # fmt: skip
