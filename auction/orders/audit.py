"""Replays each order's events by the table of process.py, and reports what is stored differently."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import database
from auction.orders import process, store
from auction.orders.changes import changed, facts_of
from auction.orders.rows import EventRow, OrderChanges, OrderRow
from auction.orders.rules import events_of

CHUNK = 500
# what the events do not say of an order: these depend on the limits that were in force as well
NOT_REPLAYED = ("dueAt", "remindAt")
# an order before its first step
NEW: OrderChanges = {
    "shippingKind": None, "shippingFee": None, "state": "awaiting", "reason": None, "number": 0, "dueAt": None,
    "remindAt": None, "isExtended": 0, "isCancelRequested": 0, "carrier": None, "trackingNumber": None,
    "returnCarrier": None, "returnTrackingNumber": None, "wants": None, "part": None, "paidAt": None,
    "shippedAt": None, "arrivedAt": None, "sentBackAt": None, "endedAt": None,
}  # fmt: skip


class Difference(NamedTuple):
    """Something of an order (`order_id` 0: of a sale) that is not as the process says."""

    order_id: int
    what: str
    stored: object
    replayed: object


def audit_after(db: database.Db, order_id: int) -> tuple[int, int, list[Difference]]:
    """Audit the next orders after this id: the last id (0: none), how many, the differences."""
    orders = store.after(db, order_id, CHUNK)
    events = events_of(db, [order["id"] for order in orders])
    found = [difference for order in orders for difference in audit_order(order, events[order["id"]])]
    return (orders[-1]["id"] if orders else 0), len(orders), found


def audit_order(order: OrderRow, events: Sequence[EventRow]) -> Iterator[Difference]:
    """Audit one order: its events are steps of the table, in one line, and lead to what is stored."""
    if not events or (events[0]["act"], events[0]["number"]) != ("open", 1):
        yield Difference(order["id"], "opening", events[0]["act"] if events else None, "open")
        return
    replayed = changed({**order, **NEW}, process.OPENING, order["createdAt"], {})
    for event in events[1:]:
        facts = facts_of(replayed, event["at"], is_paying=False)._replace(is_due=event["who"] == "system")
        step = process.find(facts, event["act"], event["who"])
        if step is None or (event["number"], event["after"]) != (replayed["number"] + 1, step.to):
            yield Difference(order["id"], f"event {event['number']}", event["act"], "not allowed there")
            return
        replayed = changed(replayed, step, event["at"], json.loads(event["data"]))
    yield from _unlike(order["id"], order, replayed)
    if (order["dueAt"] is None) != (order["state"] in process.FINAL):
        yield Difference(order["id"], "dueAt", order["dueAt"], "none at the end alone")


def _unlike(order_id: int, stored: Mapping[str, object], replayed: Mapping[str, object]) -> Iterator[Difference]:
    """Yield the columns in which an order differs from its replay."""
    for name in NEW:
        if name not in NOT_REPLAYED and stored[name] != replayed[name]:
            yield Difference(order_id, name, stored[name], replayed[name])


def sales_without(db: database.Db) -> list[Difference]:
    """Report the sales since there are orders that have none, a minute after the sale."""
    return [Difference(0, f"sale {row['id']}", None, "one order") for row in store.sales_without(db, CHUNK)]
