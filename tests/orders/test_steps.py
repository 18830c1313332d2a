"""An order's steps by their routes: the good way, each way out, and what is refused."""

import pytest

import database
from auction.orders import acts, store, timers
from auction.orders.errors import NotNow
from auction.payments import rules as payments
from tests.orders.paid import step
from tests.orders.sales import (
    ADDRESS,
    DISPUTE,
    SHIPMENT,
    a_disputed_order,
    a_paid_order,
    a_shipped_order,
    act,
    an_order,
    choose,
    kinds_of,
    left_in_escrow,
    let_pass,
    order_of,
    pay,
)
from tests.scenes import at_once


def now(db, order):
    return order_of(db, {"id": order["item_id"]})


def test_an_order_goes_from_the_sale_to_the_sellers_money(db, seller, bidder):
    order = an_order(db, seller, bidder)
    chosen = choose(bidder, order)
    assert (chosen["price"], chosen["shippingFee"], chosen["total"]) == (20_000, 3_500, 23_500)
    assert chosen["next"] == ["choose", "pay", "cancel"]
    pay(order)
    assert left_in_escrow(db, order) == 23_500
    shipped = act(seller, order, "ship", **SHIPMENT)
    assert shipped["tracking"]["url"].endswith("123456789012")
    done = act(bidder, order, "confirm")
    assert (done["state"], done["dueAt"], done["next"]) == ("completed", None, [])
    assert [event["act"] for event in done["events"]] == ["open", "choose", "pay", "ship", "confirm"]
    assert left_in_escrow(db, order) == 0
    assert db.one("SELECT amount, seller_id FROM payout") == {"amount": 23_500, "seller_id": "seller"}
    assert kinds_of(db, "seller")[-2:] == ["orderPaid", "orderCompleted"]
    assert kinds_of(db, "bidder")[-2:] == ["paymentReceived", "orderShipped"]


def test_the_seller_sees_the_address_from_payment_until_two_weeks_after_the_end(db, seller, bidder):
    order = an_order(db, seller, bidder)
    assert choose(bidder, order)["delivery"]["address"] == ADDRESS
    assert seller.get(f"/api/orders/{order['id']}").json["delivery"] == {"kind": "parcel", "address": None}
    pay(order)
    assert seller.get(f"/api/orders/{order['id']}").json["delivery"]["address"] == ADDRESS
    act(seller, order, "ship", **SHIPMENT)
    act(bidder, order, "confirm")
    assert seller.get(f"/api/orders/{order['id']}").json["delivery"]["address"] == ADDRESS
    db.run("UPDATE order_address SET forgetAt = forgetAt - INTERVAL 14 DAY")
    assert seller.get(f"/api/orders/{order['id']}").json["delivery"]["address"] is None
    assert timers.forget_addresses() == 1
    assert db.all("SELECT order_id FROM order_address") == []


def test_an_address_is_sealed_at_rest_and_in_no_event(db, seller, bidder):
    order = an_order(db, seller, bidder)
    choose(bidder, order)
    stored = db.one("SELECT sealed FROM order_address")["sealed"]
    events = "".join(row["data"] for row in db.all("SELECT data FROM order_event"))
    for value in ADDRESS.values():
        assert value.encode() not in stored
        assert value not in events


def test_what_is_handed_over_in_person_has_no_carrier_and_no_address(db, seller, bidder):
    order = a_paid_order(db, seller, bidder, "meet")
    shipped = act(seller, order, "ship")
    assert (shipped["tracking"], shipped["delivery"]) == (None, {"kind": "meet", "address": None})
    row = now(db, order)
    assert (row["dueAt"] - row["shippedAt"]).days == 3
    assert act(bidder, order, "confirm")["state"] == "completed"


def test_one_that_is_not_paid_in_time_is_cancelled_and_counted(db, seller, bidder):
    order = an_order(db, seller, bidder)
    choose(bidder, order)
    let_pass(db, order, hours=72)
    # from the due time on, nobody acts but the clock
    assert bidder.get(f"/api/orders/{order['id']}").json["next"] == []
    assert act(seller, order, "extend", 409)["code"] == "not_now"
    assert timers.lapse_due() == 1
    row = now(db, order)
    assert (row["state"], row["reason"]) == ("cancelled", "unpaid")
    assert store.count_unpaid(db, "bidder") == 1
    assert db.all("SELECT order_id FROM order_address") == []
    assert kinds_of(db, "seller")[-1] == "orderUnpaid"
    assert kinds_of(db, "bidder")[-1] == "orderCancelled"


def test_a_payment_that_is_being_confirmed_holds_the_clock(db, seller, bidder):
    order = an_order(db, seller, bidder)
    choose(bidder, order)
    payment_id = database.transact(payments.start, order["id"], 23_500, "sandbox")
    database.transact(lambda db: payments.confirm(db, payments.hold(db, payment_id)))
    let_pass(db, order, hours=73)
    assert timers.lapse_due() == 0
    assert act(seller, order, "cancel", 409)["state"] == "awaiting"
    db.run("UPDATE payment SET state = 'failed'")
    assert timers.lapse_due() == 1


