"""Seals addresses at rest, shows them to the seller from payment until 14 days after the end, then forgets them."""

import json
from datetime import timedelta
from typing import TypedDict

import database
from auction.contacts.encryption import decrypted, encrypted
from auction.orders.addresses import store
from auction.orders.process import Side
from auction.orders.rows import OrderRow

# after the end of an order that was paid; of one that never was, an address goes at once
KEPT = timedelta(days=14)
AT_ONCE = 10_000


class Address(TypedDict):
    """Where an order is sent."""

    name: str
    phone: str
    postcode: str
    line1: str
    line2: str


def save(db: database.Db, order_id: int, address: Address | None) -> None:
    """Keep where a locked order is sent; None forgets it."""
    if address is None:
        store.forget(db, order_id)
    else:
        text = json.dumps(address, ensure_ascii=False).encode()
        store.save(db, order_id, encrypted(text, _owner(order_id)))


def shown_to(db: database.Db, role: Side, orders: list[OrderRow]) -> dict[int, Address]:
    """Return the addresses of these orders that this side may see, by order."""
    visible = [order["id"] for order in orders if role == "buyer" or order["paidAt"]]
    rows = store.of_orders(db, visible) if visible else []
    return {row["order_id"]: json.loads(decrypted(row["sealed"], _owner(row["order_id"]))) for row in rows}


def end(db: database.Db, order: OrderRow) -> None:
    """Let the address of an order that has just ended be forgotten in time."""
    if order["paidAt"] is None or order["endedAt"] is None:
        store.forget(db, order["id"])
    else:
        store.forget_at(db, order["id"], order["endedAt"] + KEPT)


def forget_old(db: database.Db) -> int:
    """Delete the addresses that nobody needs any more; return how many."""
    return store.forget_old(db, AT_ONCE)


def _owner(order_id: int) -> str:
    # no user's id has a colon
    return f"order:{order_id}"
