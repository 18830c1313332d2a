"""Opens an order for each sale that has none, within a second of the close, or at once when a side looks for it."""

from collections.abc import Sequence
from datetime import datetime

import database
from auction.history import rules as history
from auction.history.rows import SaleRow
from auction.mysql.clock import current_time
from auction.orders import money, store
from auction.orders.limits import due_after, next_reminder
from auction.orders.rows import NewOrder
from auction.payments import configured


def open_for(db: database.Db, sale_ids: Sequence[int]) -> int:
    """Open the orders of those of these sales that have none; return how many.

    Without payments there are no orders: both sides settle the sale by themselves, also once there are payments again.
    """
    if not configured.settings().is_on:
        store.begin_after(db, max(sale_ids, default=0))
        return 0
    first = store.first_sale(db)
    sales, now = history.find_sales(db, [sale_id for sale_id in sale_ids if sale_id > first]), current_time(db)
    return open_all(db, [_of_sale(sale, now) for sale in sales])


def open_of_item(db: database.Db, item_id: int, user_id: str) -> None:
    """Open the order of an item that this user has just bought or sold, before the worker does."""
    sale = history.sales_of(db, [item_id]).get(item_id)
    if sale and user_id in (sale["user_id"], sale["seller_id"]):
        open_for(db, [sale["id"]])


def is_expected(db: database.Db, user_id: str) -> bool:
    """Whether a sale in which this user is a side still waits for its order."""
    return configured.settings().is_on and store.sale_without_order(db, user_id)


def open_all(db: database.Db, orders: Sequence[NewOrder]) -> int:
    """Add orders, but none to a sale or an offer that has one, nor to an item of which one lives; return how many."""
    if not orders:
        return 0
    made = store.add_all(db, list(orders))
    if made:
        store.add_openings(db, [order["item_id"] for order in orders])
    return made


def new_order(
    item_id: int, buyer_id: str, seller_id: str, price: int, now: datetime,
    history_id: int | None = None, offer_id: int | None = None,
) -> NewOrder:  # fmt: skip
    """Return an order that awaits its payment from `now` on."""
    due = due_after("pay", now, None)
    return {
        "item_id": item_id, "history_id": history_id, "offer_id": offer_id, "buyer_id": buyer_id,
        "seller_id": seller_id, "price": price, "fee": money.fee_of(price), "state": "awaiting", "number": 1,
        "dueAt": due, "remindAt": next_reminder("awaiting", now, due), "createdAt": now,
    }  # fmt: skip


def _of_sale(sale: SaleRow, now: datetime) -> NewOrder:
    return new_order(
        sale["item_id"], sale["user_id"], sale["seller_id"], sale["price"], now, history_id=sale["id"]
    )  # fmt: skip
