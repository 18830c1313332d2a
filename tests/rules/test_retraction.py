"""Retraction by the newest version: once, in time, corrected in one call or at the price of the auction."""

import pytest

from tests.bids.batches import clean_audit, outcome
from tests.cast import an_item
from tests.proof.clock import pass_time, pass_time_to_end
from tests.rules.calls import HOUR, SLIP, bid_of, code, log_of, retract
from tests.scenes import counts


def test_with_half_a_day_left_all_bids_of_the_bidder_fall(db, item, bidder, rival):
    first = bid_of(bidder, item, max_amount=20_000)
    bid_of(rival, item, max_amount=40_000)
    bid_of(bidder, item, max_amount=90_000)
    answer = retract(bidder, item, first)
    assert (answer.status_code, answer.json["bid"], answer.json["outcome"]) == (200, None, "withdrawn")
    assert answer.json["item"]["price"] == answer.json["price"] == 10_000
    assert (answer.json["bidCount"], answer.json["minimumBid"]) == (1, 11_000)
    assert db.one("SELECT leader_id FROM item")["leader_id"] == "rival"
    assert clean_audit(db, item)


def test_nearer_to_the_end_that_bid_falls_alone(db, item, bidder, rival):
    bid_of(bidder, item, max_amount=20_000)
    bid_of(rival, item, max_amount=40_000)
    pass_time_to_end(db, item["id"], -5 * HOUR)
    slip = bid_of(bidder, item, max_amount=900_000)
    answer = retract(bidder, item, slip)
    assert (answer.json["price"], answer.json["bidCount"]) == (21_000, 2)
    assert db.one("SELECT leader_id, maximum FROM item") == {"leader_id": "rival", "maximum": 40_000}
    assert clean_audit(db, item)


def test_the_raises_that_stand_on_a_bid_fall_with_it(db, item, bidder, rival):
    bid_of(rival, item, max_amount=20_000)
    pass_time_to_end(db, item["id"], -5 * HOUR)
    slip = bid_of(bidder, item, max_amount=30_000)
    bid_of(bidder, item, max_amount=300_000)
    assert retract(bidder, item, slip).json["price"] == 10_000
    assert db.one("SELECT leader_id, maximum FROM item") == {"leader_id": "rival", "maximum": 20_000}
    assert clean_audit(db, item)


@pytest.mark.parametrize(
    ("hours_left", "hours_old", "expected"),
    [
        (12.1, 11.0, 200), (11.9, 0.9, 200), (11.9, 1.1, "too_late_to_retract"), (1.1, 0.5, 200),
        (0.99, 0.0, "too_late_to_retract"), (0.1, 0.0, "too_late_to_retract"),
    ],
)  # fmt: skip
def test_a_bid_is_taken_back_in_time_or_not_at_all(db, item, bidder, hours_left, hours_old, expected):
    pass_time_to_end(db, item["id"], -(hours_left + hours_old) * HOUR)
    slip = bid_of(bidder, item, max_amount=20_000)
    pass_time(db, item["id"], hours_old * HOUR)
    before = counts(db)
    assert code(retract(bidder, item, slip)) == expected
    assert (counts(db) == before) == (expected != 200)


def test_who_retracts_without_a_correction_is_out_of_the_auction(db, item, bidder, rival):
    slip = bid_of(bidder, item, max_amount=20_000)
    assert retract(bidder, item, slip).status_code == 200
    before = counts(db)
    for offer in ({"amount": 50_000}, {"max_amount": 50_000}):
        answer = bidder.bids(item, **offer)
        assert (answer.status_code, answer.json["code"]) == (403, "withdrawn_from_auction")
    assert counts(db) == before
    assert outcome(rival.bids(item, amount=10_000)) == "leading"
    mine = bidder.get("/api/me/bids").json["entries"][0]
    assert (mine["removed"], mine["myAmount"], mine["standing"]) == ("withdrawn", 0, "lost")


def test_who_is_out_of_an_auction_cannot_buy_it_at_once(seller, bidder):
    item = an_item(seller, buyNowPrice="90000", buyNowUntil="price")
    retract(bidder, item, bid_of(bidder, item, max_amount=20_000))
    answer = bidder.post(f"/api/items/{item['id']}/buy", json={})
    assert (answer.status_code, answer.json["code"]) == (403, "withdrawn_from_auction")


def test_a_slip_is_corrected_in_one_call(db, item, bidder, rival):
    bid_of(rival, item, max_amount=30_000)
    slip = bid_of(bidder, item, max_amount=4_000_000)
    answer = retract(bidder, item, slip, maxAmount=400_000)
    assert (answer.status_code, answer.json["outcome"]) == (200, "leading")
    assert (answer.json["item"]["price"], answer.json["item"]["bidCount"]) == (31_000, 2)
    assert answer.json["bid"]["itemId"] == item["id"]
    assert db.one("SELECT leader_id, maximum FROM item") == {"leader_id": "bidder", "maximum": 400_000}
    assert outcome(bidder.bids(item, max_amount=500_000)) == "leading"
    assert clean_audit(db, item)


