"""The table `item`: reads of many rows for what is said of them together."""

from typing import TypedDict

from database import Db


class Id(TypedDict):
    """An item's id."""

    id: int


class Price(TypedDict):
    """A price (won)."""

    price: int


def newest_open(db: Db, limit: int) -> list[int]:
    rows = db.all(Id, "SELECT id FROM item WHERE isOpen = 1 ORDER BY id DESC LIMIT %(limit)s", limit=limit)
    return [row["id"] for row in rows]


def sold_prices(db: Db, item_ids: list[int]) -> list[int]:
    if not item_ids:
        return []
    rows = db.all(
        Price, "SELECT price FROM item WHERE id IN %(item_ids)s AND state = 'sold'", item_ids=item_ids
    )
    return [row["price"] for row in rows]
