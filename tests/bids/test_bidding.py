"""Bidding over HTTP: the rules' worked examples, what is refused, and the row as it was after a refusal."""

import json

import pytest

from auction.items import bounds
from tests.cast import an_item
from tests.scenes import counts, move_end, move_start


def row(db, item):
    return db.one("SELECT price, leader_id, maximum, bidCount, endTime FROM item WHERE id = %(id)s", id=item["id"])


def outcome_of(answer):
    """Outcome, price and the next smallest bid, as an accepted bid's answer tells them."""
    assert answer.status_code == 201, answer.text
    return answer.json["outcome"], answer.json["item"]["price"], answer.json["item"]["minimumBid"]


def test_an_accepted_bid_is_answered_as_promised(client, seller, bidder):
    item = an_item(seller)
    answer = bidder.bids(item, amount=12000)
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    assert set(answer.json) == {"bid", "outcome", "item"}
    bid, stand = answer.json["bid"], answer.json["item"]
    assert set(bid) == {"id", "itemId", "amount", "createdAt"}
    assert (bid["itemId"], bid["amount"], answer.json["outcome"]) == (item["id"], 12000, "leading")
    assert stand == {
        "price": 12000, "minimumBid": 13000, "bidCount": 1, "endTime": item["endTime"], "status": "live",
    }  # fmt: skip
    assert client.get(f"/api/items/{item['id']}").json["price"] == 12000


def test_the_standing_is_kept_in_item_prehistory_and_log(db, seller, bidder):
    item = an_item(seller)
    bidder.bids(item, max_amount=50000)
    assert row(db, item) | {"endTime": 0} == {
        "price": 10000, "leader_id": "bidder", "maximum": 50000, "bidCount": 1, "endTime": 0,
    }  # fmt: skip
    assert db.all("SELECT user_id, item_id, endTime FROM prehistory") == [
        {"user_id": "bidder", "item_id": item["id"], "endTime": row(db, item)["endTime"]}
    ]
    logged = db.one("SELECT user_id, kind, offer, amount, price, leader_id, number FROM bid")
    assert logged == {
        "user_id": "bidder", "kind": "automatic", "offer": 50000, "amount": 10000, "price": 10000,
        "leader_id": "bidder", "number": 1,
    }  # fmt: skip


def test_two_automatic_bidders(seller, bidder, rival):
    item = an_item(seller)
    assert outcome_of(bidder.bids(item, max_amount=30000)) == ("leading", 10000, 11000)
    assert outcome_of(rival.bids(item, max_amount=20000)) == ("outbid", 21000, 22000)
    assert outcome_of(rival.bids(item, max_amount=29500)) == ("outbid", 30000, 31000)
    assert outcome_of(rival.bids(item, max_amount=45000)) == ("leading", 31000, 32000)


def test_a_higher_maximum_pays_one_step_over_the_lower_or_all_it_has(seller, bidder, rival):
    item = an_item(seller)
    bidder.bids(item, max_amount=30000)
    assert outcome_of(rival.bids(item, max_amount=30500)) == ("leading", 30500, 31500)


def test_the_earlier_of_two_equal_maxima_keeps_the_lead(seller, bidder, rival):
    item = an_item(seller)
    bidder.bids(item, max_amount=30000)
    assert outcome_of(rival.bids(item, max_amount=30000)) == ("outbid", 30000, 31000)
    assert outcome_of(rival.bids(item, amount=31000)) == ("leading", 31000, 32000)


def test_an_open_bid_equal_to_the_maximum_loses_to_it(seller, bidder, rival):
    item = an_item(seller)
    bidder.bids(item, max_amount=30000)
    assert outcome_of(rival.bids(item, amount=30000)) == ("outbid", 30000, 31000)


def test_an_open_bid_over_the_maximum_pays_all_of_itself(seller, bidder, rival):
    item = an_item(seller)
    bidder.bids(item, max_amount=30000)
    assert outcome_of(rival.bids(item, amount=90000)) == ("leading", 90000, 92000)


def test_an_open_bid_under_the_maximum_is_outbid_at_once(seller, bidder, rival):
    item = an_item(seller)
    bidder.bids(item, max_amount=30000)
    assert outcome_of(rival.bids(item, amount=15000)) == ("outbid", 16000, 17000)
    assert outcome_of(rival.bids(item, amount=29900)) == ("outbid", 30000, 31000)


def test_a_raised_maximum_counts_from_when_it_was_raised(seller, bidder, rival):
    item = an_item(seller)
    bidder.bids(item, max_amount=20000)
    assert outcome_of(rival.bids(item, max_amount=40000))[0] == "leading"
    assert outcome_of(bidder.bids(item, max_amount=40000)) == ("outbid", 40000, 41000)


