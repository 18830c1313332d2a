"""The tables `orders` and `order_event`. Times are UTC, by the database's clock."""

from datetime import datetime

from auction.mysql.columns import ABOVE_ALL, assignments, columns, insert_into
from auction.orders.process import FINAL, Side, State
from auction.orders.rows import DueRow, EventRow, Id, NewOrder, Number, OrderChanges, OrderRow
from database import Db, Deferred, Pipeline

ORDER = columns(OrderRow)
SIDES: dict[Side, str] = {"buyer": "buyer_id", "seller": "seller_id"}


def hold(pipeline: Pipeline, order_id: int) -> Deferred[OrderRow | None]:
    """Lock an order's row until the transaction ends."""
    return pipeline.one(OrderRow, f"SELECT {ORDER} FROM orders WHERE id = %(order_id)s FOR UPDATE", order_id=order_id)


def add_all(db: Db, orders: list[NewOrder]) -> int:
    """Add orders, but none to a sale, an offer or a living order's item a second time; return how many."""
    return db.many(
        insert_into("orders", NewOrder) + " ON DUPLICATE KEY UPDATE orders.id = orders.id",
        [dict(order) for order in orders],
    )


def add_openings(db: Db, item_ids: list[int]) -> None:
    """Add the first event to the orders of these items that have none yet."""
    db.run(
        """
        INSERT INTO order_event (order_id, number, act, who, `before`, `after`, at)
        SELECT id, number, 'open', 'system', NULL, state, createdAt
          FROM orders
         WHERE living IN %(item_ids)s AND number = 1
        ON DUPLICATE KEY UPDATE order_event.number = order_event.number
        """,
        item_ids=item_ids,
    )


def first_sale(db: Db) -> int:
    """The id of the last sale that needs no order: it was made before there were orders, or without payments."""
    found = db.one(Number, "SELECT position AS number FROM alert_position WHERE name = 'ordersBegin'")
    return found["number"] if found else 0


def begin_after(db: Db, sale_id: int) -> None:
    """Let this sale and all before it need no order."""
    db.run(
        "UPDATE alert_position SET position = %(sale_id)s WHERE name = 'ordersBegin' AND position < %(sale_id)s",
        sale_id=sale_id,
    )


def change(pipeline: Pipeline, order: OrderRow) -> None:
    """Write the columns of an order that an act may change."""
    pipeline.run(f"UPDATE orders SET {assignments(OrderChanges)} WHERE id = %(id)s", **order)


def add_event(pipeline: Pipeline, event: EventRow) -> None:
    pipeline.run(insert_into("order_event", EventRow), **event)


def find(db: Db, order_id: int) -> OrderRow | None:
    return db.one(OrderRow, f"SELECT {ORDER} FROM orders WHERE id = %(order_id)s", order_id=order_id)


def after(db: Db, order_id: int, most: int) -> list[OrderRow]:
    """The next orders by their ids."""
    return db.all(
        OrderRow,
        f"SELECT {ORDER} FROM orders WHERE id > %(order_id)s ORDER BY id LIMIT %(most)s",
        order_id=order_id, most=most,
    )  # fmt: skip


def of_item(db: Db, item_id: int) -> list[OrderRow]:
    """All orders of an item, oldest first: one that lives at most, and those that were cancelled before it."""
    return db.all(OrderRow, f"SELECT {ORDER} FROM orders WHERE item_id = %(item_id)s ORDER BY id", item_id=item_id)


def of_items(db: Db, item_ids: list[int]) -> list[OrderRow]:
    """All orders of these items, oldest first."""
    if not item_ids:
        return []
    return db.all(OrderRow, f"SELECT {ORDER} FROM orders WHERE item_id IN %(item_ids)s ORDER BY id", item_ids=item_ids)


def of_user(db: Db, role: Side, user_id: str, before: int | None, limit: int) -> list[OrderRow]:
    """The orders in which a user is the buyer or the seller, newest first."""
    return db.all(
        OrderRow,
        f"""
        SELECT {ORDER} FROM orders
         WHERE {SIDES[role]} = %(user_id)s AND id < %(before)s
         ORDER BY id DESC LIMIT %(limit)s
        """,
        user_id=user_id, before=before or ABOVE_ALL, limit=limit,
    )  # fmt: skip


