"""A seller strikes bidders out of an auction: in public, at most three, never in the last hour."""

import pytest

from tests.bids.batches import clean_audit, outcome
from tests.cast import an_item, sign_up
from tests.proof.clock import pass_time_to_end
from tests.rules.calls import HOUR, SLIP, bid_of, code, log_of, retract, strike
from tests.scenes import counts


def test_all_bids_of_who_is_struck_out_fall(db, item, seller, bidder, rival):
    first = bid_of(bidder, item, max_amount=20_000)
    bid_of(rival, item, max_amount=40_000)
    bid_of(bidder, item, max_amount=90_000)
    answer = strike(seller, item, first)
    assert answer.status_code == 200
    assert set(answer.json) == {"price", "minimumBid", "bidCount", "endTime", "status"}
    assert (answer.json["price"], answer.json["minimumBid"], answer.json["bidCount"]) == (10_000, 11_000, 1)
    assert db.one("SELECT leader_id FROM item")["leader_id"] == "rival"
    assert db.one("SELECT user_id FROM prehistory")["user_id"] == "rival"
    assert clean_audit(db, item)


def test_who_is_struck_out_can_neither_bid_nor_retract(db, item, seller, bidder, rival):
    bid_id = bid_of(bidder, item, max_amount=20_000)
    strike(seller, item, bid_id)
    before = counts(db)
    answers = [bidder.bids(item, amount=90_000), bidder.bids(item, max_amount=90_000), retract(bidder, item, bid_id)]
    assert [(answer.status_code, answer.json["code"]) for answer in answers] == [(403, "struck_out")] * 3
    assert counts(db) == before
    assert outcome(rival.bids(item, amount=10_000)) == "leading"
    assert bid_of(bidder, an_item(seller), amount=10_000)


def test_striking_out_counts_more_than_an_earlier_retraction(item, seller, bidder, rival):
    bid_id = bid_of(bidder, item, max_amount=20_000)
    assert retract(bidder, item, bid_id).status_code == 200
    assert code(bidder.bids(item, amount=90_000)) == "withdrawn_from_auction"
    assert strike(seller, item, bid_id).status_code == 200
    assert code(bidder.bids(item, amount=90_000)) == "struck_out"
    entry = bidder.get("/api/me/bids").json["entries"][0]
    assert entry["removed"] == "struck"


def test_the_log_shows_the_striking_out_with_its_reason(item, seller, bidder, rival):
    bid_id = bid_of(bidder, item, max_amount=20_000)
    strike(seller, item, bid_id, "연락이 안 돼요")
    entry, bid = log_of(rival, item)
    assert (entry["kind"], entry["reason"], entry["retracts"]) == ("strike", "연락이 안 돼요", bid_id)
    assert (entry["bidderKey"], entry["price"]) == (bid["bidderKey"], 10_000)


def test_the_log_says_which_bids_have_fallen(item, seller, bidder, rival):
    first = bid_of(bidder, item, max_amount=20_000)
    bid_of(rival, item, max_amount=40_000)
    bid_of(bidder, item, amount=50_000)
    assert not any(entry["fallen"] for entry in log_of(rival, item))
    strike(seller, item, first)
    assert [(entry["kind"], entry["fallen"]) for entry in log_of(rival, item)] == [
        ("strike", False), ("open", True), ("automatic", False), ("automatic", True),
    ]  # fmt: skip


def test_strikes_are_counted_on_the_sellers_profile(newest, item, seller, bidder):
    assert newest.get("/api/users/seller").json["strikeCount"] == 0
    strike(seller, item, bid_of(bidder, item, max_amount=20_000))
    assert newest.get("/api/users/seller").json["strikeCount"] == 1


def test_a_fourth_bidder_of_an_auction_is_not_struck_out(newest, db, item, seller):
    people = [sign_up(newest, f"bidder{number}") for number in range(4)]
    bids = [bid_of(person, item, amount=20_000 * (place + 1)) for place, person in enumerate(people)]
    assert [strike(seller, item, bid_id).status_code for bid_id in bids[:3]] == [200] * 3
    before = counts(db)
    assert code(strike(seller, item, bids[3])) == "too_many_strikes"
    assert code(strike(seller, item, bids[0])) == "already_struck_out"
    assert counts(db) == before
    assert clean_audit(db, item)


@pytest.mark.parametrize(("hours", "expected"), [(1.01, 200), (0.99, "too_late_to_strike"), (-0.1, "auction_ended")])
def test_nobody_is_struck_out_in_the_last_hour(db, item, seller, bidder, hours, expected):
    bid_id = bid_of(bidder, item, max_amount=20_000)
    pass_time_to_end(db, item["id"], -hours * HOUR)
    assert code(strike(seller, item, bid_id)) == expected


def test_only_the_seller_strikes_out_and_only_a_bidder_of_this_item(db, item, seller, bidder, rival):
    bid_id = bid_of(bidder, item, max_amount=20_000)
    before = counts(db)
    assert code(strike(rival, item, bid_id)) == "not_your_item"
    assert code(strike(seller, item, bid_id + 1)) == "bid_not_found"
    assert code(strike(seller, {"id": 999_999}, bid_id)) == "item_not_found"
    for body in ({}, {"bidId": bid_id}, {"bidId": bid_id, "reason": ""}, {"bidId": "x", "reason": "y"}):
        assert code(seller.post(f"/api/items/{item['id']}/strike", json=body)) == "invalid"
    assert counts(db) == before


def test_a_striking_out_with_a_key_happens_once(db, item, seller, bidder):
    bid_id = bid_of(bidder, item, max_amount=20_000)
    answers = [strike(seller, item, bid_id, **{"Idempotency-Key": "k"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json == answers[1].json
    assert db.one("SELECT strikes FROM `user` WHERE id = 'seller'")["strikes"] == 1


def test_an_auction_of_version_1_keeps_its_rule(db, item, seller, bidder):
    db.run("UPDATE item SET rulesVersion = 1")
    bid_id = bid_of(bidder, item, max_amount=20_000)
    assert code(strike(seller, item, bid_id)) == "too_many_strikes"
    assert retract(bidder, item, bid_id, maxAmount=15_000).json["outcome"] == "leading"
    again = bid_of(bidder, item, max_amount=30_000)
    assert retract(bidder, item, again).status_code == 200
    assert bidder.bids(item, amount=10_000).status_code == 201
    assert clean_audit(db, item)


def test_who_corrected_a_slip_can_still_be_struck_out(db, item, seller, bidder, rival):
    bid_of(rival, item, max_amount=15_000)
    slip = bid_of(bidder, item, max_amount=900_000)
    corrected = retract(bidder, item, slip, maxAmount=90_000).json["bid"]["id"]
    assert strike(seller, item, corrected).json["price"] == 10_000
    assert code(bidder.post(f"/api/items/{item['id']}/bids/{corrected}/retract", json=SLIP)) == "struck_out"
    assert clean_audit(db, item)
