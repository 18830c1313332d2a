"""Sales and their orders, made by the real routes and jobs."""

from typing import Any

import database
from auction.alerts import orders as job
from auction.orders import acts, money, store
from auction.orders.rows import OrderRow
from auction.payments import rules as payments
from tests.cast import Person, an_item

ADDRESS = {
    "name": "김산희", "phone": "01043218765", "postcode": "06236",
    "line1": "서울 강남구 테헤란로 152", "line2": "101호",
}  # fmt: skip
DISPUTE: dict[str, Any] = {"reason": "broken", "text": "화면이 깨졌어요.", "wants": "refund"}
SHIPMENT: dict[str, Any] = {"carrier": "cj", "trackingNumber": "1234-5678-9012"}
SHIPPING = '[{"kind": "parcel", "fee": 3500}, {"kind": "meet", "fee": 0}]'


def a_sale(seller: Person, buyer: Person, **changes: Any) -> dict[str, Any]:
    """An item that the buyer has bought at once for 20,000 won."""
    item = an_item(seller, **{"buyNowPrice": "20000", "shipping": SHIPPING, **changes})
    bought = buyer.post(f"/api/items/{item['id']}/buy", json={})
    assert bought.status_code == 201, bought.text
    return item


def an_order(db: database.Db, seller: Person, buyer: Person, **changes: Any) -> OrderRow:
    """The order of a sale, opened by the worker's job."""
    item = a_sale(seller, buyer, **changes)
    job.open_new()
    return order_of(db, item)


def order_of(db: database.Db, item: dict[str, Any]) -> OrderRow:
    """The newest order of an item."""
    return store.of_item(db, item["id"])[-1]


def let_pass(db: database.Db, order: OrderRow, **span: float) -> None:
    """Let time pass for an order: all of its moments move into the past."""
    seconds = sum(amount * {"days": 86_400, "hours": 3_600, "seconds": 1}[unit] for unit, amount in span.items())
    moved = ", ".join(
        f"{column} = {column} - INTERVAL {round(seconds)} SECOND"
        for column in ("dueAt", "remindAt", "createdAt", "paidAt", "shippedAt", "arrivedAt", "sentBackAt", "endedAt")
    )
    db.run(f"UPDATE orders SET {moved} WHERE id = {order['id']}")


def choose(buyer: Person, order: OrderRow, kind: str = "parcel") -> dict[str, Any]:
    """Let the buyer choose the delivery; returns the order as the buyer sees it."""
    body = {"kind": kind, "address": None if kind == "meet" else ADDRESS}
    answer = buyer.put(f"/api/orders/{order['id']}/delivery", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def pay(order: OrderRow) -> None:
    """Let a payment of a chosen order succeed, without a provider's page."""

    def work(db: database.Db) -> None:
        held = acts.hold(db, order["id"])
        payment_id = payments.start(db, order["id"], money.total(held.order), "sandbox")
        payments.begin(db, payment_id, f"key-{payment_id}", "/sandbox")
        payments.confirm(db, payments.hold(db, payment_id))
        acts.move(db, held, "pay", "buyer", {"payment": payment_id})
        money.capture(db, held.order, payments.hold(db, payment_id), "card")

    database.transact(work)


def a_paid_order(db: database.Db, seller: Person, buyer: Person, kind: str = "parcel", **changes: Any) -> OrderRow:
    """An order that was chosen and paid."""
    order = an_order(db, seller, buyer, **changes)
    choose(buyer, order, kind)
    pay(order)
    return order_of(db, {"id": order["item_id"]})


def a_shipped_order(db: database.Db, seller: Person, buyer: Person) -> OrderRow:
    """A paid order that was sent by a carrier."""
    order = a_paid_order(db, seller, buyer)
    act(seller, order, "ship", **SHIPMENT)
    return order_of(db, {"id": order["item_id"]})


def a_disputed_order(db: database.Db, seller: Person, buyer: Person, **dispute: Any) -> OrderRow:
    """A shipped order whose buyer has reported a problem."""
    order = a_shipped_order(db, seller, buyer)
    act(buyer, order, "dispute", **(DISPUTE | dispute))
    return order_of(db, {"id": order["item_id"]})


def act(person: Person, order: OrderRow, name: str, status: int = 200, **body: Any) -> dict[str, Any]:
    """Take a step by its route; returns the answer."""
    answer = person.post(f"/api/orders/{order['id']}/{name}", json=body)
    assert answer.status_code == status, answer.text
    return dict(answer.json)


def kinds_of(db: database.Db, user_id: str) -> list[str]:
    """The kinds of a user's notifications, oldest first."""
    rows = db.all("SELECT kind FROM notification WHERE user_id = %(user_id)s ORDER BY id", user_id=user_id)
    return [row["kind"] for row in rows]


def left_in_escrow(db: database.Db, order: OrderRow) -> int:
    """What the books hold for an order (won)."""
    account = f"escrow:{order['id']}"
    row = db.one(
        "SELECT COALESCE(SUM(IF(credit = %(account)s, amount, -amount)), 0) AS won FROM transfer "
        "WHERE debit = %(account)s OR credit = %(account)s", account=account,
    )  # fmt: skip
    return int(row["won"]) if row else 0
