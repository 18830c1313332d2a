"""The table `item`: reads and writes of single rows. Lists: list_query.py and search/; images: images/store.py."""

from datetime import datetime
from typing import TypedDict

from auction.items.rows import (
    AuditedItem,
    ChangedItem,
    DueItem,
    ItemColumns,
    ItemRow,
    LockedItem,
    NewItem,
    RelistedRow,
    SellerCounts,
    State,
)
from auction.mysql.columns import ABOVE_ALL, assignments, columns, insert_into
from database import Db, Deferred, Pipeline

WATCH_COUNT = "COALESCE((SELECT number FROM watch_count WHERE watch_count.item_id = item.id), 0)"
ITEM = (
    f"{columns(ItemColumns, 'item')}, {WATCH_COUNT} AS watchCount, `user`.nickname, `user`.leftAt, "
    "UTC_TIMESTAMP(6) AS now"
)
HOLD = f"SELECT {columns(LockedItem)} FROM item WHERE id = %(item_id)s FOR UPDATE"


class Found(TypedDict):
    """The result of a query for existence."""

    found: int


class Id(TypedDict):
    """An item's id."""

    id: int


class Lateness(TypedDict):
    """A waiting time (seconds), None where nothing waits."""

    seconds: float | None


def hold(pipeline: Pipeline, item_id: int) -> Deferred[LockedItem | None]:
    """Lock one auction's row until the transaction ends."""
    return pipeline.one(LockedItem, HOLD, item_id=item_id)


def hold_if_free(pipeline: Pipeline, item_id: int) -> Deferred[LockedItem | None]:
    """Lock one auction's row; None where another transaction has locked it."""
    return pipeline.one(LockedItem, f"{HOLD} SKIP LOCKED", item_id=item_id)


def find(db: Db, item_id: int) -> ItemRow | None:
    return db.one(
        ItemRow,
        f"""
        SELECT {ITEM}
          FROM item
          JOIN `user` ON `user`.id = item.user_id
         WHERE item.id = %(item_id)s
        """,
        item_id=item_id,
    )


def find_many(db: Db, item_ids: list[int]) -> list[ItemRow]:
    """Return rows in the order of `item_ids`; ids that do not exist are left out."""
    if not item_ids:
        return []
    rows = db.all(
        ItemRow,
        f"""
        SELECT {ITEM}
          FROM item
          JOIN `user` ON `user`.id = item.user_id
         WHERE item.id IN %(item_ids)s
        """,
        item_ids=item_ids,
    )
    by_id = {row["id"]: row for row in rows}
    return [by_id[item_id] for item_id in item_ids if item_id in by_id]


def add(db: Db, item: NewItem) -> int:
    """Add a row and return its id. Raises database.Duplicate where the item named by `relistOf` was relisted before."""
    return db.insert(insert_into("item", NewItem), **item)


def change(db: Db, item_id: int, changed: ChangedItem) -> None:
    sql = f"UPDATE item SET {assignments(ChangedItem)}, changes = changes + 1 WHERE id = %(item_id)s"
    db.run(sql, item_id=item_id, **changed)


def set_image(db: Db, item_id: int, name: str) -> None:
    db.run("UPDATE item SET image = %(name)s, changes = changes + 1 WHERE id = %(item_id)s", item_id=item_id, name=name)


def save_standing(
    pipeline: Pipeline, item_id: int, price: int, leader_id: str | None, maximum: int | None, bid_count: int,
    end_time: datetime, none_fallen: bool,
) -> None:  # fmt: skip
    moved_on = "noneFallenAt = changes + 1, " if none_fallen else ""
    pipeline.run(
        f"""
        UPDATE item
           SET price = %(price)s, leader_id = %(leader_id)s, maximum = %(maximum)s,
               bidCount = %(bid_count)s, endTime = %(end_time)s, {moved_on}changes = changes + 1
         WHERE id = %(item_id)s
        """,
        item_id=item_id, price=price, leader_id=leader_id, maximum=maximum, bid_count=bid_count, end_time=end_time,
    )  # fmt: skip


