"""Second chances: to whom an item is offered, at which price, and what is refused."""

import random

import pytest

import database
from auction.alerts import orders as job
from auction.bids.second_chance import read_log, standing_without
from auction.history import rules as history
from auction.items import rules as items
from auction.orders import timers
from auction.orders.offers import audit as offer_audit
from auction.orders.offers import rules as offers
from tests.cast import an_item, sign_up
from tests.orders.sales import act, kinds_of, let_pass, order_of
from tests.scenes import move_end


@pytest.fixture
def failed(db, client, seller, bidder, rival):
    """An auction that the bidder won at 21,000 over the rival's 20,000, and did not pay; `third` bid 15,000."""
    third = sign_up(client, "third")
    item = an_item(seller)
    third.bids(item, max_amount=15_000)
    rival.bids(item, max_amount=20_000)
    bidder.bids(item, max_amount=90_000)
    move_end(db, item, -1)
    database.transact(history.close_due)
    job.open_new()
    order = order_of(db, item)
    assert order["price"] == 21_000
    let_pass(db, order, hours=73)
    timers.lapse_due()
    return item


def offer(seller, item, status=201, **body):
    answer = seller.post(f"/api/items/{item['id']}/offer", json=body)
    assert answer.status_code == status, answer.text
    return answer.json


def test_the_next_bidder_buys_at_the_price_without_who_failed(db, seller, rival, failed):
    order_id = order_of(db, failed)["id"]
    assert seller.get(f"/api/orders/{order_id}").json["next"] == ["offer", "relist"]
    made = offer(seller, failed)
    # one step over the third, not the rival's own maximum
    assert made["price"] == 16_000
    assert rival.get("/api/me/offers").json["offers"][0]["id"] == made["id"]
    assert kinds_of(db, "rival")[-1] == "offerMade"
    accepted = rival.post(f"/api/offers/{made['id']}/accept")
    assert accepted.status_code == 201
    assert (accepted.json["state"], accepted.json["price"], accepted.json["role"]) == ("awaiting", 16_000, "buyer")
    assert kinds_of(db, "seller")[-1] == "offerAccepted"
    assert rival.post(f"/api/offers/{made['id']}/accept").json["code"] == "offer_ended"
    assert offer_audit.audit_after(db, 0)[1:] == (1, [])
    db.run("UPDATE offer SET price = 20000")
    assert [each.stored for each in offer_audit.audit_after(db, 0)[2]] == [("rival", 20_000)]
    # who has won stays in the history
    assert db.one("SELECT user_id FROM history")["user_id"] == "bidder"


def test_after_a_refusal_or_two_days_the_next_one_is_offered(db, client, seller, rival, failed):
    first = offer(seller, failed)
    assert offer(seller, failed, 409)["code"] == "offer_open"
    assert rival.post(f"/api/offers/{first['id']}/decline").json["state"] == "declined"
    second = offer(seller, failed)
    assert (second["price"], db.one("SELECT user_id FROM offer WHERE id = %(id)s", id=second["id"])["user_id"]) == (
        10_000, "third",
    )  # fmt: skip
    db.run("UPDATE offer SET expiresAt = UTC_TIMESTAMP(6) WHERE id = %(id)s", id=second["id"])
    assert offers.expire_due() == 1
    assert offer(seller, failed, 409)["code"] == "nobody_left"
    assert seller.get(f"/api/orders/{order_of(db, failed)['id']}").json["next"] == ["offer", "relist"]


def test_an_offer_is_answered_in_time_and_by_its_bidder(db, seller, bidder, rival, failed):
    made = offer(seller, failed)
    assert bidder.post(f"/api/offers/{made['id']}/accept").json["code"] == "offer_not_found"
    db.run("UPDATE offer SET expiresAt = UTC_TIMESTAMP(6)")
    assert rival.post(f"/api/offers/{made['id']}/accept").json["code"] == "offer_ended"
    assert rival.get("/api/me/offers").json["offers"] == []


def test_only_a_failed_order_gives_a_second_chance(db, seller, bidder, rival, failed):
    assert rival.post(f"/api/items/{failed['id']}/offer", json={}).status_code == 403
    unsold = an_item(seller)
    assert offer(seller, unsold, 409)["code"] == "not_now"
    made = offer(seller, failed)
    rival.post(f"/api/offers/{made['id']}/accept")
    assert offer(seller, failed, 409)["state"] == "awaiting"
    act(seller, order_of(db, failed), "cancel")
    # a seller who cancels has no next bidder
    assert offer(seller, failed, 409)["code"] == "not_now"


def test_who_has_left_gets_no_offer(db, seller, rival, failed):
    assert rival.leave().status_code == 204
    offer(seller, failed)
    assert db.one("SELECT user_id FROM offer")["user_id"] == "third"


def test_below_the_reserve_the_seller_has_to_say_so(db, seller, failed):
    db.run("UPDATE item SET reserve = 20500 WHERE id = %(id)s", id=failed["id"])
    refused = offer(seller, failed, 409)
    # a maximum below the reserve shows in full
    assert (refused["code"], refused["price"]) == ("below_reserve", 20_000)
    assert offer(seller, failed, belowReserve=True)["price"] == 20_000


def test_a_second_price_is_never_above_the_bidders_maximum_nor_what_was_owed(db, client, seller):
    """Random auctions with a defaulter: start ≤ price ≤ own maximum, and ≤ what the defaulter owed."""
    chance = random.Random(16)
    people = [sign_up(client, f"bidder{number}") for number in range(4)]
    for _ in range(6):
        item = an_item(seller)
        for _ in range(8):
            person = chance.choice(people)
            amount = chance.randrange(10_000, 60_000, 500)
            person.bids(item, **{chance.choice(["amount", "max_amount"]): amount})
        row = items.find(db, item["id"])
        log = read_log(db, item["id"])
        standing = standing_without(row, log, {row["leader_id"]})
        offered = {entry["user_id"]: entry["offer"] for entry in sorted(log, key=lambda entry: entry["offer"])}
        offered.pop(row["leader_id"])
        if offered:
            assert standing.leader in offered
            assert offered[standing.leader] == max(offered.values())
            assert row["startPrice"] <= standing.price <= min(offered[standing.leader], row["price"])
