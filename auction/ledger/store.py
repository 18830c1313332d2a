"""The table `transfer`. Rows are only ever added: there is no statement here that changes or deletes one."""

from datetime import datetime
from typing import TypedDict

from auction.mysql.columns import columns
from database import Db


class TransferRow(TypedDict):
    """One movement of money between two accounts. Whole won, naive UTC."""

    id: int
    ref: str
    debit: str
    credit: str
    amount: int
    order_id: int
    createdAt: datetime


class OrderId(TypedDict):
    """The id of an order."""

    order_id: int


class TotalRow(TypedDict):
    """The sum of all movements between two kinds of accounts."""

    debit: str
    credit: str
    amount: int


TRANSFER = columns(TransferRow)


def add(db: Db, order_id: int, ref: str, debit: str, credit: str, amount: int) -> None:
    db.run(
        """
        INSERT INTO transfer (ref, debit, credit, amount, order_id, createdAt)
        VALUES (%(ref)s, %(debit)s, %(credit)s, %(amount)s, %(order_id)s, UTC_TIMESTAMP(6))
        """,
        ref=ref, debit=debit, credit=credit, amount=amount, order_id=order_id,
    )  # fmt: skip


def of_orders(db: Db, order_ids: list[int]) -> list[TransferRow]:
    """Return the transfers of these orders, in the order in which they were added."""
    return db.all(
        TransferRow,
        f"SELECT {TRANSFER} FROM transfer WHERE order_id IN %(order_ids)s ORDER BY id",
        order_ids=order_ids,
    )


def order_ids_after(db: Db, order_id: int, most: int) -> list[int]:
    """Return the next orders that have transfers."""
    rows = db.all(
        OrderId,
        "SELECT DISTINCT order_id FROM transfer WHERE order_id > %(order_id)s ORDER BY order_id LIMIT %(most)s",
        order_id=order_id, most=most,
    )  # fmt: skip
    return [row["order_id"] for row in rows]


def between(db: Db, since: datetime, until: datetime, account: str) -> list[TransferRow]:
    """Return the transfers from or to an account in a span of time."""
    return db.all(
        TransferRow,
        f"""
        SELECT {TRANSFER}
          FROM transfer
         WHERE createdAt >= %(since)s AND createdAt < %(until)s AND %(account)s IN (debit, credit)
         ORDER BY id
        """,
        since=since, until=until, account=account,
    )  # fmt: skip


def totals(db: Db) -> list[TotalRow]:
    """Return what went from each kind of account to each other; it reads the whole table."""
    return db.all(
        TotalRow,
        """
        SELECT SUBSTRING_INDEX(debit, ':', 1) AS debit, SUBSTRING_INDEX(credit, ':', 1) AS credit,
               CAST(SUM(amount) AS SIGNED) AS amount
          FROM transfer
         GROUP BY 1, 2
        """,
    )
