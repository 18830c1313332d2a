"""Reads `orders` across all users, for operators. Times are UTC, by the database's clock."""

from datetime import datetime, timedelta

from auction.mysql.columns import ABOVE_ALL, columns
from auction.orders.process import State
from auction.orders.rows import DecisionRow, OrderRow
from database import Db

ORDER = columns(OrderRow)
# rows after a due time and id, in that order
FOLLOWING = "dueAt >= %(at)s AND (dueAt > %(at)s OR id > %(id)s)"


def newest(db: Db, before: int | None, limit: int) -> list[OrderRow]:
    """Orders with an id under `before`, the newest first."""
    return db.all(
        OrderRow,
        f"SELECT {ORDER} FROM orders WHERE id < %(before)s ORDER BY id DESC LIMIT %(limit)s",
        before=before or ABOVE_ALL, limit=limit,
    )  # fmt: skip


def due(db: Db, after: tuple[datetime, int], limit: int) -> list[OrderRow]:
    """Orders that have not ended, after this due time and id."""
    return db.all(
        OrderRow,
        f"SELECT {ORDER} FROM orders WHERE {FOLLOWING} ORDER BY dueAt, id LIMIT %(limit)s",
        at=after[0], id=after[1], limit=limit,
    )  # fmt: skip


def due_in(db: Db, state: State, after: tuple[datetime, int], limit: int) -> list[OrderRow]:
    """As `due`, of orders in one state."""
    return db.all(
        OrderRow,
        f"""
        SELECT {ORDER} FROM orders WHERE state = %(state)s AND {FOLLOWING} ORDER BY dueAt, id LIMIT %(limit)s
        """,
        state=state, at=after[0], id=after[1], limit=limit,
    )  # fmt: skip


def overdue(
    db: Db, late: timedelta, state: State, ahead: timedelta, after: tuple[datetime, int], limit: int
) -> list[OrderRow]:
    """As `due`, of orders that were due longer than `late` ago, and those in `state` that are due within `ahead`."""
    return db.all(
        OrderRow,
        f"""
        SELECT {columns(OrderRow, "orders")}
          FROM ((SELECT id FROM orders
                  WHERE {FOLLOWING} AND dueAt < UTC_TIMESTAMP(6) - INTERVAL %(late)s SECOND
                  ORDER BY dueAt, id LIMIT %(limit)s)
                UNION ALL
                (SELECT id FROM orders
                  WHERE state = %(state)s AND {FOLLOWING}
                    AND dueAt >= UTC_TIMESTAMP(6) - INTERVAL %(late)s SECOND
                    AND dueAt < UTC_TIMESTAMP(6) + INTERVAL %(ahead)s SECOND
                  ORDER BY dueAt, id LIMIT %(limit)s)) AS found
          JOIN orders ON orders.id = found.id
         ORDER BY dueAt, orders.id
         LIMIT %(limit)s
        """,
        late=round(late.total_seconds()), state=state, ahead=round(ahead.total_seconds()), at=after[0], id=after[1],
        limit=limit,
    )  # fmt: skip


def decided_after(db: Db, order_id: int, most: int) -> list[int]:
    """The ids of up to `most` orders above this id that an operator has decided; it reads every event in between."""
    rows = db.all(
        DecisionRow,
        f"""
        SELECT {columns(DecisionRow)}
          FROM order_event
         WHERE order_id > %(order_id)s AND who = 'operator'
         ORDER BY order_id, number LIMIT %(most)s
        """,
        order_id=order_id, most=most,
    )  # fmt: skip
    return [row["order_id"] for row in rows]


def decisions_of(db: Db, order_ids: list[int]) -> list[DecisionRow]:
    """What operators have decided of these orders."""
    return db.all(
        DecisionRow,
        f"""
        SELECT {columns(DecisionRow)}
          FROM order_event
         WHERE order_id IN %(order_ids)s AND who = 'operator'
         ORDER BY order_id, number
        """,
        order_ids=order_ids,
    )
