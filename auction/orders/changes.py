"""An order's columns after a step, as a pure function; facts of an order for the process."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from auction.orders.limits import due_after, next_reminder
from auction.orders.process import FINAL, Facts, Step
from auction.orders.rows import OrderRow


def facts_of(order: OrderRow, now: datetime, is_paying: bool) -> Facts:
    """Return what decides about the next step of an order at `now`."""
    return Facts(
        state=order["state"],
        is_chosen=order["shippingKind"] is not None,
        is_paying=is_paying,
        is_extended=bool(order["isExtended"]),
        is_cancel_requested=bool(order["isCancelRequested"]),
        is_meeting=order["shippingKind"] == "meet",
        has_arrived=order["arrivedAt"] is not None,
        wants=order["wants"],
        is_sent_back=order["sentBackAt"] is not None,
        is_due=order["dueAt"] is not None and order["dueAt"] <= now,
    )


def changed(order: OrderRow, step: Step, now: datetime, data: Mapping[str, Any]) -> OrderRow:
    """Return the order after a step at `now`; `data` is what goes into the event."""
    due = due_after(step.limit, now, order["dueAt"]) if step.limit else order["dueAt"]
    if step.to in FINAL:
        due = None
    after: OrderRow = {
        **order,
        "state": step.to,
        "reason": step.reason or order["reason"],
        "number": order["number"] + 1,
        "dueAt": due,
        "remindAt": next_reminder(step.to, now, due),
        "endedAt": now if step.to in FINAL else None,
    }
    _note(after, step, now, data)
    return after


def _note(after: OrderRow, step: Step, now: datetime, data: Mapping[str, Any]) -> None:
    """Write what the step says beside its state."""
    match step.act:
        case "choose":
            after["shippingKind"], after["shippingFee"] = data["kind"], data["fee"]
        case "pay":
            after["paidAt"], after["isCancelRequested"] = now, 0
        case "extend":
            after["isExtended"] = 1
        case "cancel" if step.who == "buyer":
            after["isCancelRequested"] = 1
        case "ship":
            after["shippedAt"] = now
            after["arrivedAt"] = now if step.limit == "inspect" else None
            after["carrier"], after["trackingNumber"] = data.get("carrier"), data.get("trackingNumber")
        case "arrived":
            after["arrivedAt"] = now
        case "dispute":
            after["wants"], after["part"] = data["wants"], data.get("amount")
        case "decide-refund" | "decide-return" | "decide-part" | "decide-complete":
            after["part"] = data.get("amount")
        case "send-back":
            after["sentBackAt"] = now
            after["returnCarrier"], after["returnTrackingNumber"] = data.get("carrier"), data.get("trackingNumber")
