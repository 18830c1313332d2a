"""An order is paid at most once, by what the provider says alone, and money that is not the order's goes back."""

import pytest

import database
from auction.ledger import rules as ledger
from auction.orders import books, paying
from auction.payments import configured
from auction.payments import rules as payments
from auction.payments.provider import NoAnswer
from auction.payments.sandbox.provider import TOO_MUCH
from tests.metrics import metrics
from tests.orders.paid import (
    TOTAL,
    a_chosen_order,
    choose,
    come_back,
    held,
    mismatches,
    pay,
    payments_of,
    start,
    state_of,
    step,
    work,
)  # fmt: skip
from tests.orders.sales import an_order
from tests.scenes import at_once

MANY = 8


@pytest.fixture
def order(db, seller, bidder):
    return a_chosen_order(db, seller, bidder)


@pytest.fixture(autouse=True)
def balanced(db):
    """After each of these tests the books say what happened, and the provider's list says the same."""
    yield
    assert books.audit_after(db, 0)[2] == []
    assert mismatches(db) == []


def test_a_buyer_pays_and_returns_to_a_paid_order(db, bidder, order):
    payment = start(bidder, order)
    page = bidder.site.get(payment["path"])
    assert f"{TOTAL:,}원" in page.text
    back = come_back(bidder, choose(bidder, payment))
    assert (back.status_code, back.headers["Location"]) == (303, f"/orders/{order['id']}")
    assert state_of(db, order) == "paid"
    assert held(db, order) == {"provider:sandbox": TOTAL, f"escrow:{order['id']}": TOTAL}


def test_coming_back_again_changes_nothing(db, bidder, order):
    answer = choose(bidder, start(bidder, order))
    for _ in range(3):
        come_back(bidder, answer)
    assert payments_of(db, order) == [("confirmed", None)]


def test_a_return_is_not_believed(db, bidder, order):
    """The buyer calls the address of the return without having paid."""
    start(bidder, order)
    ref = db.one("SELECT ref FROM payment")["ref"]
    answer = bidder.site.get(f"/api/payments/sandbox/return?ref={ref}&paymentKey=x&amount={TOTAL}")
    assert answer.status_code == 303
    assert (state_of(db, order), payments_of(db, order)) == ("awaiting", [("started", None)])


def test_an_event_is_not_believed(db, bidder, order):
    start(bidder, order)
    ref = db.one("SELECT ref FROM payment")["ref"]
    for body in ({"ref": ref, "status": "DONE"}, {"data": {"orderId": ref}}, {"ref": "x"}, {"ref": 7}, []):
        assert bidder.site.post("/api/payments/sandbox/events", json=body).status_code == 204
    paying.look_due()
    assert (state_of(db, order), payments_of(db, order)) == ("awaiting", [("started", None)])


@pytest.mark.parametrize("body", [b"", b"\xff", b"[" * 60_000, b'{"ref": "' + b"x" * 41 + b'"}'])
@pytest.mark.parametrize("provider", ["sandbox", "toss", "x"])
def test_an_event_of_any_shape_is_taken_and_ignored(client, provider, body):
    assert client.post(f"/api/payments/{provider}/events", data=body).status_code == 204


@pytest.mark.parametrize("fault", ["event-first", "event-only", "twice", "answer-lost"])
def test_a_buyer_who_paid_has_paid_whatever_is_lost_on_the_way(db, bidder, order, fault):
    answer = choose(bidder, start(bidder, order), fault)
    if fault in ("twice", "answer-lost"):
        come_back(bidder, answer)
    work(db)
    assert (state_of(db, order), payments_of(db, order)) == ("paid", [("confirmed", None)])


def test_an_event_lets_the_worker_look_at_once(db, bidder, order):
    choose(bidder, start(bidder, order), "event-only")
    assert paying.look_due() == 1
    assert state_of(db, order) == "paid"


