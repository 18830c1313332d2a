"""The statements of orders whose plans and times are looked at, on a database with many orders."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from flask import Flask

import database
from auction.orders import rules, store, views
from auction.orders.offers import store as offers
from auction.orders.process import OPEN, Side, State
from auction.orders.rows import OrderRow
from auction.payments import store as payments
from auction.payments.payouts import rules as payouts
from auction.payments.refunds import store as refunds
from bench.fill_orders import fill_orders, sides_of
from bench.harness import Harness
from bench.statements import Call

DATABASE = "many_orders"
# of the filling of items: they come before those with orders
ITEMS = 2_000
LIMIT = 20
FIRST = (datetime.min, 0)


def fill(harness: Harness, orders: int) -> None:
    """Make a database with so many orders."""
    fill_orders(harness.fresh(DATABASE, ITEMS, searchable=False), orders)
    harness.progress(f"{orders:,} orders filled")


def pages(orders: int, first: int = ITEMS) -> Iterator[tuple[str, Call]]:
    """Yield what a side sees, and the call that answers it, on so many orders whose ids are above `first`."""
    number = orders // 2
    order_id, (buyer, seller) = first + 1 + number, sides_of(number, orders)
    sides: dict[Side, str] = {"buyer": buyer, "seller": seller}
    for role, name in sides.items():
        yield f"The page of one order, as its {role}", partial(_page, order_id=order_id, user_id=name)
        for what, states in (("my orders", None), ("my open orders", OPEN), ("my completed orders", ("completed",))):
            yield f"The list of {what}, as {role}", partial(_list, role=role, user_id=name, states=states)
    yield "The orders of an item", partial(_of_item, item_id=order_id, user_id=buyer)
    yield "My payouts", lambda db: payouts.of_seller(db, seller, None, LIMIT)
    yield "My offers", lambda db: offers.open_to(db, buyer)


def calls(orders: int, first: int = ITEMS) -> Iterator[tuple[str, Call]]:
    """Yield every statement of orders that a user or the worker repeats."""
    number = orders // 2
    order_id, (buyer, seller) = first + 1 + number, sides_of(number, orders)
    yield from pages(orders, first)
    yield "Does an open order keep me from leaving", lambda db: rules.has_open(db, seller)
    yield "How many I did not pay", lambda db: rules.count_unpaid(db, buyer)
    yield "Orders whose time has come", lambda db: store.due(db, FIRST, 200)
    yield "Orders to be reminded of", lambda db: store.to_remind(db, 200)
    yield "Offers whose time is over", lambda db: offers.expired(db, 200)
    yield "Payments to look at", lambda db: payments.due(db, 50)
    yield "The payment that holds an order", lambda db: payments.holder(db, order_id)
    yield "Refunds to send", lambda db: refunds.due(db, 50)
    yield "Payouts to send", lambda db: payouts.hold_sendable(db, 1_000)


def _page(db: database.Db, order_id: int, user_id: str) -> None:
    _show(db, [rules.find(db, order_id, user_id)], user_id)


def _list(db: database.Db, role: Side, user_id: str, states: tuple[State, ...] | None) -> None:
    _show(db, rules.page(db, user_id, role, states, None, LIMIT), user_id)


def _of_item(db: database.Db, item_id: int, user_id: str) -> None:
    _show(db, rules.of_item(db, item_id, user_id), user_id)


def _show(db: database.Db, orders: list[OrderRow], user_id: str) -> None:
    # what is shown of items depends on who is signed in
    with Flask(__name__).app_context():
        views.shown(db, orders, user_id)
