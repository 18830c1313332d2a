"""Operators decide disputes: who may, once, with a reason in the trail; and see orders of all users."""

import pytest

import database
from auction.operations import decisions
from auction.operations.decisions import Decision
from auction.operators import trail
from auction.operators.rows import Operator
from auction.operators.rules import NotAnOperator
from auction.orders import books
from auction.orders.errors import NotNow
from tests.cast import shows
from tests.operations.scenes import events, set_total
from tests.operators.acting import an_operator, proven, with_role
from tests.orders.sales import ADDRESS, SHIPMENT, a_disputed_order, a_paid_order, an_order, let_pass, order_of
from tests.scenes import at_once

DECISION = {"outcome": "refund", "reason": "사진으로 보면 깨졌어요."}


def decide(operator, order, status=200, **body):
    answer = operator.post(f"/api/admin/orders/{order['id']}/decide", json={**DECISION, **body})
    assert answer.status_code == status, answer.text
    return answer.json


@pytest.mark.parametrize(
    ("body", "state", "said"),
    [
        ({}, "refunded", {}),
        ({"outcome": "return"}, "returning", {}),
        ({"outcome": "part", "amount": 4_000}, "completed", {"amount": 4_000}),
        ({"outcome": "complete"}, "completed", {}),
    ],
)
def test_a_dispute_is_decided_with_an_event_in_the_trail(db, seller, bidder, moderator, body, state, said):
    order = a_disputed_order(db, seller, bidder)
    assert moderator.get(f"/api/admin/orders/{order['id']}").json["canDecide"]
    after = decide(moderator, order, **body)
    outcome = body.get("outcome", "refund")
    assert (after["state"], after["canDecide"]) == (state, False)
    assert after["events"][-1]["data"] == {"reason": DECISION["reason"], **said}
    expected = {"number": len(after["events"]), "outcome": outcome, **said}
    assert events(db, "decide") == [("mina", "moderator", f"order:{order['id']}", DECISION["reason"], expected)]
    assert trail.verify(db) == []
    assert books.audit_after(db, 0)[2] == []


@pytest.mark.parametrize(
    ("role", "total", "status"),
    [
        ("support", 23_500, 403),
        ("moderator", 500_000, 200),
        ("moderator", 500_001, 403),
        ("treasurer", 500_001, 200),
        ("chief", 500_001, 200),
    ],
)
def test_a_moderator_decides_up_to_half_a_million_won(db, client, seller, bidder, role, total, status):
    order = a_disputed_order(db, seller, bidder)
    set_total(db, order, total)
    operator = an_operator(client, role)
    assert operator.get(f"/api/admin/orders/{order['id']}").json["canDecide"] == (status == 200)
    answer = decide(operator, order, status)
    assert answer.get("code") == (None if status == 200 else "not_your_role")
    assert len(events(db, "decide")) == (status == 200)


@pytest.mark.parametrize("side", ["seller", "bidder"])
def test_nobody_decides_their_own_order(db, request, seller, bidder, side):
    order = a_disputed_order(db, seller, bidder)
    operator = proven(with_role(request.getfixturevalue(side), "chief"))
    assert not operator.get(f"/api/admin/orders/{order['id']}").json["canDecide"]
    assert decide(operator, order, 403)["code"] == "own_order"
    assert order_of(db, {"id": order["item_id"]})["state"] == "disputed"


def test_nobody_decides_without_a_second_factor_or_a_role(db, client, seller, bidder, rival):
    order = a_disputed_order(db, seller, bidder)
    assert decide(rival, order, 403)["code"] == "not_an_operator"
    assert decide(with_role(rival, "chief"), order, 403)["code"] == "second_factor_needed"
    assert decide(proven(rival, minutes_ago=16), order, 403)["code"] == "second_factor_needed"
    assert rival.get("/api/admin/orders").json["code"] == "second_factor_needed"


def test_what_is_not_disputed_any_more_is_not_decided(db, seller, bidder, moderator):
    paid, late = a_paid_order(db, seller, bidder), a_disputed_order(db, seller, bidder)
    refused = decide(moderator, paid, 409)
    assert (refused["code"], refused["state"], refused["next"]) == ("not_now", "paid", [])
    let_pass(db, late, days=30)
    assert decide(moderator, late, 409)["state"] == "disputed"
    assert events(db, "decide") == []
    assert moderator.get("/api/admin/orders/999999").json["code"] == "order_not_found"
    assert decide(moderator, {"id": 999_999}, 404)["code"] == "order_not_found"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"outcome": "part"}, "amount"),
        ({"outcome": "part", "amount": 23_500}, "amount"),
        ({"outcome": "part", "amount": 0}, "amount"),
        ({"outcome": "refund", "amount": 100}, "amount"),
        ({"outcome": "forgive"}, "outcome"),
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 1_001}, "reason"),
    ],
)
def test_a_decision_says_what_and_why(db, seller, bidder, moderator, body, field):
    order = a_disputed_order(db, seller, bidder)
    assert decide(moderator, order, 422, **body)["errors"][0]["field"] == field
    assert events(db, "decide") == []


