"""Orders on their way through the sandbox, by the real routes and the worker's jobs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import database
from auction.ledger import rules as ledger
from auction.mysql.clock import current_time
from auction.orders import acts, paying, store
from auction.orders.process import Act, Role
from auction.orders.rows import OrderRow
from auction.payment_settings import PaymentSettings
from auction.payments import configured, reconciliation
from auction.payments.payouts import rules as payouts
from auction.payments.refunds import rules as refunds
from auction.payments.rows import PayoutRow
from tests.cast import Person
from tests.orders.sales import an_order

FEE = 3_500
TOTAL = 20_000 + FEE


def a_chosen_order(db: database.Db, seller: Person, buyer: Person) -> OrderRow:
    """An order of 20,000 won with a parcel for 3,500."""
    return step(an_order(db, seller, buyer)["id"], "choose", "buyer", kind="parcel", fee=FEE)


def step(order_id: int, act: Act, who: Role, **data: Any) -> OrderRow:
    """Take a step of an order."""
    return database.transact(lambda db: acts.move(db, acts.hold(db, order_id), act, who, data))


def start(buyer: Person, order: OrderRow, key: str = "") -> dict[str, Any]:
    """Start a payment; return its id and its path at the sandbox."""
    headers = {"Idempotency-Key": key} if key else {}
    answer = buyer.post(f"/api/orders/{order['id']}/payments", json={}, headers=headers)
    assert answer.status_code == 201, answer.text
    return {"id": answer.json["id"], "path": "/sandbox/" + answer.json["checkoutUrl"].partition("/sandbox/")[2]}


def choose(buyer: Person, payment: dict[str, Any], fault: str = "none", choice: str = "pay") -> Any:
    """Pay on the sandbox's page, or refuse; the browser does not return yet."""
    return buyer.site.open(payment["path"], method="POST", data={"choice": choice, "fault": fault})


def come_back(buyer: Person, answer: Any) -> Any:
    """Follow the sandbox's redirect."""
    assert answer.status_code == 303, answer.text
    return buyer.site.open("/api/" + answer.headers["Location"].partition("/api/")[2], method="GET")


def pay(buyer: Person, order: OrderRow, fault: str = "none") -> None:
    """Start a payment, pay, and return."""
    come_back(buyer, choose(buyer, start(buyer, order), fault))


def ship(order: OrderRow) -> None:
    """Send a paid order by a carrier."""
    step(order["id"], "ship", "seller", carrier="cj", trackingNumber="123456789012")


def make_due(db: database.Db) -> None:
    """Let every attempt and refund that waits be due now."""
    db.run("UPDATE payment SET lookAt = UTC_TIMESTAMP(6) WHERE lookAt IS NOT NULL")
    db.run("UPDATE refund SET tryAt = UTC_TIMESTAMP(6) WHERE tryAt IS NOT NULL")


def work(db: database.Db) -> None:
    """Let the worker look at once at everything that waits."""
    make_due(db)
    paying.look_due()
    refunds.send_due()


@contextmanager
def configured_by(settings: PaymentSettings) -> Iterator[None]:
    """Let the application take payments by these settings for the length of the block."""
    before = configured.settings()
    configured.configure(settings)
    try:
        yield
    finally:
        configured.configure(before)


def held(db: database.Db, order: OrderRow) -> dict[str, int]:
    """What each account holds of an order (won), without those that hold nothing."""
    return {name: amount for name, amount in ledger.balances(ledger.of_order(db, order["id"])).items() if amount}


def mismatches(db: database.Db) -> list[reconciliation.Mismatch]:
    """The movements of the last three hours that the books or the sandbox's list lack."""
    now = current_time(db)
    return reconciliation.compare(configured.provider("sandbox"), now - timedelta(hours=3), now)


def payout_of(db: database.Db, order: OrderRow) -> PayoutRow:
    return payouts.of_orders(db, [order["id"]])[order["id"]]


def state_of(db: database.Db, order: OrderRow) -> str:
    found = store.find(db, order["id"])
    assert found is not None
    return found["state"]


def payments_of(db: database.Db, order: OrderRow) -> list[tuple[str, str | None]]:
    """The state and the failure of each attempt."""
    rows = db.all("SELECT state, failure FROM payment WHERE order_id = %(id)s ORDER BY number", id=order["id"])
    return [(row["state"], row["failure"]) for row in rows]
