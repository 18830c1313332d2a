"""Orders across all users, for operators: lists, and what was decided."""

from datetime import datetime, timedelta
from typing import Literal

import database
from auction.orders import store as orders
from auction.orders.errors import OrderNotFound
from auction.orders.limits import DISPUTE
from auction.orders.lists import store
from auction.orders.rows import DecisionRow, OrderRow

View = Literal["overdue", "disputed", "open", "all"]
After = tuple[datetime, int]

# the clock should have taken its step by then
LATE = timedelta(minutes=5)
# a dispute should be decided, or settled by its sides, within
DECIDED_WITHIN = timedelta(days=3)
START: After = (datetime(2000, 1, 1), 0)


def find(db: database.Db, order_id: int) -> OrderRow:
    """Return an order, of any user. Raises OrderNotFound."""
    order = orders.find(db, order_id)
    if order is None:
        raise OrderNotFound
    return order


def newest(db: database.Db, before: int | None, limit: int) -> list[OrderRow]:
    """Return the newest orders with an id under `before`."""
    return store.newest(db, before, limit)


def by_due_time(db: database.Db, view: View, after: After | None, limit: int) -> list[OrderRow]:
    """Return orders of a view that have not ended, the earliest due first, after this due time and id.

    `overdue` are those whose clock is late, and disputes that are older than DECIDED_WITHIN.
    """
    start = after or START
    if view == "disputed":
        return store.due_in(db, "disputed", start, limit)
    if view == "overdue":
        return store.overdue(db, LATE, "disputed", DISPUTE - DECIDED_WITHIN, start, limit)
    return store.due(db, start, limit)


def decided_after(db: database.Db, order_id: int, most: int) -> list[int]:
    """Return the ids of up to `most` orders above this id that an operator has decided."""
    return store.decided_after(db, order_id, most)


def decisions_of(db: database.Db, order_ids: list[int]) -> list[DecisionRow]:
    """Return what operators have decided of these orders."""
    return store.decisions_of(db, order_ids) if order_ids else []
