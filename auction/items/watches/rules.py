"""Which items a user watches, up to MOST, and in which order they are listed."""

from datetime import datetime
from typing import NamedTuple

import database
from auction.errors import Conflict
from auction.items.rows import ItemRow
from auction.items.rules import find, find_many
from auction.items.watches import store
from auction.users import rules as users

MOST = 500


class TooManyWatched(Conflict):
    """At most MOST items are watched by one user."""


class Place(NamedTuple):
    """Where a page ended: the time and the log's position at the first page, and the last item's end then (UTC)."""

    now: datetime
    position: int
    end: datetime
    item_id: int


def add(db: database.Db, user_id: str, item_id: int) -> None:
    """Watch an item; nothing changes where it is watched. Raises ItemNotFound, TooManyWatched, SignInEnded."""
    find(db, item_id)
    if store.add(db, user_id, item_id):
        store.count(db, item_id, 1)
        users.require_present(db, user_id)
        if store.number_of(db, user_id) > MOST:
            raise TooManyWatched


def remove(db: database.Db, user_id: str, item_id: int) -> None:
    """Watch an item no longer. Raises ItemNotFound."""
    find(db, item_id)
    if store.remove(db, user_id, item_id):
        store.count(db, item_id, -1)


def watched_among(db: database.Db, user_id: str | None, item_ids: list[int]) -> set[int]:
    """Return those of these items that this user watches; None watches nothing."""
    return store.among(db, user_id, item_ids) if user_id else set()


def watchers_of(db: database.Db, item_ids: list[int]) -> dict[int, list[str]]:
    """Return who watches these items, by item."""
    watchers: dict[int, list[str]] = {}
    for row in store.watchers_of(db, item_ids):
        watchers.setdefault(row["item_id"], []).append(row["user_id"])
    return watchers


def page(db: database.Db, user_id: str, after: Place | None, limit: int) -> tuple[list[ItemRow], Place | None]:
    """Return one page of watched items and where it ended, None after the last page.

    Those that have not ended come first, the earliest end first; then the ended, the latest end first. Later pages
    take every end as it was at the first page, so that no item comes twice or is skipped while auctions end.
    """
    if after:
        now, position = after.now, after.position
    else:
        moment = store.moment(db)
        now, position = moment["now"], moment["position"]
    places = [Place(now, position, row["end"], row["id"]) for row in store.endings(db, user_id, now, position)]
    left = sorted((place for place in places if not after or _key(place) > _key(after)), key=_key)
    rows = find_many(db, [place.item_id for place in left[:limit]])
    return rows, left[limit - 1] if len(left) > limit else None


def _key(place: Place) -> tuple[bool, float, int]:
    left = (place.end - place.now).total_seconds()
    return left <= 0, abs(left), place.item_id


def forget_item(db: database.Db, item_id: int) -> None:
    """Delete who watches an item."""
    store.remove_item(db, item_id)
    store.remove_count(db, item_id)


def forget(db: database.Db, user_id: str) -> None:
    """Delete what a user watches."""
    store.count_without(db, user_id)
    store.remove_user(db, user_id)
