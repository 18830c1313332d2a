"""The table `item`: reads of many rows for what is said of them together."""

from typing import TypedDict

from database import Db, Deferred, Pipeline


class Id(TypedDict):
    """An item's id."""

    id: int


class Price(TypedDict):
    """A price (won)."""

    price: int


class Version(TypedDict):
    """What changes with each of some items; of the viewer 1 where they have listed an item within ten seconds, and a
    JSON list of those that they watch, None for none."""

    version: str
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


def version(pipeline: Pipeline, item_ids: list[int], viewer_id: str) -> Deferred[Version]:
    """Return what changes with each bid, closing, change, watching or deletion of these items; `changes` only grows."""
    return pipeline.single(
        Version,
        """
        SELECT CONCAT_WS(' ', COUNT(*), COALESCE(SUM(changes), 0), COALESCE(SUM(isOpen), 0),
                         (SELECT COALESCE(SUM(number), 0) FROM watch_count WHERE item_id IN %(item_ids)s)) AS version,
               (SELECT createdAt > UTC_TIMESTAMP(6) - INTERVAL 10 SECOND
                  FROM item
                 WHERE user_id = %(viewer_id)s
                 ORDER BY id DESC
                 LIMIT 1)                                                       AS hasListed,
               (SELECT JSON_ARRAYAGG(item_id)
                  FROM watch
                 WHERE user_id = %(viewer_id)s AND item_id IN %(item_ids)s)     AS watched
          FROM item
         WHERE id IN %(item_ids)s
        """,
        item_ids=item_ids or [0], viewer_id=viewer_id,
    )  # fmt: skip
