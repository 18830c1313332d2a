"""Moves orders along the table of process.py: the row is locked, the step checked, and all of it written at once."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import database
from auction.mysql.clock import read_clock
from auction.mysql.columns import ABOVE_ALL
from auction.notifications import rules as notifications
from auction.orders import money, process, store
from auction.orders.addresses import rules as addresses
from auction.orders.changes import changed, facts_of
from auction.orders.errors import NotNow, OrderNotFound
from auction.orders.news import news_of
from auction.orders.process import FINAL, Act, Facts, Role, Step
from auction.orders.rows import EventRow, OrderRow
from auction.orders.sides import party
from auction.payments import rules as payments


class Held(NamedTuple):
    """An order whose row is locked, the clock after that, and whether a payment of it is being confirmed."""

    order: OrderRow
    now: datetime
    is_paying: bool = False

    @property
    def facts(self) -> Facts:
        return facts_of(self.order, self.now, self.is_paying)


def hold(db: database.Db, order_id: int) -> Held:
    """Lock an order's row until the transaction ends, then read the clock. Raises OrderNotFound."""
    with db.pipeline() as pipeline:
        row, clock = store.hold(pipeline, order_id), read_clock(pipeline)
    if row.result is None:
        raise OrderNotFound
    is_paying = row.result["state"] == "awaiting" and payments.is_confirming(db, order_id)
    return Held(row.result, clock.result["now"], is_paying)


def move(db: database.Db, held: Held, act: Act, who: Role, data: Mapping[str, Any] | None = None) -> OrderRow:
    """Take one step with a held order; return the order after it. Both sides may see `data`. Raises NotNow."""
    step = process.find(held.facts, act, who)
    if step is None:
        raise NotNow(state=held.order["state"], next=next_acts(held.facts, who))
    after = changed(held.order, step, held.now, data or {})
    with db.pipeline() as pipeline:
        store.change(pipeline, after)
        store.add_event(pipeline, event(after, step, held.now, data or {}))
    if step.to in FINAL:
        _settle(db, after)
    if who in ("buyer", "seller"):
        # who acts knows what led to it, so nothing more is sent about that
        notifications.mark_seen(db, party(after, who), ABOVE_ALL, after["item_id"])
    notifications.add_all(db, news_of(after, step, data or {}))
    return after


def _settle(db: database.Db, order: OrderRow) -> None:
    """Let the money of an order that has just ended go where it belongs, and its address be forgotten in time."""
    if order["state"] == "refunded":
        money.give_back(db, order, order["reason"] or "")
    if order["state"] == "completed":
        if order["part"] and order["reason"] in ("dispute", "operator"):
            money.give_back(db, order, order["reason"], order["part"])
        money.release(db, order)
    addresses.end(db, order)


def event(after: OrderRow, step: Step, now: datetime, data: Mapping[str, Any]) -> EventRow:
    """Return the entry of the log for a step."""
    return {
        "order_id": after["id"], "number": after["number"], "act": step.act, "who": step.who, "before": step.before,
        "after": step.to, "at": now, "data": json.dumps(dict(data), ensure_ascii=False),
    }  # fmt: skip


def next_acts(facts: Facts, who: Role) -> list[Act]:
    """Return what this side may do now."""
    return [step.act for step in process.allowed(facts, who)]