def test_the_leader_raises_in_silence(client, db, seller, bidder):
    item = an_item(seller)
    move_end(db, item, 120)
    bidder.bids(item, max_amount=20000)
    before, log = row(db, item), client.get(f"/api/items/{item['id']}/bids").json
    answer = bidder.bids(item, max_amount=50000)
    assert outcome_of(answer) == ("leading", 10000, 11000)
    assert row(db, item) == before | {"maximum": 50000}
    assert client.get(f"/api/items/{item['id']}/bids").json == log


@pytest.mark.parametrize(("given", "status"), [(20001, 201), (20000, 409), (19999, 409), (11000, 409)])
def test_a_raise_must_be_over_the_maximum(seller, bidder, given, status):
    item = an_item(seller)
    bidder.bids(item, max_amount=20000)
    answer = bidder.bids(item, max_amount=given)
    assert answer.status_code == status
    if status == 409:
        assert (answer.json["code"], answer.json["minimumBid"]) == ("bid_too_low", 20001)


def test_a_leader_cannot_bid_openly(db, seller, bidder):
    item = an_item(seller)
    bidder.bids(item, amount=10000)
    before = row(db, item), counts(db)
    answer = bidder.bids(item, amount=20000)
    assert (answer.status_code, answer.json["code"]) == (409, "already_leading")
    assert (row(db, item), counts(db)) == before


@pytest.mark.parametrize(
    ("price", "step"),
    [
        (1, 100), (4_999, 100), (5_000, 500), (9_999, 500), (10_000, 1_000), (49_999, 1_000), (50_000, 2_000),
        (99_999, 2_000), (100_000, 5_000), (499_999, 5_000), (500_000, 10_000), (999_999, 10_000), (1_000_000, 20_000),
        (2_999_999, 20_000), (3_000_000, 50_000), (9_999_999, 50_000), (10_000_000, 100_000), (500_000_000, 100_000),
    ],
)  # fmt: skip
def test_the_step_depends_on_the_price(seller, bidder, rival, price, step):
    item = an_item(seller, price=str(price))
    assert outcome_of(bidder.bids(item, amount=price)) == ("leading", price, price + step)
    low = rival.bids(item, amount=price + step - 1)
    assert (low.status_code, low.json["code"], low.json["minimumBid"]) == (409, "bid_too_low", price + step)
    assert f"{price + step:,}" in low.json["detail"]
    assert rival.bids(item, amount=price + step).status_code == 201


def test_the_first_bid_may_be_the_start_price_and_not_less(db, seller, bidder):
    item = an_item(seller)
    before = row(db, item), counts(db)
    for offer in ({"amount": 9999}, {"max_amount": 9999}):
        low = bidder.bids(item, **offer)
        assert (low.status_code, low.json["code"], low.json["minimumBid"]) == (409, "bid_too_low", 10000)
    assert (row(db, item), counts(db)) == before


def test_a_seller_cannot_bid_on_their_own_item(db, seller):
    item = an_item(seller)
    before = row(db, item), counts(db)
    for offer in ({"amount": 10000}, {"max_amount": 10000}):
        answer = seller.bids(item, **offer)
        assert (answer.status_code, answer.json["code"]) == (403, "seller_cannot_bid")
    assert (row(db, item), counts(db)) == before


@pytest.mark.parametrize("state", ["scheduled", "ended", "sold", "unsold", "cancelled", "gone"])
def test_a_bid_on_an_auction_that_is_not_live_is_refused(db, seller, bidder, state):
    item = an_item(seller)
    if state == "scheduled":
        move_start(db, item, 60)
    elif state == "ended":
        move_end(db, item, -0.001)
    elif state == "gone":
        seller.delete(f"/api/items/{item['id']}")
    else:
        db.run("UPDATE item SET state = %(state)s WHERE id = %(id)s", state=state, id=item["id"])
    before = row(db, item), counts(db)
    answer = bidder.bids(item, amount=10000)
    expected = {"scheduled": "auction_not_started", "cancelled": "auction_cancelled", "gone": "item_not_found"}
    assert answer.json["code"] == expected.get(state, "auction_ended")
    assert answer.status_code == (404 if state == "gone" else 409)
    assert (row(db, item), counts(db)) == before