def test_what_is_not_shipped_in_time_is_refunded(db, seller, bidder):
    order = a_paid_order(db, seller, bidder)
    let_pass(db, order, days=5)
    assert timers.lapse_due() == 1
    assert (now(db, order)["state"], now(db, order)["reason"]) == ("refunded", "unshipped")
    assert db.one("SELECT amount, reason FROM refund") == {"amount": 23_500, "reason": "unshipped"}


def test_what_the_buyer_says_nothing_about_is_completed(db, seller, bidder):
    order = a_shipped_order(db, seller, bidder)
    act(bidder, order, "arrived")
    let_pass(db, order, days=3)
    assert timers.lapse_due() == 1
    assert now(db, order)["state"] == "completed"
    assert left_in_escrow(db, order) == 0


@pytest.mark.parametrize(("paid", "state"), [(False, "cancelled"), (True, "refunded")])
def test_both_may_agree_to_cancel_without_a_strike(db, seller, bidder, paid, state):
    order = a_paid_order(db, seller, bidder) if paid else an_order(db, seller, bidder)
    assert "agree-to-cancel" not in seller.get(f"/api/orders/{order['id']}").json["next"]
    assert act(bidder, order, "cancel")["cancelRequested"]
    assert act(bidder, order, "cancel", 409)["code"] == "not_now"
    ended = act(seller, order, "agree-to-cancel")
    assert (ended["state"], ended["reason"]) == (state, "agreed")
    assert store.count_unpaid(db, "bidder") == 0


def test_a_dispute_can_end_in_a_refund_a_part_or_a_return(db, seller, bidder):
    def disputed(**wants):
        order = a_shipped_order(db, seller, bidder)
        shown = act(bidder, order, "dispute", **(DISPUTE | wants))
        assert shown["dispute"]["text"] == DISPUTE["text"]
        return order

    refund = disputed()
    assert act(seller, refund, "accept")["state"] == "refunded"
    part = disputed(wants="part", amount=5_000)
    assert act(seller, part, "accept")["state"] == "completed"
    assert [row["amount"] for row in db.all("SELECT amount FROM refund ORDER BY id")] == [23_500, 5_000]
    assert db.one("SELECT amount FROM payout")["amount"] == 18_500
    sent = disputed(wants="return")
    assert act(seller, sent, "accept")["state"] == "returning"
    assert act(bidder, sent, "send-back", **SHIPMENT)["returnTracking"]["carrier"] == "cj"
    assert act(seller, sent, "received-back")["state"] == "refunded"


def test_the_clock_ends_a_dispute_and_a_return(db, seller, bidder):
    order = a_disputed_order(db, seller, bidder)
    let_pass(db, order, days=30)
    timers.lapse_due()
    assert (now(db, order)["state"], now(db, order)["reason"]) == ("refunded", "dispute")
    kept = a_disputed_order(db, seller, bidder, wants="return")
    act(seller, kept, "accept")
    let_pass(db, kept, days=5)
    timers.lapse_due()
    assert now(db, kept)["state"] == "completed"


def test_an_act_twice_late_or_by_the_other_side_is_refused(db, seller, bidder):
    order = a_paid_order(db, seller, bidder)
    refused = act(bidder, order, "ship", 409, **SHIPMENT)
    assert (refused["code"], refused["state"], refused["next"]) == ("not_now", "paid", ["cancel"])
    act(seller, order, "ship", **SHIPMENT)
    assert act(seller, order, "ship", 409, **SHIPMENT)["state"] == "shipped"
    act(bidder, order, "confirm")
    assert act(bidder, order, "dispute", 409, **DISPUTE)["state"] == "completed"


def test_a_repeated_request_with_one_key_is_answered_alike(db, seller, bidder):
    order = a_paid_order(db, seller, bidder)
    first, again = (
        seller.post(f"/api/orders/{order['id']}/ship", json=SHIPMENT, headers={"Idempotency-Key": "k"})
        for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json["events"] == again.json["events"]


def test_an_order_of_other_people_is_not_found(db, seller, bidder, rival):
    order = a_paid_order(db, seller, bidder)
    path = f"/api/orders/{order['id']}"
    assert rival.get(path).json["code"] == "order_not_found"
    assert rival.get(f"/api/orders?item={order['item_id']}").json["orders"] == []
    for name, body in {"confirm": {}, "ship": SHIPMENT, "dispute": DISPUTE, "nonsense": {}}.items():
        assert rival.post(f"{path}/{name}", json=body).status_code == 404
    assert rival.put(f"{path}/delivery", json={"kind": "meet"}).status_code == 404
    assert seller.get("/api/orders/999999").status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "store", "address": ADDRESS}, "kind"),
        ({"kind": "parcel"}, "address"),
        ({"kind": "parcel", "address": ADDRESS | {"postcode": "123"}}, "address.postcode"),
        ({"kind": "parcel", "address": ADDRESS | {"phone": "+1 202 555 0100"}}, "address.phone"),
        ({"kind": "parcel", "address": ADDRESS | {"name": ""}}, "address.name"),
    ],
)
def test_a_delivery_that_cannot_be_is_refused(db, seller, bidder, body, field):
    order = an_order(db, seller, bidder)
    answer = bidder.put(f"/api/orders/{order['id']}/delivery", json=body)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)
    assert now(db, order)["shippingKind"] is None


