"""The table `order_address`. Times are UTC."""

from datetime import datetime

from auction.mysql.columns import columns
from auction.orders.rows import AddressRow
from database import Db


def save(db: Db, order_id: int, sealed: bytes) -> None:
    """Add an order's address, or replace it."""
    db.run(
        """
        INSERT INTO order_address (order_id, sealed) VALUES (%(order_id)s, %(sealed)s)
        ON DUPLICATE KEY UPDATE sealed = VALUES(sealed)
        """,
        order_id=order_id, sealed=sealed,
    )  # fmt: skip


def of_orders(db: Db, order_ids: list[int]) -> list[AddressRow]:
    """The addresses of these orders that are still needed."""
    return db.all(
        AddressRow,
        f"""
        SELECT {columns(AddressRow)} FROM order_address
         WHERE order_id IN %(order_ids)s AND (forgetAt IS NULL OR forgetAt > UTC_TIMESTAMP(6))
        """,
        order_ids=order_ids,
    )


def forget(db: Db, order_id: int) -> None:
    db.run("DELETE FROM order_address WHERE order_id = %(order_id)s", order_id=order_id)


def forget_at(db: Db, order_id: int, at: datetime) -> None:
    db.run("UPDATE order_address SET forgetAt = %(at)s WHERE order_id = %(order_id)s", order_id=order_id, at=at)


def forget_old(db: Db, most: int) -> int:
    """Delete up to `most` addresses that nobody needs any more; return how many."""
    return db.run("DELETE FROM order_address WHERE forgetAt <= UTC_TIMESTAMP(6) LIMIT %(most)s", most=most)
