"""Orders, payouts and events for the tests of what operators do."""

import json
from typing import Any

import database
from auction.operators import trail
from auction.orders.rows import OrderRow
from auction.payments.rows import PayoutRow
from tests.cast import Person
from tests.orders.paid import payout_of, ship, step
from tests.orders.sales import a_paid_order
from tests.payments.accounts import set_account


def set_total(db: database.Db, order: OrderRow, total: int) -> None:
    """Let a paid order be of this total (won)."""
    db.run("UPDATE orders SET price = %(total)s - shippingFee WHERE id = %(id)s", total=total, id=order["id"])
    db.run("UPDATE payment SET amount = %(total)s WHERE order_id = %(id)s", total=total, id=order["id"])
    db.run("UPDATE transfer SET amount = %(total)s WHERE order_id = %(id)s", total=total, id=order["id"])


def a_due_payout(db: database.Db, seller: Person, buyer: Person, total: int) -> PayoutRow:
    """The payout of a completed order of this total (won), to a seller with an account."""
    order = a_paid_order(db, seller, buyer)
    set_total(db, order, total)
    ship(order)
    step(order["id"], "confirm", "buyer")
    assert set_account(seller).status_code == 200
    return payout_of(db, order)


def events(db: database.Db, *kinds: str) -> list[tuple[Any, ...]]:
    """The events of these kinds, the latest first: id and role of the operator, target, reason and data."""
    return [
        (row["by_id"], row["role"], row["target"], row["reason"], json.loads(row["data"]))
        for row in trail.page(db, None, 100)
        if row["kind"] in kinds
    ]