@pytest.mark.parametrize(
    "offer",
    [
        {}, {"amount": None}, {"amount": None, "maxAmount": None}, {"amount": 10000, "maxAmount": 20000},
        {"max_amount": 20000}, {"price": 20000}, {"amount": "20000"}, {"amount": "만원"}, {"amount": 20000.5},
        {"amount": 20000.0}, {"amount": True}, {"amount": []}, {"amount": {}}, {"amount": 0}, {"amount": -20000},
        {"amount": 2**53}, {"amount": 2**63 - 1}, {"amount": 2**63}, {"amount": -(2**63)}, {"amount": 10**100},
        {"maxAmount": "20000"}, {"maxAmount": 0}, {"maxAmount": 2**53}, [], "20000", 20000, None,
    ],
)  # fmt: skip
def test_an_offer_of_the_wrong_kind_changes_nothing(db, seller, bidder, offer):
    item = an_item(seller)
    before = row(db, item), counts(db)
    path = f"/api/items/{item['id']}/bids"
    answer = bidder.post(path, data=json.dumps(offer), content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert answer.json["errors"]
    assert (row(db, item), counts(db)) == before


@pytest.mark.parametrize("body", [b"", b"{", b"NaN", b'{"amount": NaN}', b'{"amount": Infinity}', b'{"amount": 1e400}'])
def test_an_offer_that_is_not_json_is_refused(seller, bidder, body):
    item = an_item(seller)
    answer = bidder.post(f"/api/items/{item['id']}/bids", data=body, content_type="application/json")
    assert (answer.status_code, answer.content_type) in {
        (400, "application/problem+json"), (422, "application/problem+json"),
    }  # fmt: skip


def test_the_bidder_is_the_user_of_the_token(db, seller, bidder, rival):
    item = an_item(seller)
    pretended = {"amount": 10000, "userId": "rival", "user_id": "rival", "bidder": "rival"}
    assert bidder.post(f"/api/items/{item['id']}/bids", json=pretended).status_code == 201
    assert row(db, item)["leader_id"] == "bidder"


def test_nobody_bids_without_signing_in(client, db, seller, bidder):
    item = an_item(seller)
    before = row(db, item), counts(db)
    path = f"/api/items/{item['id']}/bids"
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": f"Bearer {bidder.refresh_token}"}):
        answer = client.post(path, json={"amount": 10000}, headers=headers)
        assert (answer.status_code, answer.json["code"]) == (401, "not_signed_in")
    assert (row(db, item), counts(db)) == before


def test_nobody_bids_after_signing_out(client, db, seller, bidder):
    item = an_item(seller)
    client.post("/api/logout", headers={"Authorization": f"Bearer {bidder.refresh_token}"})
    answer = bidder.bids(item, amount=10000)
    assert (answer.status_code, answer.json["code"]) == (401, "sign_in_ended")
    assert row(db, item)["bidCount"] == 0


@pytest.mark.parametrize("path", ["0", "999999", "99999999999999999999"])
def test_a_bid_on_an_item_that_does_not_exist_is_refused(bidder, path):
    answer = bidder.bids({"id": path}, amount=10000)
    assert (answer.status_code, answer.json["code"]) == (404, "item_not_found")


def test_the_largest_offer_there_is(seller, bidder, rival):
    item = an_item(seller, price=str(10**12))
    assert outcome_of(bidder.bids(item, max_amount=10**12)) == ("leading", 10**12, 10**12 + 100_000)
    assert rival.bids(item, amount=10**12).json["code"] == "bid_too_low"
    assert outcome_of(rival.bids(item, amount=10**12 + 100_000)) == ("leading", 10**12 + 100_000, 10**12 + 200_000)
    largest = 2**53 - 1
    assert outcome_of(bidder.bids(item, amount=largest)) == ("leading", largest, None)
    assert bidder.get(f"/api/items/{item['id']}").json["minimumBid"] is None
    for person in (rival, bidder):
        answer = person.bids(item, max_amount=largest)
        assert (answer.status_code, answer.json["code"]) == (409, "no_higher_bid")


@pytest.fixture
def at_most_50_000():
    bounds.configure(50_000)
    yield
    bounds.configure(2**53 - 1)


def test_an_operators_ceiling_holds_and_each_smallest_bid_that_is_shown_is_accepted(
    at_most_50_000, db, seller, bidder, rival
):
    item = an_item(seller, price="48500")
    before = row(db, item), counts(db)
    for offer in ({"amount": 50_001}, {"max_amount": 10**12}):
        answer = bidder.bids(item, **offer)
        assert (answer.status_code, answer.json["code"], answer.json["maxBid"]) == (422, "too_high", 50_000)
    assert (row(db, item), counts(db)) == before
    people, minimum, bids = [bidder, rival], item["minimumBid"], 0
    while minimum is not None:
        people.reverse()
        _, price, following = outcome_of(people[0].bids(item, amount=minimum))
        assert price == minimum
        minimum, bids = following, bids + 1
    assert bids == 2
    shown = bidder.get(f"/api/items/{item['id']}").json
    assert (shown["price"], shown["minimumBid"], shown["nextBids"]) == (49_500, None, [])


def test_a_user_who_has_left_cannot_bid(client, db, seller, bidder):
    item = an_item(seller)
    assert bidder.leave().status_code == 204
    assert bidder.bids(item, amount=10000).status_code == 401
    assert row(db, item)["leader_id"] is None