def test_after_a_correction_nothing_is_ever_taken_back(db, item, bidder):
    slip = bid_of(bidder, item, max_amount=4_000_000)
    corrected = retract(bidder, item, slip, amount=40_000).json["bid"]["id"]
    raised = bid_of(bidder, item, max_amount=50_000)
    before = counts(db)
    answers = [code(retract(bidder, item, bid_id)) for bid_id in (slip, corrected, raised)]
    assert (answers, counts(db)) == (["already_retracted"] * 3, before)


@pytest.mark.parametrize(
    ("correction", "status", "expected"),
    [
        ({"maxAmount": 60_000}, 422, "correction_not_below"),
        ({"amount": 60_001}, 422, "correction_not_below"),
        ({"maxAmount": 10_999}, 409, "bid_too_low"),
        ({"maxAmount": 0}, 422, "invalid"),
        ({"amount": 20_000, "maxAmount": 20_000}, 422, "invalid"),
        ({"reason": ""}, 422, "invalid"),
    ],
)
def test_a_bad_correction_changes_nothing(db, item, bidder, rival, correction, status, expected):
    bid_of(rival, item, max_amount=20_000)
    slip = bid_of(bidder, item, max_amount=60_000)
    before = counts(db), db.one("SELECT * FROM item"), db.all("SELECT id, retractions FROM `user`")
    answer = retract(bidder, item, slip, **correction)
    assert (answer.status_code, answer.json["code"]) == (status, expected)
    assert (counts(db), db.one("SELECT * FROM item"), db.all("SELECT id, retractions FROM `user`")) == before


def test_a_refused_correction_with_a_key_leaves_nothing_but_its_answer(db, item, bidder, rival):
    bid_of(rival, item, max_amount=20_000)
    slip = bid_of(bidder, item, max_amount=60_000)
    before = db.one("SELECT COUNT(*) AS n FROM bid")
    path, body = f"/api/items/{item['id']}/bids/{slip}/retract", {**SLIP, "maxAmount": 10_500}
    answers = [bidder.post(path, json=body, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert [code(answer) for answer in answers] == ["bid_too_low"] * 2
    assert db.one("SELECT COUNT(*) AS n FROM bid") == before
    assert clean_audit(db, item)


def test_a_retraction_with_a_key_happens_once(db, item, bidder):
    slip = bid_of(bidder, item, max_amount=60_000)
    path, body = f"/api/items/{item['id']}/bids/{slip}/retract", {**SLIP, "maxAmount": 50_000}
    answers = [bidder.post(path, json=body, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert answers[0].json == answers[1].json
    assert [answer.status_code for answer in answers] == [200, 200]
    assert db.one("SELECT retractions FROM `user` WHERE id = 'bidder'")["retractions"] == 1


def test_a_fourth_retraction_within_thirty_days_has_to_wait(newest, db, seller, bidder):
    items = [an_item(seller) for _ in range(4)]
    slips = [bid_of(bidder, item, max_amount=20_000) for item in items]
    assert [code(retract(bidder, items[0], slips[0])), code(retract(bidder, items[1], slips[1]))] == [200, 200]
    assert retract(bidder, items[2], slips[2], maxAmount=15_000).status_code == 200
    answer = retract(bidder, items[3], slips[3])
    assert (answer.status_code, answer.json["code"]) == (429, "too_many_requests")
    assert 29.9 * 24 * HOUR < int(answer.headers["Retry-After"]) <= 30 * 24 * HOUR
    assert newest.get("/api/users/bidder").json["retractionCount"] == 3
    pass_time(db, items[0]["id"], 31 * 24 * HOUR)
    assert retract(bidder, items[3], slips[3]).status_code == 200


def test_the_log_shows_a_retraction_with_its_reason(item, bidder, rival):
    bid_of(rival, item, max_amount=15_000)
    slip = bid_of(bidder, item, max_amount=60_000)
    retract(bidder, item, slip, maxAmount=20_000)
    corrected, retraction, *_ = log_of(rival, item)
    assert (retraction["kind"], retraction["reason"], retraction["retracts"]) == ("retract", SLIP["reason"], slip)
    assert (corrected["kind"], corrected["price"], corrected["maxAmount"]) == ("automatic", 16_000, None)
    assert corrected["bidderKey"] == retraction["bidderKey"]
    assert [entry["fallen"] for entry in log_of(rival, item)] == [False, False, True, False]
    mine = bidder.get("/api/me/bids").json["entries"][0]
    assert (mine["removed"], mine["myAmount"], mine["standing"]) == ("corrected", 20_000, "leading")


def test_only_an_own_bid_of_this_item_is_taken_back(item, seller, bidder, rival):
    other = an_item(seller)
    slip = bid_of(bidder, item, max_amount=20_000)
    assert code(retract(rival, item, slip)) == "not_your_bid"
    assert code(retract(bidder, other, slip)) == "bid_not_found"
    assert code(retract(bidder, {"id": 999_999}, slip)) == "item_not_found"
    assert code(retract(bidder, item, slip + 1)) == "bid_not_found"
    pass_on = retract(bidder, item, slip)
    assert pass_on.status_code == 200
    # the entry of the retraction itself is no bid
    assert code(retract(bidder, item, log_of(rival, item)[0]["id"])) == "bid_not_found"


def test_nothing_of_an_ended_auction_is_taken_back(db, item, bidder):
    slip = bid_of(bidder, item, max_amount=20_000)
    pass_time_to_end(db, item["id"])
    assert code(retract(bidder, item, slip)) == "auction_ended"
