"""The audit replays each order's events by the table, and finds what was changed behind its back."""

import pytest

import database
from auction.orders import audit, opening
from commands.orders_audit import audit_orders
from tests.orders.sales import SHIPMENT, a_paid_order, a_sale, act, an_order


@pytest.fixture
def order(db, seller, bidder):
    """One that was disputed and returned, beside one that has just begun."""
    an_order(db, seller, bidder)
    order = a_paid_order(db, seller, bidder)
    act(bidder, order, "cancel")
    act(seller, order, "ship", **SHIPMENT)
    act(bidder, order, "dispute", reason="broken", text="깨졌어요.", wants="return")
    act(seller, order, "accept")
    act(bidder, order, "send-back", **SHIPMENT)
    act(seller, order, "received-back")
    return order


def found(db):
    return [difference.what for difference in audit.audit_after(db, 0)[2]]


def test_orders_that_went_along_the_table_are_as_stored(db, order):
    assert audit.audit_after(db, 0)[1:] == (2, [])
    assert audit_orders(lambda work: work(db)) == 0


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE orders SET state = 'completed' WHERE id = %(id)s", ["state"]),
        ("UPDATE orders SET shippingFee = 1 WHERE id = %(id)s", ["shippingFee"]),
        ("UPDATE orders SET dueAt = UTC_TIMESTAMP(6) WHERE id = %(id)s", ["dueAt"]),
        ("UPDATE order_event SET who = 'seller' WHERE order_id = %(id)s AND act = 'pay'", ["event 3"]),
        ("DELETE FROM order_event WHERE order_id = %(id)s AND act = 'dispute'", ["event 7"]),
        ("DELETE FROM order_event WHERE order_id = %(id)s AND act = 'open'", ["opening"]),
    ],
    ids=["state", "fee", "due", "who", "missing", "opening"],
)
def test_what_the_events_do_not_say_is_found(db, order, change, what):
    db.run(change, id=order["id"])
    assert found(db) == what


def test_a_sale_without_an_order_is_found(db, seller, bidder):
    a_sale(seller, bidder)
    db.run("INSERT INTO alert_position (name, position, newest, at) VALUES ('ordersBegin', 0, 0, UTC_TIMESTAMP(6))")
    assert audit.sales_without(db) == []
    db.run("UPDATE history SET closedAt = closedAt - INTERVAL 2 MINUTE")
    assert len(audit.sales_without(db)) == 1
    sale = db.one("SELECT id FROM history")
    database.transact(opening.open_for, [sale["id"]])
    assert audit.sales_without(db) == []
