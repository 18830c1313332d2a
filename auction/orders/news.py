"""What each step of an order is news of, and to whom; and what a reminder is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from auction.http.fields import rfc3339, utc
from auction.notifications.rows import Kind
from auction.notifications.rules import New
from auction.orders.money import total
from auction.orders.process import Act, Side, State, Step
from auction.orders.rows import OrderRow
from auction.orders.sides import party

DECIDED: tuple[tuple[Side, Kind], ...] = (("buyer", "orderDecided"), ("seller", "orderDecided"))
# letters of a decision's reason; the order's page has all of it
LONGEST_REASON = 300
# where a step is not named, nobody is notified of it
NEWS: dict[tuple[Act, State], tuple[tuple[Side, Kind], ...]] = {
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
    ("decide-refund", "refunded"): DECIDED,
    ("decide-return", "returning"): DECIDED,
    ("decide-part", "completed"): DECIDED,
    ("decide-complete", "completed"): DECIDED,
}
# whose turn it is in each state, and the reminder
TURNS: dict[State, tuple[Side, Kind]] = {
    "awaiting": ("buyer", "paymentDue"),
    "paid": ("seller", "shipmentDue"),
    "shipped": ("buyer", "confirmationDue"),
    "disputed": ("seller", "answerDue"),
    "returning": ("buyer", "returnDue"),
}


def news_of(order: OrderRow, step: Step, data: Mapping[str, Any]) -> list[New]:
    """Return the notifications of a step with this `data`, by the order after it."""
    about = f"order:{order['id']}:{order['number']}"
    news = [_new(order, role, kind, about) for role, kind in NEWS.get((step.act, step.to), ())]
    more = _decision(step, data) if step.who == "operator" else {}
    return [new._replace(data={**new.data, **more}) for new in news]


def _decision(step: Step, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what both sides are shown of an operator's decision."""
    return {
        "decision": step.act.removeprefix("decide-"),
        "reason": data["reason"][:LONGEST_REASON],
        **({"amount": data["amount"]} if "amount" in data else {}),
    }


def reminder_of(order: OrderRow, moment: datetime) -> New | None:
    """Return the reminder that was due at `moment`; None where it is nobody's turn."""
    if order["state"] not in TURNS:
        return None
    role, kind = TURNS[order["state"]]
    if order["state"] == "returning" and order["sentBackAt"]:
        role = "seller"
    return _new(order, role, kind, f"order:{order['id']}:at:{moment:%y%m%d%H%M}")


def _new(order: OrderRow, role: Side, kind: Kind, about: str) -> New:
    data: dict[str, Any] = {"order": order["id"]}
    if order["dueAt"]:
        data["due"] = rfc3339(utc(order["dueAt"]))
    if kind == "paymentReceived":
        data["amount"] = total(order)
    return New(party(order, role), kind, about, order["item_id"], data)
