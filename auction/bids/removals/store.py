"""The table `removal`: whose bids on an item have fallen, and why. Times are UTC."""

from datetime import datetime
from typing import TypedDict

from auction.bids.rows import RemovalRow
from auction.items.rows import RemovalKind
from auction.mysql.columns import columns, insert_into
from database import Db, Pipeline


class KindOf(TypedDict):
    """How bids fell."""

    kind: RemovalKind


class Count(TypedDict):
    """How many."""

    number: int


class At(TypedDict):
    """When bids fell."""

    createdAt: datetime


def add(pipeline: Pipeline, removal: RemovalRow) -> None:
    """Add a row."""
    pipeline.run(insert_into("removal", RemovalRow), **removal)


def kinds_of(db: Db, item_id: int, user_id: str) -> set[RemovalKind]:
    """Return how bids of this person on this item have fallen."""
    rows = db.all(
        KindOf,
        "SELECT kind FROM removal WHERE item_id = %(item_id)s AND user_id = %(user_id)s",
        item_id=item_id, user_id=user_id,
    )  # fmt: skip
    return {row["kind"] for row in rows}


def of_bidder(db: Db, user_id: str, item_ids: list[int]) -> list[RemovalRow]:
    """Return the rows of one person on these items."""
    if not item_ids:
        return []
    return db.all(
        RemovalRow,
        f"SELECT {columns(RemovalRow)} FROM removal WHERE item_id IN %(item_ids)s AND user_id = %(user_id)s",
        item_ids=item_ids, user_id=user_id,
    )  # fmt: skip


def struck_out(db: Db, item_id: int) -> int:
    """Count the people whom the seller has struck out of an auction."""
    return db.single(
        Count,
        "SELECT COUNT(*) AS number FROM removal WHERE item_id = %(item_id)s AND kind = 'struck'",
        item_id=item_id,
    )["number"]


def retractions_since(db: Db, user_id: str, since: datetime, most: int) -> list[datetime]:
    """Return when a person retracted bids, newest first."""
    rows = db.all(
        At,
        """
        SELECT createdAt
          FROM removal
         WHERE user_id = %(user_id)s AND createdAt > %(since)s AND kind IN ('withdrawn', 'corrected')
         ORDER BY createdAt DESC
         LIMIT %(most)s
        """,
        user_id=user_id, since=since, most=most,
    )  # fmt: skip
    return [row["createdAt"] for row in rows]


def of_items(db: Db, item_ids: list[int]) -> list[RemovalRow]:
    """Return the rows of these items."""
    return db.all(
        RemovalRow, f"SELECT {columns(RemovalRow)} FROM removal WHERE item_id IN %(item_ids)s", item_ids=item_ids
    )
