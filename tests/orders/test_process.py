"""The table of process.py itself: every order of steps is walked, as the database would take them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, get_args

import pytest

from auction.config import ROOT
from auction.orders import process
from auction.orders.changes import changed, facts_of
from auction.orders.process import FINAL, FUNDED, OPEN, REMINDERS, STEPS, Facts, Limit, State, Step
from auction.orders.rows import OrderRow

NOW = datetime(2026, 11, 27, 3)
DATA: dict[str, list[dict[str, Any]]] = {
    "choose": [{"kind": "parcel", "fee": 3_500}, {"kind": "meet", "fee": 0}],
    "decide-part": [{"amount": 2_000}],
    "dispute": [{"wants": "refund"}, {"wants": "return"}, {"wants": "part", "amount": 1_000}],
}


def an_opened_order() -> OrderRow:
    return {
        "id": 1, "item_id": 1, "history_id": 1, "offer_id": None, "buyer_id": "buyer", "seller_id": "seller",
        "price": 20_000, "fee": 0, "shippingKind": None, "shippingFee": None, "state": "awaiting", "reason": None,
        "number": 1, "dueAt": NOW + timedelta(hours=72), "remindAt": None, "isExtended": 0, "isCancelRequested": 0,
        "carrier": None, "trackingNumber": None, "returnCarrier": None, "returnTrackingNumber": None, "wants": None,
        "part": None, "createdAt": NOW, "paidAt": None, "shippedAt": None, "arrivedAt": None, "sentBackAt": None,
        "endedAt": None,
    }  # fmt: skip


def key(order: OrderRow) -> tuple[Any, ...]:
    """What two orders that can go on alike have in common; each `changed` is at the same moment."""
    facts = facts_of(order, NOW, False)
    return (*facts, order["reason"], order["part"])


def following(order: OrderRow) -> Iterator[tuple[Step, OrderRow]]:
    """Every step from here, by a side in time and by the clock when it is due."""
    due = order["dueAt"]
    for role, now in (("buyer", NOW), ("seller", NOW), ("operator", NOW), ("system", due or NOW)):
        for step in process.allowed(facts_of(order, now, False), role):
            for data in DATA.get(step.act, [{}]):
                yield step, changed(order, step, NOW, data)


def reach() -> dict[tuple[Any, ...], OrderRow]:
    """Every order that any order of steps leads to."""
    first = an_opened_order()
    found, left = {key(first): first}, [first]
    while left:
        for _, after in following(left.pop()):
            if key(after) not in found:
                found[key(after)] = after
                left.append(after)
    return found


def is_settled_by_the_clock(order: OrderRow) -> bool:
    """Whether the clock alone ends an order, in at most three steps."""
    for _ in range(4):
        if order["state"] in FINAL:
            return True
        assert order["dueAt"] is not None
        steps = process.allowed(facts_of(order, order["dueAt"], False), "system")
        if len(steps) != 1:
            return False
        order = changed(order, steps[0], order["dueAt"], {})
    return False


@pytest.fixture(scope="module")
def reached() -> dict[tuple[Any, ...], OrderRow]:
    return reach()


def test_every_state_and_every_step_is_reached(reached):
    assert {order["state"] for order in reached.values()} == set(get_args(State))
    taken = {step for order in reached.values() for step, _ in following(order)}
    assert taken == set(STEPS[1:])


def test_the_clock_alone_settles_every_order(reached):
    assert [order for order in reached.values() if not is_settled_by_the_clock(order)] == []


@pytest.mark.parametrize("missing", [step for step in STEPS if step.act == "lapse"])
def test_a_table_without_one_of_the_clocks_steps_is_found(monkeypatch, missing):
    monkeypatch.setattr(process, "STEPS", tuple(step for step in STEPS if step != missing))
    assert [order for order in reach().values() if not is_settled_by_the_clock(order)] != []


def test_an_order_that_has_ended_allows_nothing_and_is_never_due(reached):
    for order in reached.values():
        if order["state"] in FINAL:
            assert list(following(order)) == []
            assert order["dueAt"] is None
            assert order["remindAt"] is None
            assert order["endedAt"] is not None


def test_no_two_steps_compete(reached):
    for order in reached.values():
        for role in ("buyer", "seller", "operator", "system"):
            for is_due in (False, True):
                for is_paying in (False, True):
                    facts = facts_of(order, NOW, is_paying)._replace(is_due=is_due)
                    acts = [step.act for step in process.allowed(facts, role)]
                    assert len(acts) == len(set(acts))


def test_money_is_captured_once_and_leaves_once(reached):
    """Of what was never paid nothing is released or given back, and what was paid never ends as cancelled."""
    for order in reached.values():
        paid = order["paidAt"] is not None
        assert paid == (order["state"] in (*FUNDED, "completed", "refunded"))
        assert (order["state"] == "cancelled") <= (not paid)


def test_a_decision_gives_back_what_it_says_and_not_what_the_buyer_wanted(reached):
    """An order that an operator has completed has the part of the decision, or none."""
    parts = {"refunded": {None}, "completed": {None, 2_000}}
    for state, expected in parts.items():
        decided = [order for order in reached.values() if (order["state"], order["reason"]) == (state, "operator")]
        assert {order["part"] for order in decided} == expected
        assert {order["wants"] for order in decided} == {"refund", "return", "part"}


def test_a_side_acts_in_time_and_the_clock_from_the_due_time_on():
    open_states = [Facts(state, is_chosen=True) for state in OPEN]
    for facts in open_states:
        due = facts._replace(is_due=True)
        assert process.allowed(facts, "system") == []
        assert [step.act for step in process.allowed(due, "buyer") + process.allowed(due, "seller")] in ([], ["pay"])
        assert [step.act for step in process.allowed(due, "system")] == ["lapse"]
        assert process.allowed(due, "operator") == []


def test_a_payment_that_is_being_confirmed_holds_the_order_as_it_is():
    facts = Facts("awaiting", is_chosen=True, is_paying=True, is_cancel_requested=True)
    acts = {step.act for role in ("buyer", "seller") for step in process.allowed(facts, role)}
    assert acts == {"pay", "extend"}
    assert process.allowed(facts._replace(is_due=True), "system") == []


def test_reminders_come_while_something_can_be_done():
    assert set(REMINDERS) == set(OPEN)
    assert {step.limit for step in STEPS if step.limit} == set(get_args(Limit))
    assert all(moment > timedelta(0) for moments in REMINDERS.values() for moment in moments)


def test_the_picture_of_the_document_is_the_table():
    lines = [
        f"    {step.before or '[*]'} --> {step.to}: {step.act} ({step.who}{', ' + step.reason if step.reason else ''})"
        for step in STEPS
    ]
    picture = "\n".join(["```mermaid", "stateDiagram-v2", *lines, *(f"    {state} --> [*]" for state in FINAL), "```"])
    assert picture in (ROOT / "docs/orders.md").read_text(encoding="utf-8"), picture
