"""The table `item`: reads of many rows for what is said of them together."""

from typing import TypedDict

from auction.users.sign_ins.rules import LIVE
from database import Db


class Id(TypedDict):
    """An item's id."""

    id: int


class Price(TypedDict):
    """A price (won)."""

    price: int


class Version(TypedDict):
    """What changes with each of some items; of the viewer whether their sign-in is live, 1 where they have listed an
    item within ten seconds, and a JSON list of those that they watch, with null for each other; None without items."""

    version: str
    isLive: int | None
    hasListed: int | None
    watched: str | None


def newest_open(db: Db, limit: int) -> list[int]:
    rows = db.all(Id, "SELECT id FROM item WHERE isOpen = 1 ORDER BY id DESC LIMIT %(limit)s", limit=limit)
    return [row["id"] for row in rows]


def sold_prices(db: Db, item_ids: list[int]) -> list[int]:
    if not item_ids:
        return []
    rows = db.all(Price, "SELECT price FROM item WHERE id IN %(item_ids)s AND state = 'sold'", item_ids=item_ids)
    return [row["price"] for row in rows]


def version(db: Db, item_ids: list[int], viewer_id: str, sign_in_id: str) -> Version:
    """Return what changes with each bid, closing, change, watching or deletion of these items; `changes` only grows."""
    return db.single(
        Version,
        f"""
        SELECT CONCAT_WS(' ', COUNT(*), COALESCE(SUM(changes), 0), COALESCE(SUM(isOpen), 0),
                         COALESCE(SUM(number), 0))                          AS version,
               ({LIVE})                                                     AS isLive,
               (SELECT createdAt > UTC_TIMESTAMP(6) - INTERVAL 10 SECOND
                  FROM item
                 WHERE user_id = %(viewer_id)s
                 ORDER BY id DESC
                 LIMIT 1)                                                   AS hasListed,
               JSON_ARRAYAGG(watch.item_id)                                 AS watched
          FROM item
          LEFT JOIN watch_count ON watch_count.item_id = item.id
          LEFT JOIN watch ON watch.user_id = %(viewer_id)s AND watch.item_id = item.id
         WHERE item.id IN %(item_ids)s
        """,
        item_ids=item_ids or [0], viewer_id=viewer_id, sign_in_id=sign_in_id,
    )  # fmt: skip
