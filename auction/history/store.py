"""The tables `prehistory` (the leader of each open auction) and `history` (one row for each sale)."""

import json
from datetime import datetime

from auction.history.rows import LeaderRow, SaleCounts, SaleRow
from auction.mysql.columns import ABOVE_ALL, columns
from database import Db, Pipeline

LEADER, SALE = columns(LeaderRow), columns(SaleRow)


def save_leader(pipeline: Pipeline, item_id: int, leader_id: str, end_time: datetime) -> None:
    pipeline.run(
        """
        INSERT INTO prehistory (user_id, item_id, endTime)
        VALUES (%(leader_id)s, %(item_id)s, %(end_time)s)
        ON DUPLICATE KEY UPDATE user_id = VALUES(user_id), endTime = VALUES(endTime)
        """,
        item_id=item_id, leader_id=leader_id, end_time=end_time,
    )  # fmt: skip


def remove_leaders(pipeline: Pipeline, item_ids: list[int]) -> None:
    """Delete the rows of these items.

    A join, because for a plain list of ids the server may scan a small table, and then waits for rows locked by others.
    """
    if item_ids:
        pipeline.run(
            """
            DELETE prehistory
              FROM JSON_TABLE(%(item_ids)s, '$[*]' COLUMNS (item_id INT PATH '$')) AS closed
                   STRAIGHT_JOIN prehistory FORCE INDEX (one_standing_an_item)
                   ON prehistory.item_id = closed.item_id
            """,
            item_ids=json.dumps(item_ids),
        )


def add_sales(pipeline: Pipeline, item_ids: list[int], closed_at: datetime) -> None:
    """Add a sale to its leader for each of these locked items. A unique key prevents a second one."""
    if item_ids:
        pipeline.run(
            """
            INSERT INTO history (user_id, item_id, seller_id, price, closedAt)
            SELECT leader_id, id, user_id, price, %(closed_at)s
              FROM item
             WHERE id IN %(item_ids)s
             ORDER BY id
            """,
            item_ids=item_ids, closed_at=closed_at,
        )  # fmt: skip


def won_by(db: Db, user_id: str, before: int | None, limit: int) -> list[SaleRow]:
    return db.all(
        SaleRow,
        f"""
        SELECT {SALE}
          FROM history
         WHERE user_id = %(user_id)s AND id < %(before)s
         ORDER BY id DESC
         LIMIT %(limit)s
        """,
        user_id=user_id, before=before or ABOVE_ALL, limit=limit,
    )  # fmt: skip


def sold_by(db: Db, user_id: str, before: int | None, limit: int) -> list[SaleRow]:
    return db.all(
        SaleRow,
        f"""
        SELECT {SALE}
          FROM history
         WHERE seller_id = %(user_id)s AND id < %(before)s
         ORDER BY id DESC
         LIMIT %(limit)s
        """,
        user_id=user_id, before=before or ABOVE_ALL, limit=limit,
    )  # fmt: skip


def leaders_of(db: Db, item_ids: list[int]) -> list[LeaderRow]:
    return db.all(LeaderRow, f"SELECT {LEADER} FROM prehistory WHERE item_id IN %(item_ids)s", item_ids=item_ids)


def sales_of(db: Db, item_ids: list[int]) -> list[SaleRow]:
    return db.all(SaleRow, f"SELECT {SALE} FROM history WHERE item_id IN %(item_ids)s", item_ids=item_ids)


def find_sales(db: Db, ids: list[int]) -> list[SaleRow]:
    return db.all(SaleRow, f"SELECT {SALE} FROM history WHERE id IN %(ids)s ORDER BY id", ids=ids)


def counts(db: Db, user_id: str) -> SaleCounts:
    return db.single(
        SaleCounts,
        """
        SELECT (SELECT COUNT(*) FROM history WHERE user_id   = %(user_id)s) AS bought,
               (SELECT COUNT(*) FROM history WHERE seller_id = %(user_id)s) AS sold
        """,
        user_id=user_id,
    )