def test_a_buyer_who_closed_the_tab_without_an_event_is_found_a_minute_later(db, bidder, order):
    choose(bidder, start(bidder, order), "neither")
    assert paying.look_due() == 0
    db.run("UPDATE payment SET lookAt = lookAt - INTERVAL 60 SECOND")
    assert paying.look_due() == 1
    assert state_of(db, order) == "paid"


def test_a_slow_confirmation_holds_the_order_until_it_is_decided(db, bidder, order):
    pay(bidder, order, "late")
    assert payments_of(db, order) == [("confirming", None)]
    again = bidder.post(f"/api/orders/{order['id']}/payments", json={})
    assert (again.status_code, again.json["code"]) == (409, "payment_in_flight")
    work(db)
    assert (state_of(db, order), payments_of(db, order)) == ("awaiting", [("confirming", None)])
    db.run("UPDATE sandbox_movement SET at = at - INTERVAL 20 SECOND")
    work(db)
    assert (state_of(db, order), payments_of(db, order)) == ("paid", [("confirmed", None)])


def test_a_declined_card_leaves_the_order_to_be_paid(db, bidder, order):
    pay(bidder, order, "declined")
    assert payments_of(db, order) == [("failed", "REJECT_CARD_COMPANY")]
    pay(bidder, order)
    assert (state_of(db, order), payments_of(db, order)[1]) == ("paid", ("confirmed", None))


def test_a_buyer_who_gives_up_at_the_provider_may_begin_again(db, bidder, order):
    come_back(bidder, choose(bidder, start(bidder, order), choice="refuse"))
    assert (state_of(db, order), payments_of(db, order)) == ("awaiting", [("failed", "declined")])
    pay(bidder, order)
    assert state_of(db, order) == "paid"


def test_another_amount_pays_nothing_and_goes_back(db, bidder, order):
    pay(bidder, order, "other-amount")
    assert (state_of(db, order), payments_of(db, order)) == ("awaiting", [("surplus", "other_amount")])
    assert held(db, order)["provider:sandbox"] == TOTAL + TOO_MUCH
    work(db)
    assert held(db, order) == {}
    assert db.one("SELECT CAST(SUM(amount) AS SIGNED) AS left_ FROM sandbox_movement")["left_"] == 0


def test_two_tabs_pay_once(db, bidder, order):
    first, second = start(bidder, order), start(bidder, order)
    answers = [choose(bidder, first), choose(bidder, second)]
    for answer in answers:
        come_back(bidder, answer)
    assert payments_of(db, order) == [("confirmed", None), ("failed", "too_late")]
    assert db.one("SELECT COUNT(*) AS number FROM sandbox_movement")["number"] == 1


def test_tabs_that_come_back_at_once_pay_once(db, bidder, order):
    started = [start(bidder, order) for _ in range(MANY)]
    for payment in started:
        choose(bidder, payment)
    at_once(lambda number: paying.advance(started[number]["id"]), MANY)
    states = sorted(state for state, _ in payments_of(db, order))
    assert states == ["confirmed"] + ["failed"] * (MANY - 1)
    assert db.one("SELECT COUNT(*) AS number FROM sandbox_movement")["number"] == 1


def test_one_attempt_looked_at_by_many_is_captured_once(db, bidder, order):
    payment = start(bidder, order)
    choose(bidder, payment)
    at_once(lambda _: paying.advance(payment["id"]), MANY)
    assert [row["ref"].partition(":")[0] for row in ledger.of_order(db, order["id"])] == ["capture"]


def test_money_that_comes_after_the_order_was_cancelled_goes_back(db, bidder, order):
    """With a provider that takes money by itself, it may be there before we ask."""
    payment = start(bidder, order)
    choose(bidder, payment)
    row = payments.find(db, payment["id"])
    configured.provider("sandbox").confirm(row["providerKey"], row["ref"], TOTAL)
    step(order["id"], "cancel", "seller")
    work(db)
    assert (state_of(db, order), payments_of(db, order)) == ("cancelled", [("surplus", "too_late")])
    work(db)
    assert held(db, order) == {}