def test_a_decision_repeated_with_its_key_is_made_once(db, seller, bidder, moderator):
    order = a_disputed_order(db, seller, bidder)
    path, key = f"/api/admin/orders/{order['id']}/decide", {"Idempotency-Key": "k"}
    first, again = (moderator.post(path, json=DECISION, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json["events"] == again.json["events"]
    assert len(events(db, "decide")) == 1


def test_of_operators_who_decide_at_once_one_does(db, client, seller, bidder):
    order = a_disputed_order(db, seller, bidder)
    names = [an_operator(client, "chief", f"chief{number}").id for number in range(4)]

    def work(number):
        decision = Decision("refund" if number % 2 else "complete", None, "x")
        try:
            database.transact(decisions.decide, Operator(names[number], "chief"), order["id"], decision)
        except NotNow as refusal:
            return refusal.extra["state"]
        return "decided"

    results = at_once(work, len(names))
    state = order_of(db, {"id": order["item_id"]})["state"]
    assert sorted(results) == sorted(["decided", *[state] * 3])
    assert len(events(db, "decide")) == 1
    assert trail.verify(db) == []
    assert books.audit_after(db, 0)[2] == []


def test_a_role_that_was_taken_meanwhile_decides_nothing(db, seller, bidder, moderator):
    order = a_disputed_order(db, seller, bidder)
    with_role(moderator, None)
    with pytest.raises(NotAnOperator):
        database.transact(decisions.decide, Operator("mina", "moderator"), order["id"], Decision("refund", None, "x"))
    assert order_of(db, {"id": order["item_id"]})["state"] == "disputed"


def ids(operator, query):
    answer = operator.get(f"/api/admin/orders?{query}")
    assert answer.status_code == 200, answer.text
    return [order["id"] for order in answer.json["orders"]], answer.json["nextCursor"]


def test_the_lists_are_overdue_disputed_open_and_all(db, seller, bidder, moderator):
    orders = [
        an_order(db, seller, bidder), an_order(db, seller, bidder), a_disputed_order(db, seller, bidder),
        a_disputed_order(db, seller, bidder),
    ]  # fmt: skip
    decide(moderator, orders[3])
    let_pass(db, orders[0], hours=73)
    late, fresh, disputed, ended = (order["id"] for order in orders)
    assert ids(moderator, "view=overdue") == ([late], None)
    assert ids(moderator, "view=disputed") == ([disputed], None)
    assert ids(moderator, "view=open") == ([late, fresh, disputed], None)
    assert ids(moderator, "view=all") == ([ended, disputed, fresh, late], None)
    let_pass(db, {"id": disputed}, days=3, seconds=1)
    assert ids(moderator, "view=overdue") == ([late, disputed], None)


def test_the_pages_of_each_list_are_the_list(db, seller, bidder, moderator):
    for _ in range(5):
        let_pass(db, a_disputed_order(db, seller, bidder), days=4)
    # those of one due time are in the order of their ids
    db.run(
        "UPDATE orders SET dueAt = (SELECT at FROM (SELECT MIN(dueAt) AS at FROM orders) AS first) WHERE MOD(id, 2) = 1"
    )
    for view in ("overdue", "disputed", "open", "all"):
        whole, _ = ids(moderator, f"view={view}")
        found, cursor = ids(moderator, f"view={view}&limit=2")
        while cursor:
            page, cursor = ids(moderator, f"view={view}&limit=2&cursor={cursor}")
            found += page
        assert (found, len(whole)) == (whole, 5)


@pytest.mark.parametrize(("view", "cursor"), [("open", "x"), ("open", "WzFd"), ("open", "WyJ4IiwxXQ"), ("all", "x")])
def test_a_cursor_of_another_list_is_refused(moderator, view, cursor):
    assert moderator.get(f"/api/admin/orders?view={view}&cursor={cursor}").json["code"] == "invalid_cursor"


def test_no_operator_sees_an_address_or_a_phone_number(db, seller, bidder, chief):
    order = a_disputed_order(db, seller, bidder)
    for path in (f"/api/admin/orders/{order['id']}", "/api/admin/orders?view=all"):
        text = chief.get(path).text
        assert not shows(text, "010-4321-8765")
        assert ADDRESS["line1"] not in text
        assert SHIPMENT["trackingNumber"] in text
