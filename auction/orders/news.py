"""What each step of an order is news of, and to whom; and what a reminder is."""

from datetime import datetime
from typing import Any

from auction.http.fields import rfc3339, utc
from auction.notifications.rows import Kind
from auction.notifications.rules import New
from auction.orders.money import total
from auction.orders.process import Act, Role, State, Step
from auction.orders.rows import OrderRow
from auction.orders.sides import party

# where a step is not named, nobody is notified of it
NEWS: dict[tuple[Act, State], tuple[tuple[Role, Kind], ...]] = {
    ("pay", "paid"): (("seller", "orderPaid"), ("buyer", "paymentReceived")),
    ("extend", "awaiting"): (("buyer", "paymentExtended"),),
    ("cancel", "awaiting"): (("seller", "cancelRequested"),),
    ("cancel", "paid"): (("seller", "cancelRequested"),),
    ("cancel", "cancelled"): (("buyer", "orderCancelled"),),
    ("agree-to-cancel", "cancelled"): (("buyer", "orderCancelled"),),
    ("agree-to-cancel", "refunded"): (("buyer", "orderRefunded"),),
    ("lapse", "cancelled"): (("buyer", "orderCancelled"), ("seller", "orderUnpaid")),
    ("give-back", "refunded"): (("buyer", "orderRefunded"),),
    ("ship", "shipped"): (("buyer", "orderShipped"),),
    ("lapse", "refunded"): (("buyer", "orderRefunded"), ("seller", "orderRefunded")),
    ("confirm", "completed"): (("seller", "orderCompleted"),),
    ("lapse", "completed"): (("buyer", "orderCompleted"), ("seller", "orderCompleted")),
    ("dispute", "disputed"): (("seller", "orderDisputed"),),
    ("withdraw", "completed"): (("seller", "orderCompleted"),),
    ("accept", "refunded"): (("buyer", "orderRefunded"),),
    ("accept", "completed"): (("buyer", "orderRefunded"),),
    ("accept", "returning"): (("buyer", "orderReturning"),),
    ("send-back", "returning"): (("seller", "orderSentBack"),),
    ("received-back", "refunded"): (("buyer", "orderRefunded"),),
}
# whose turn it is in each state, and the reminder
TURNS: dict[State, tuple[Role, Kind]] = {
    "awaiting": ("buyer", "paymentDue"),
    "paid": ("seller", "shipmentDue"),
    "shipped": ("buyer", "confirmationDue"),
    "disputed": ("seller", "answerDue"),
    "returning": ("buyer", "returnDue"),
}


def news_of(order: OrderRow, step: Step) -> list[New]:
    """Return the notifications of a step, by the order after it."""
    about = f"order:{order['id']}:{order['number']}"
    return [_new(order, role, kind, about) for role, kind in NEWS.get((step.act, step.to), ())]


def reminder_of(order: OrderRow, moment: datetime) -> New | None:
    """Return the reminder that was due at `moment`; None where it is nobody's turn."""
    if order["state"] not in TURNS:
        return None
    role, kind = TURNS[order["state"]]
    if order["state"] == "returning" and order["sentBackAt"]:
        role = "seller"
    return _new(order, role, kind, f"order:{order['id']}:at:{moment:%y%m%d%H%M}")


def _new(order: OrderRow, role: Role, kind: Kind, about: str) -> New:
    data: dict[str, Any] = {"order": order["id"]}
    if order["dueAt"]:
        data["due"] = rfc3339(utc(order["dueAt"]))
    if kind == "paymentReceived":
        data["amount"] = total(order)
    return New(party(order, role), kind, about, order["item_id"], data)