def test_an_attempt_that_comes_back_after_the_end_takes_no_money(db, bidder, order):
    answer = choose(bidder, start(bidder, order))
    step(order["id"], "cancel", "seller")
    come_back(bidder, answer)
    assert payments_of(db, order) == [("failed", "too_late")]
    assert db.all("SELECT id FROM sandbox_movement") == []


def test_an_attempt_for_another_delivery_takes_no_money(db, bidder, order):
    """The buyer chose another delivery in a second tab, so the total is not what the first tab pays."""
    answer = choose(bidder, start(bidder, order))
    step(order["id"], "choose", "buyer", kind="meet", fee=0)
    come_back(bidder, answer)
    assert (state_of(db, order), payments_of(db, order)) == ("awaiting", [("failed", "too_late")])


def test_an_attempt_that_was_left_open_ends(db, bidder, order):
    start(bidder, order)
    db.run("UPDATE payment SET startedAt = startedAt - INTERVAL 1 HOUR")
    work(db)
    assert payments_of(db, order) == [("failed", "expired")]


def test_a_request_that_ended_before_the_provider_answered_leaves_an_attempt_that_fails(db, bidder, order):
    database.transact(paying.start, order["id"], "bidder", "sandbox")
    work(db)
    assert payments_of(db, order) == [("failed", "not_begun")]


def test_a_key_starts_one_payment(db, bidder, order):
    assert start(bidder, order, "k1") == start(bidder, order, "k1")
    assert start(bidder, order, "k2") != start(bidder, order, "k1")
    assert len(payments_of(db, order)) == 2


def test_a_provider_that_does_not_answer_is_said_and_the_key_may_be_used_again(db, bidder, order, monkeypatch):
    sandbox = configured.provider("sandbox")
    with monkeypatch.context() as broken:
        broken.setattr(sandbox, "begin", _raise_no_answer)
        answer = bidder.post(f"/api/orders/{order['id']}/payments", json={}, headers={"Idempotency-Key": "k"})
        assert (answer.status_code, answer.json["code"]) == (503, "provider_unavailable")
    pay_path = start(bidder, order, "k")
    assert bidder.site.get(pay_path["path"]).status_code == 200
    assert payments_of(db, order) == [("started", None)]


def _raise_no_answer(*_args):
    raise NoAnswer


def test_only_the_buyer_starts_a_payment(seller, rival, order):
    path = f"/api/orders/{order['id']}/payments"
    assert (seller.post(path, json={}).json["code"], rival.post(path, json={}).status_code) == ("not_now", 404)


def test_nothing_is_paid_before_the_delivery_is_chosen_or_after_the_end(db, seller, bidder):
    order = an_order(db, seller, bidder)
    path = f"/api/orders/{order['id']}/payments"
    early = bidder.post(path, json={})
    assert (early.status_code, early.json["code"]) == (409, "not_now")
    step(order["id"], "cancel", "seller")
    late = bidder.post(path, json={})
    assert (late.status_code, late.json["code"], late.json["state"]) == (409, "not_awaiting_payment", "cancelled")


def test_a_provider_that_is_not_configured_is_refused(bidder, order):
    answer = bidder.post(f"/api/orders/{order['id']}/payments", json={"provider": "toss"})
    assert (answer.status_code, answer.json["code"]) == (409, "payments_off")


def test_operators_see_what_is_undecided_and_what_was_refused(db, bidder, order):
    pay(bidder, order, "late")
    db.run("UPDATE payment SET startedAt = startedAt - INTERVAL 1000 SECOND")
    seen = metrics(bidder.site)
    assert 1_000 <= seen["ssgbay_payment_undecided_seconds"] < 1_500
    assert seen["ssgbay_refunds_stuck"] == 0
