"""Orders on their way through the sandbox, by the real routes and the worker's jobs."""

from typing import Any

import database
from auction.orders import acts, paying, store
from auction.orders.process import Act, Role
from auction.orders.rows import OrderRow
from auction.payments.refunds import rules as refunds
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


def work(db: database.Db) -> None:
    """Let the worker look at once at everything that waits."""
    db.run("UPDATE payment SET lookAt = UTC_TIMESTAMP(6) WHERE lookAt IS NOT NULL")
    db.run("UPDATE refund SET tryAt = UTC_TIMESTAMP(6) WHERE tryAt IS NOT NULL")
    paying.look_due()
    refunds.send_due()


def state_of(db: database.Db, order: OrderRow) -> str:
    found = store.find(db, order["id"])
    assert found is not None
    return found["state"]


def payments_of(db: database.Db, order: OrderRow) -> list[tuple[str, str | None]]:
    """The state and the failure of each attempt."""
    rows = db.all("SELECT state, failure FROM payment WHERE order_id = %(id)s ORDER BY number", id=order["id"])
    return [(row["state"], row["failure"]) for row in rows]