def of_user_in(
    db: Db, role: Side, user_id: str, states: tuple[State, ...], before: int | None, limit: int
) -> list[OrderRow]:
    """As `of_user`, of orders in these states alone."""
    return db.all(
        OrderRow,
        f"""
        SELECT {ORDER} FROM orders
         WHERE {SIDES[role]} = %(user_id)s AND state IN %(states)s AND id < %(before)s
         ORDER BY id DESC LIMIT %(limit)s
        """,
        user_id=user_id, states=states, before=before or ABOVE_ALL, limit=limit,
    )  # fmt: skip


def events_of(db: Db, order_ids: list[int]) -> list[EventRow]:
    """The events of these orders, each order's in their order."""
    if not order_ids:
        return []
    return db.all(
        EventRow,
        f"""
        SELECT {columns(EventRow)} FROM order_event WHERE order_id IN %(order_ids)s ORDER BY order_id, number
        """,
        order_ids=order_ids,
    )


def sales_without(db: Db, most: int) -> list[Id]:
    """Sales after ordersBegin that have no order, more than a minute after their close."""
    return db.all(
        Id,
        """
        SELECT history.id
          FROM history LEFT JOIN orders ON orders.history_id = history.id
         WHERE history.id > (SELECT position FROM alert_position WHERE name = 'ordersBegin')
           AND history.closedAt < UTC_TIMESTAMP(6) - INTERVAL 1 MINUTE AND orders.id IS NULL
         ORDER BY history.id LIMIT %(most)s
        """,
        most=most,
    )


def sale_without_order(db: Db, user_id: str) -> bool:
    """Whether a sale after ordersBegin to or by a user has no order yet."""
    found = db.one(
        Id,
        """
        SELECT history.id
          FROM history LEFT JOIN orders ON orders.history_id = history.id
         WHERE (history.user_id = %(user_id)s OR history.seller_id = %(user_id)s)
           AND history.id > COALESCE((SELECT position FROM alert_position WHERE name = 'ordersBegin'), 0)
           AND orders.id IS NULL
         LIMIT 1
        """,
        user_id=user_id,
    )
    return found is not None


def due(db: Db, after: tuple[datetime, int], most: int) -> list[DueRow]:
    """Orders whose due time has come, the earliest first, after this time and id."""
    return db.all(
        DueRow,
        """
        SELECT id, dueAt AS at FROM orders
         WHERE dueAt <= UTC_TIMESTAMP(6) AND (dueAt > %(at)s OR (dueAt = %(at)s AND id > %(id)s))
         ORDER BY dueAt, id LIMIT %(most)s
        """,
        at=after[0], id=after[1], most=most,
    )  # fmt: skip


def to_remind(db: Db, most: int) -> list[DueRow]:
    """Orders whose reminder's time has come."""
    return db.all(
        DueRow,
        """
        SELECT id, remindAt AS at FROM orders
         WHERE remindAt <= UTC_TIMESTAMP(6) ORDER BY remindAt LIMIT %(most)s
        """,
        most=most,
    )


def set_reminder(db: Db, order_id: int, at: datetime | None) -> None:
    db.run("UPDATE orders SET remindAt = %(at)s WHERE id = %(order_id)s", order_id=order_id, at=at)


def open_of(db: Db, user_id: str) -> int:
    """How many orders of a user, as buyer or seller, have not ended."""
    return db.single(
        Number,
        """
        SELECT (SELECT COUNT(*) FROM orders WHERE buyer_id  = %(user_id)s AND state NOT IN %(final)s)
             + (SELECT COUNT(*) FROM orders WHERE seller_id = %(user_id)s AND state NOT IN %(final)s) AS number
        """,
        user_id=user_id, final=FINAL,
    )["number"]  # fmt: skip


def count_unpaid(db: Db, user_id: str) -> int:
    """How many orders of a buyer were cancelled because they were not paid."""
    return db.single(
        Number,
        """
        SELECT COUNT(*) AS number FROM orders
         WHERE buyer_id = %(user_id)s AND state = 'cancelled' AND reason = 'unpaid'
        """,
        user_id=user_id,
    )["number"]
