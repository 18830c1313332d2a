"""What the sides of an order do, and which orders they see."""

from collections.abc import Mapping
from typing import Any

import database
from auction.errors import Invalid
from auction.items import rules as items
from auction.items.rows import ShippingKind
from auction.items.shipping import fees_of
from auction.mysql.grouping import grouped
from auction.orders import money, opening, store
from auction.orders.acts import Held, hold, move
from auction.orders.addresses import rules as addresses
from auction.orders.addresses.rules import Address
from auction.orders.errors import OrderNotFound
from auction.orders.process import Act, Side, State
from auction.orders.rows import EventRow, OrderRow
from auction.orders.sides import role_of


def find(db: database.Db, order_id: int, user_id: str) -> OrderRow:
    """Return an order of this user. Raises OrderNotFound, for those of other people too."""
    order = store.find(db, order_id)
    if order is None:
        raise OrderNotFound
    role_of(order, user_id)
    return order


def page(
    db: database.Db, user_id: str, role: Side, states: tuple[State, ...] | None, before: int | None, limit: int
) -> list[OrderRow]:
    """Return the orders of a user on this side, newest first, below the id `before`; in these states, or in any."""
    if states is None:
        return store.of_user(db, role, user_id, before, limit)
    return store.of_user_in(db, role, user_id, states, before, limit)


def of_item(db: database.Db, item_id: int, user_id: str) -> list[OrderRow]:
    """Return the orders of an item in which this user is a side, newest first."""
    rows = store.of_item(db, item_id)
    return [row for row in reversed(rows) if user_id in (row["buyer_id"], row["seller_id"])]


def act(db: database.Db, order_id: int, user_id: str, wanted: Act, data: Mapping[str, Any]) -> OrderRow:
    """Let a user take a step with their order. Raises OrderNotFound, NotNow, Invalid."""
    held, role = hold_own(db, order_id, user_id)
    if wanted == "dispute":
        _check_part(held.order, data)
    # what is handed over in person has no carrier, on no way
    if wanted in ("ship", "send-back") and held.order["shippingKind"] != "meet":
        missing = [(name, "missing") for name in ("carrier", "trackingNumber") if not data.get(name)]
        if missing:
            raise Invalid(*missing)
    return move(db, held, wanted, role, data)


def _check_part(order: OrderRow, data: Mapping[str, Any]) -> None:
    """Require an amount below what was paid for a part of the money, and none otherwise. Raises Invalid."""
    amount = data["amount"]
    if (data["wants"] == "part") != (amount is not None) or (amount or 0) >= money.total(order):
        raise Invalid(("amount", "part_of_total"))


def choose(db: database.Db, order_id: int, buyer_id: str, kind: ShippingKind, address: Address | None) -> OrderRow:
    """Choose how an order is delivered, and to where. Raises OrderNotFound, NotNow, Invalid."""
    held, role = hold_own(db, order_id, buyer_id)
    fees = fees_of(items.find(db, held.order["item_id"])["shipping"])
    if kind not in fees:
        raise Invalid(("kind", "shipping_kind"))
    if kind != "meet" and address is None:
        raise Invalid(("address", "missing"))
    after = move(db, held, "choose", role, {"kind": kind, "fee": fees[kind]})
    addresses.save(db, order_id, None if kind == "meet" else address)
    return after


def hold_own(db: database.Db, order_id: int, user_id: str) -> tuple[Held, Side]:
    """Lock an order of this user, and say on which side they are. Raises OrderNotFound."""
    held = hold(db, order_id)
    return held, role_of(held.order, user_id)


def has_open(db: database.Db, user_id: str) -> bool:
    """Whether an order of this user has not ended, or is about to be opened for a sale."""
    return store.open_of(db, user_id) > 0 or opening.is_expected(db, user_id)


def events_of(db: database.Db, order_ids: list[int]) -> dict[int, list[EventRow]]:
    """Return the events of each of these orders, in their order."""
    return grouped(order_ids, store.events_of(db, order_ids), lambda event: event["order_id"])


def count_unpaid(db: database.Db, user_id: str) -> int:
    """Count the orders that were cancelled because this user had not paid them."""
    return store.count_unpaid(db, user_id)