def close(pipeline: Pipeline, item_ids: list[int], state: State, closed_at: datetime) -> None:
    if item_ids:
        pipeline.run(
            "UPDATE item SET state = %(state)s, closedAt = %(closed_at)s WHERE id IN %(item_ids)s",
            item_ids=item_ids, state=state, closed_at=closed_at,
        )  # fmt: skip


def hold_due(pipeline: Pipeline, most: int, after_end: datetime, after_id: int) -> Deferred[list[DueItem]]:
    """Lock ended auctions, the earliest end first; skip rows that another transaction has locked.

    Starting after the last one closed avoids reading the index entries that closing leaves behind.
    """
    return pipeline.all(
        DueItem,
        f"""
        SELECT {columns(DueItem)}
          FROM item
         WHERE isOpen = 1
           AND endTime BETWEEN %(after_end)s AND UTC_TIMESTAMP(6)
           AND (endTime > %(after_end)s OR id > %(after_id)s)
         ORDER BY endTime, id
         LIMIT %(most)s
           FOR UPDATE SKIP LOCKED
        """,
        most=most, after_end=after_end, after_id=after_id,
    )  # fmt: skip


def closing_lateness(db: Db) -> float:
    late = db.single(
        Lateness,
        """
        SELECT TIMESTAMPDIFF(MICROSECOND, MIN(endTime), UTC_TIMESTAMP(6)) / 1e6 AS seconds
          FROM item
         WHERE isOpen = 1
        """,
    )["seconds"]
    return max(0.0, late or 0.0)


def remove(db: Db, item_id: int) -> None:
    db.run("DELETE FROM item WHERE id = %(item_id)s", item_id=item_id)


def has_bids(db: Db, item_id: int) -> bool:
    """Whether anybody has ever bid, retracted bids included."""
    return bool(db.one(Found, "SELECT 1 AS found FROM bid WHERE item_id = %(item_id)s LIMIT 1", item_id=item_id))


def listed_by(db: Db, seller_id: str, before: int | None, limit: int) -> list[Id]:
    return db.all(
        Id,
        """
        SELECT id
          FROM item
         WHERE user_id = %(seller_id)s AND id < %(before)s
         ORDER BY id DESC
         LIMIT %(limit)s
        """,
        seller_id=seller_id, before=before or ABOVE_ALL, limit=limit,
    )  # fmt: skip


def after_id(db: Db, item_id: int, limit: int) -> list[AuditedItem]:
    """Return the items that follow this id, with the columns that an audit compares."""
    return db.all(
        AuditedItem,
        f"""
        SELECT {columns(AuditedItem)}
          FROM item
         WHERE id > %(item_id)s
         ORDER BY id
         LIMIT %(limit)s
        """,
        item_id=item_id, limit=limit,
    )  # fmt: skip


def counts_of_seller(db: Db, user_id: str) -> SellerCounts:
    return db.single(
        SellerCounts,
        """
        SELECT COUNT(*) AS listings
          FROM item
         WHERE user_id = %(user_id)s
        """,
        user_id=user_id,
    )


def sells_anywhere(db: Db, user_id: str) -> bool:
    sells = db.one(
        Found,
        """
        SELECT 1 AS found
          FROM item
         WHERE user_id = %(user_id)s AND isOpen = 1 AND (endTime > UTC_TIMESTAMP(6) OR leader_id IS NOT NULL)
         LIMIT 1
        """,
        user_id=user_id,
    )
    return sells is not None


def relisted(db: Db, item_ids: list[int]) -> list[RelistedRow]:
    return db.all(RelistedRow, "SELECT relistOf FROM item WHERE relistOf IN %(item_ids)s", item_ids=item_ids)


def leads_anywhere(db: Db, user_id: str) -> bool:
    leads = db.one(
        Found, "SELECT 1 AS found FROM item WHERE leader_id = %(user_id)s AND isOpen = 1 LIMIT 1", user_id=user_id
    )
    return leads is not None
