"""Sales and their orders, made by the real routes and jobs."""

from typing import Any

import database
from auction.alerts import orders as job
from auction.orders import store
from auction.orders.rows import OrderRow
from tests.cast import Person, an_item

ADDRESS = {
    "name": "김산희", "phone": "010-4321-8765", "postcode": "06236",
    "line1": "서울 강남구 테헤란로 152", "line2": "101호",
}  # fmt: skip
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