@pytest.mark.parametrize("amount", [None, 23_500, 99_999])
def test_a_part_is_less_than_what_was_paid(db, seller, bidder, amount):
    order = a_shipped_order(db, seller, bidder)
    refused = act(bidder, order, "dispute", 422, **(DISPUTE | {"wants": "part", "amount": amount}))
    assert refused["errors"][0]["field"] == "amount"


def test_of_twenty_confirmations_at_once_one_counts(db, seller, bidder):
    order = a_shipped_order(db, seller, bidder)

    def confirm(_number):
        try:
            database.transact(lambda db: acts.move(db, acts.hold(db, order["id"]), "confirm", "buyer"))
        except acts.NotNow:
            return 0
        return 1

    assert sum(at_once(confirm, 20)) == 1
    assert db.one("SELECT COUNT(*) AS n FROM payout")["n"] == 1


def test_reminders_come_in_time_and_not_to_who_has_acted(db, seller, bidder):
    order = an_order(db, seller, bidder)
    let_pass(db, order, hours=25)
    assert timers.remind() == 1
    assert timers.remind() == 0
    assert kinds_of(db, "bidder")[-1] == "paymentDue"
    assert now(db, order)["remindAt"] is not None
    choose(bidder, order)
    assert db.one("SELECT COUNT(*) AS n FROM notification WHERE kind = 'paymentDue' AND seenAt IS NULL")["n"] == 0


def test_the_lists_are_of_one_side_and_state(db, seller, bidder):
    order, other = an_order(db, seller, bidder), a_paid_order(db, seller, bidder)

    def ids(person, query=""):
        return [found["id"] for found in person.get(f"/api/orders?{query}").json["orders"]]

    assert ids(bidder) == [other["id"], order["id"]]
    assert ids(bidder, "state=paid") == [other["id"]]
    assert ids(bidder, "state=open&limit=1") == [other["id"]]
    assert ids(bidder, "role=seller") == []
    assert ids(seller, "role=seller&state=awaiting") == [order["id"]]
    assert ids(seller, f"item={order['item_id']}") == [order["id"]]


@pytest.mark.parametrize(
    ("act", "data", "state", "refunded", "paid_out"),
    [
        ("decide-refund", {}, "refunded", 23_500, 0),
        ("decide-return", {}, "returning", 0, 0),
        ("decide-part", {"amount": 4_000}, "completed", 4_000, 19_500),
        ("decide-complete", {}, "completed", 0, 23_500),
    ],
)
def test_an_operators_decision_moves_the_money_and_both_sides_are_notified(
    db, seller, bidder, act, data, state, refunded, paid_out
):
    order = a_disputed_order(db, seller, bidder, wants="part", amount=9_000)
    step(order["id"], act, "operator", reason="사진으로 보면 깨졌어요.", **data)
    after = now(db, order)
    assert (after["state"], after["wants"]) == (state, "part")
    assert db.one("SELECT COALESCE(SUM(amount), 0) AS won FROM refund")["won"] == refunded
    assert db.one("SELECT COALESCE(SUM(amount), 0) AS won FROM payout")["won"] == paid_out
    for person in (bidder, seller):
        (newest, *_) = person.get("/api/me/notifications").json["notifications"]
        assert (newest["kind"], newest["data"]["decision"]) == ("orderDecided", act.removeprefix("decide-"))
        assert newest["data"]["reason"] == "사진으로 보면 깨졌어요."
        shown = person.get(f"/api/orders/{order['id']}").json
        assert (shown["events"][-1]["act"], shown["events"][-1]["by"]) == (act, "operator")


def test_a_return_that_an_operator_decided_ends_as_any_other(db, seller, bidder):
    order = a_disputed_order(db, seller, bidder, wants="part", amount=9_000)
    step(order["id"], "decide-return", "operator", reason="돌려보내 주세요.")
    act(bidder, order, "send-back", **SHIPMENT)
    assert act(seller, order, "received-back")["state"] == "refunded"
    assert db.one("SELECT amount FROM refund")["amount"] == 23_500


def test_an_operator_decides_nothing_but_disputes_and_these_in_time(db, seller, bidder):
    order = a_paid_order(db, seller, bidder)
    with pytest.raises(NotNow):
        step(order["id"], "decide-refund", "operator", reason="x")
    late = a_disputed_order(db, seller, bidder)
    let_pass(db, late, days=30)
    with pytest.raises(NotNow):
        step(late["id"], "decide-complete", "operator", reason="x")
