"""One item, a bid on it, and the old second half of a bid."""

import pytest

from tests.cast import an_item
from tests.legacy.contract import FIELDS, NOT_SIGNED_IN, korean
from tests.scenes import counts, move_end

# GET and PUT /detail/{id}


def test_one_item_in_the_tables_names(client, seller, bidder):
    item = an_item(seller)
    bidder.bids(item, max_amount=50000)
    answer = client.get(f"/detail/{item['id']}")
    assert (answer.status_code, set(answer.json)) == (200, FIELDS)
    assert answer.json["price"] == 10000
    assert answer.json == client.get("/").json[0]


def test_an_item_that_does_not_exist_is_not_found(client):
    answer = client.get("/detail/999999")
    assert answer.status_code == 404
    korean(answer)


@pytest.mark.parametrize("price", [12000, "12000", 12000.0, "12000.0", "12000.00", " 12000 ", "012000", "\t12000.0\n"])
def test_a_price_is_an_open_bid(client, db, seller, bidder, price):
    item = an_item(seller)
    answer = bidder.put(f"/detail/{item['id']}", json={"price": price, "userId": "seller"})
    assert (answer.status_code, answer.json) == (200, {"message": "입찰되었습니다."})
    row = db.one("SELECT price, leader_id FROM item")
    assert row == {"price": 12000, "leader_id": "bidder"}
    assert client.get(f"/detail/{item['id']}").json["price"] == 12000


@pytest.mark.parametrize(
    ("price", "status"),
    [
        (9999, 409), ("9999", 409), (0, 422), (-1, 422), ("many", 422), (None, 422), (12000.5, 422), ("12000.5", 422),
        ("NaN", 422), (True, 422), ([12000], 422), (2**63, 422), ("1e9", 422), ("", 422), (12000.01, 422),
        ("12000.01", 422), ("12,000", 422), ("12 000", 422), ("１２０００", 422), ("12000.", 422), (".0", 422),
        (1e300, 422), (float("inf"), 422), (float("nan"), 422), ({"a": 1}, 422), ("9" * 4000, 422), ("-12000.0", 422),
    ],
)  # fmt: skip
def test_a_price_that_cannot_be_says_why(db, seller, bidder, price, status):
    item = an_item(seller)
    before = counts(db)
    answer = bidder.put(f"/detail/{item['id']}", json={"price": price})
    assert answer.status_code == status
    korean(answer)
    assert counts(db) == before


def test_the_smallest_bid_is_named_when_a_bid_is_too_low(seller, bidder, rival):
    item = an_item(seller)
    bidder.put(f"/detail/{item['id']}", json={"price": 20000})
    assert "21,000" in korean(rival.put(f"/detail/{item['id']}", json={"price": 20500}))


def test_every_rule_holds_here_too(client, db, seller, bidder):
    item = an_item(seller)
    path = f"/detail/{item['id']}"
    assert seller.put(path, json={"price": 10000}).status_code == 403
    assert client.put(path, json={"price": 10000, "userId": "bidder"}).status_code == 401
    assert bidder.put(path, json={"price": 10000}).status_code == 200
    assert bidder.put(path, json={"price": 20000}).status_code == 409
    move_end(db, item, -1)
    assert bidder.put(path, json={"price": 30000}).status_code == 409
    assert bidder.put("/detail/999999", json={"price": 30000}).status_code == 404
    assert db.one("SELECT COUNT(*) AS n FROM bid")["n"] == 1


def test_a_bid_under_a_secret_maximum_is_answered_with_the_automatic_bid(seller, bidder, rival):
    item = an_item(seller)
    bidder.bids(item, max_amount=50000)
    answer = rival.put(f"/detail/{item['id']}", json={"price": 20000})
    assert (answer.status_code, "자동 입찰" in answer.json["message"]) == (200, True)


# POST /history


def test_the_second_half_of_a_bid_has_nothing_left_to_do(db, seller, bidder, rival):
    item = an_item(seller)
    bidder.put(f"/detail/{item['id']}", json={"price": 10000})
    before = counts(db)
    sent = {"itemId": str(item["id"]), "userId": "bidder", "endTime": item["endTime"]}
    answer = bidder.post("/history", data=sent)
    assert (answer.status_code, answer.json) == (200, {"message": "거래 저장"})
    refused = rival.post("/history", data=sent)
    assert (refused.status_code, korean(refused)) == (409, "거래 실패")
    assert counts(db) == before


@pytest.mark.parametrize(
    ("item_id", "status"), [("999999", 404), ("x", 422), (None, 422), ("-1", 404), ("9" * 30, 422)]
)
def test_the_second_half_of_no_bid(bidder, item_id, status):
    answer = bidder.post("/history", data={"itemId": item_id} if item_id else {})
    assert answer.status_code == status
    korean(answer)


def test_the_second_half_is_a_form_of_either_kind(seller, bidder):
    item = an_item(seller)
    bidder.put(f"/detail/{item['id']}", json={"price": 10000})
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        sent = {"itemId": item["id"], "userId": "bidder", "endTime": "Mon, 01 Dec 2025 00:00:00 GMT"}
        assert bidder.post("/history", data=sent, content_type=kind).status_code == 200


def test_nobody_bids_without_a_token(client, seller):
    item = an_item(seller)
    for answer in (
        client.put(f"/detail/{item['id']}", json={"price": 10000, "userId": "bidder"}),
        client.post("/history", data={"itemId": item["id"], "userId": "bidder"}),
    ):
        assert (answer.status_code, korean(answer)) == (401, NOT_SIGNED_IN)
