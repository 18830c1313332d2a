"""Search in names and contents, in any order, for the list of 2023. Why it works this way: docs/decisions/0069.

All matching names are found by the index. Contents have no index: they are read in the order of the list, one chunk of
rows at a time, until a page is full or the time is up; the next page continues there.
"""

import time
import unicodedata
from typing import Any, NamedTuple

from auction.items import list_query
from auction.items.list_query import After, Key, Order
from auction.items.search import query
from auction.items.search.ngrams import words
from database import Db

# at least one chunk is read for each page, so that every page makes progress
CHUNK = 1_000
SECONDS = 0.2
# of a name; no name contains a longer keyword
LONGEST_NAME = 100


class Place(NamedTuple):
    """Where a page ended: after the last match by name, and after the last content read. None: before the first row."""

    named: After | None = None
    read: After | None = None


class Reading(NamedTuple):
    """Rows whose content has the keyword, the last row that was read, and whether it is the last one of all."""

    rows: list[Key]
    last: After | None
    done: bool


def page(db: Db, order: Order, keyword: str, place: Place, limit: int) -> tuple[list[Key], Place | None]:
    """Return up to `limit` rows of id and sortKey, and where the page ended, None after the last page.

    A page with fewer rows is not necessarily the last one.
    """
    keyword = unicodedata.normalize("NFC", keyword.strip())
    wanted = words(keyword) if len(keyword) <= LONGEST_NAME else []
    named = _named(db, order, keyword, place.named, limit + 1) if wanted else []
    enough = named[limit] if len(named) > limit else None
    reading = _read(db, order, keyword, wanted, place.read, limit + 1, enough)
    rows = sorted(named + reading.rows, key=_key, reverse=order.descending)[:limit]
    shown = {row["id"] for row in rows}
    unshown = [row for row in reading.rows if row["id"] not in shown]
    ended = Place(
        _last(place.named, [row for row in named if row["id"] in shown]),
        _last(place.read, [row for row in reading.rows if row["id"] in shown]) if unshown else reading.last,
    )
    last_page = reading.done and not unshown and all(row["id"] in shown for row in named)
    return rows, None if last_page else ended


def _named(db: Db, order: Order, keyword: str, after: After | None, limit: int) -> list[Key]:
    return query.page(db, order, {"status": "all", "keyword": keyword}, after, limit, literal=True)


def _read(
    db: Db, order: Order, keyword: str, wanted: list[str], after: After | None, limit: int, enough: Key | None
) -> Reading:
    """Read on after a row until there are `limit` matches that the index does not find, or the time is up.

    `enough` is the last row that the page can hold.
    """
    stop = time.monotonic() + SECONDS
    found: list[Key] = []
    while True:
        rows = list_query.page(db, list_query.page_request(db, order, {"status": "all"}, after, CHUNK))
        matching = query.matching(db, [row["id"] for row in rows], keyword, wanted)
        found += [row for row in rows if row["id"] in matching]
        after = _last(after, rows)
        done = len(rows) < CHUNK
        full = len(found) >= limit or (enough is not None and _is_behind(order, rows, enough))
        if done or full or time.monotonic() >= stop:
            return Reading(found, after, done)


def _key(row: Key) -> tuple[Any, int]:
    return row["sortKey"], row["id"]


def _is_behind(order: Order, rows: list[Key], other: Key) -> bool:
    """Whether the last of `rows` comes after `other` in this order."""
    return bool(rows) and (_key(rows[-1]) < _key(other)) is order.descending


def _last(before: After | None, rows: list[Key]) -> After | None:
    if not rows:
        return before
    last = rows[-1]
    return After(before.position if before else last["position"], last["sortKey"], last["id"])
