"""The tables `prehistory` (who leads a living auction) and `history` (one row a sale)."""

from datetime import datetime
from typing import Any

Row = dict[str, Any]


def save_leader(db: Any, item_id: int, leader_id: str, end_time: datetime) -> None:
    db.run(
        """
        INSERT INTO prehistory (user_id, item_id, endTime)
        VALUES (%(leader_id)s, %(item_id)s, %(end_time)s)
        ON DUPLICATE KEY UPDATE user_id = VALUES(user_id), endTime = VALUES(endTime)
        """,
        item_id=item_id, leader_id=leader_id, end_time=end_time,
    )  # fmt: skip


def remove_leader(db: Any, item_id: int) -> None:
    """One at a time: given a list, the server scans a small table, and so waits for rows that others have locked."""
    db.run("DELETE FROM prehistory WHERE item_id = %(item_id)s", item_id=item_id)


def add_sales(db: Any, item_ids: list[int], closed_at: datetime) -> None:
    """One row for each of these held items, to its leader. A unique key refuses a second one."""
    if item_ids:
        db.run(
            """
            INSERT INTO history (user_id, item_id, seller_id, price, closedAt)
            SELECT leader_id, id, user_id, price, %(closed_at)s
              FROM item
             WHERE id IN %(item_ids)s
             ORDER BY id
            """,
            item_ids=item_ids, closed_at=closed_at,
        )  # fmt: skip


def won_by(db: Any, user_id: str, before: int | None, limit: int) -> list[Row]:
    return db.all(
        """
        SELECT id, item_id, price, closedAt
          FROM history
         WHERE user_id = %(user_id)s AND id < %(before)s
         ORDER BY id DESC
         LIMIT %(limit)s
        """,
        user_id=user_id, before=before or 2**31, limit=limit,
    )  # fmt: skip


def sold_by(db: Any, user_id: str, before: int | None, limit: int) -> list[Row]:
    return db.all(
        """
        SELECT id, item_id, price, closedAt
          FROM history
         WHERE seller_id = %(user_id)s AND id < %(before)s
         ORDER BY id DESC
         LIMIT %(limit)s
        """,
        user_id=user_id, before=before or 2**31, limit=limit,
    )  # fmt: skip


def leaders_of(db: Any, item_ids: list[int]) -> list[Row]:
    return db.all(
        "SELECT item_id, user_id, endTime FROM prehistory WHERE item_id IN %(item_ids)s", item_ids=item_ids
    )


def sales_of(db: Any, item_ids: list[int]) -> list[Row]:
    return db.all(
        "SELECT item_id, user_id, seller_id, price, closedAt FROM history WHERE item_id IN %(item_ids)s",
        item_ids=item_ids,
    )


def counts(db: Any, user_id: str) -> Row:
    return db.one(
        """
        SELECT (SELECT COUNT(*) FROM history WHERE user_id   = %(user_id)s) AS bought,
               (SELECT COUNT(*) FROM history WHERE seller_id = %(user_id)s) AS sold
        """,
        user_id=user_id,
    )
