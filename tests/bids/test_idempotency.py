"""The same Idempotency-Key never bids twice, and a retry hears what was said first."""

import json

import pytest

import database
from auction.bids.batching.paths import batchers
from auction.idempotency.rules import forget_old
from auction.payments import configured
from tests.cast import Person, an_item
from tests.orders.paid import configured_by
from tests.scenes import at_once, counts, in_background, move_start


def test_a_retry_gets_the_same_answer_and_bids_once(db, seller, bidder):
    item = an_item(seller)
    first = bidder.bids(item, amount=10000, key="k1")
    before = counts(db)
    again = bidder.bids(item, amount=10000, key="k1")
    assert first.status_code == again.status_code == 201
    assert first.data == again.data
    assert counts(db) == before


def test_the_answer_stays_the_first_one_after_others_have_bid(seller, bidder, rival):
    item = an_item(seller)
    first = bidder.bids(item, amount=10000, key="k1")
    rival.bids(item, amount=20000)
    assert bidder.bids(item, amount=10000, key="k1").data == first.data


def test_another_body_under_the_same_key_is_refused(db, seller, bidder):
    item, other = an_item(seller), an_item(seller)
    bidder.bids(item, amount=10000, key="k1")
    before = counts(db)
    answers = [
        bidder.bids(item, amount=20000, key="k1"),
        bidder.bids(item, max_amount=10000, key="k1"),
        bidder.bids(other, amount=10000, key="k1"),
    ]
    assert {(answer.status_code, answer.json["code"]) for answer in answers} == {(422, "idempotency_key_reused")}
    assert counts(db) == before


def test_the_same_offer_spelled_otherwise_is_the_same(seller, bidder):
    item = an_item(seller)
    path, headers = f"/api/items/{item['id']}/bids", {"Idempotency-Key": "k1"}
    spelled = [b'{"amount": 10000}', b' {"amount":10000, "maxAmount": null} ', b'{"unknown": 1, "amount": 10000}']
    answers = [bidder.post(path, data=body, content_type="application/json", headers=headers) for body in spelled]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.data for answer in answers}) == 1


def test_a_key_belongs_to_its_user(seller, bidder, rival):
    item = an_item(seller)
    assert bidder.bids(item, amount=10000, key="k1").status_code == 201
    assert rival.bids(item, amount=20000, key="k1").json["outcome"] == "leading"


def test_a_bid_on_nothing_is_refused_under_a_key_as_without_one(db, bidder):
    nothing = {"id": 2**31 - 1}
    answers = [bidder.bids(nothing, amount=10000, key=key) for key in ("", "k1", "k1")]
    assert {(answer.status_code, answer.json["code"]) for answer in answers} == {(404, "item_not_found")}


@pytest.mark.parametrize(("amount", "code"), [(1, "bid_too_low"), (20000, "already_leading"), (2**53, "invalid")])
def test_a_refusal_is_repeated_too(db, seller, bidder, rival, amount, code):
    item = an_item(seller)
    (bidder if code == "already_leading" else rival).bids(item, amount=10000)
    first = bidder.bids(item, amount=amount, key="k1")
    assert first.json["code"] == code
    rival.bids(item, amount=50000)
    again = bidder.bids(item, amount=amount, key="k1")

    def said(answer):
        return answer.status_code, {name: value for name, value in answer.json.items() if name != "requestId"}

    assert said(first) == said(again)


def test_a_refusal_is_repeated_in_the_readers_language(db, seller, bidder):
    item = an_item(seller)
    move_start(db, item, 60)
    path, headers = f"/api/items/{item['id']}/bids", {"Idempotency-Key": "k1", "Accept-Language": "en"}
    bidder.bids(item, amount=10000, key="k1")
    answer = bidder.post(path, json={"amount": 10000}, headers=headers)
    assert (answer.json["code"], answer.json["title"]) == ("auction_not_started", "This auction hasn’t started")


@pytest.mark.parametrize("contended", [False, True])
def test_a_bid_repeated_after_leaving_is_refused_as_signed_out(db, seller, bidder, rival, contended):
    item = an_item(seller)
    assert bidder.bids(item, amount=10_000, key="k1").status_code == 201
    rival.bids(item, amount=20_000)
    assert bidder.leave().status_code == 204
    if contended:
        batchers.get().mark_contended(item["id"])
    assert bidder.bids(item, amount=10_000, key="k1").json["code"] == "sign_in_ended"


def test_a_purchase_repeated_after_leaving_is_refused_as_signed_out(db, seller, bidder):
    item = an_item(seller, buyNowPrice="50000")
    buy = {"path": f"/api/items/{item['id']}/buy", "json": {}, "headers": {"Idempotency-Key": "k1"}}
    # where sales have orders, a buyer cannot leave before theirs has ended
    with configured_by(configured.OFF):
        assert bidder.post(**buy).status_code == 201
        assert bidder.leave().status_code == 204
        assert bidder.post(**buy).json["code"] == "sign_in_ended"


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "x" * 201, "a\tb", "\x7f"])
def test_an_invalid_key_is_refused(db, seller, bidder, key):
    item = an_item(seller)
    before = counts(db)
    answer = bidder.post(f"/api/items/{item['id']}/bids", json={"amount": 10000}, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_idempotency_key")
    assert counts(db) == before


@pytest.mark.parametrize(
    "key", ["x", "x" * 200, "'; DROP TABLE bid; --", "0b62d3d6-98a5-4a5e-b6c9-df4ff92f1fd1", "%s%d"]
)
def test_any_visible_key_is_good(seller, bidder, key):
    key = key.replace(" ", "_")
    item = an_item(seller)
    first, again = (bidder.bids(item, amount=10000, key=key) for _ in range(2))
    assert (first.status_code, first.data) == (201, again.data)


def test_keys_are_case_sensitive(seller, bidder, rival):
    item = an_item(seller)
    assert bidder.bids(item, amount=10000, key="Key").status_code == 201
    assert bidder.bids(item, amount=10000, key="key").json["code"] == "already_leading"


def test_a_key_of_an_invalid_request_can_be_used_later(seller, bidder):
    item = an_item(seller)
    assert bidder.bids(item, amount=-5, key="k1").status_code == 422
    assert bidder.bids(item, amount=10000, key="k1").status_code == 201


def test_duplicates_at_once_are_one_bid(app, db, seller, bidder):
    item = an_item(seller)

    def send(_number):
        person = Person(app.test_client(use_cookies=False), "bidder", "", bidder.access_token, "")
        return person.bids(item, max_amount=50000, key="at-once")

    answers = at_once(send, 16)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.data for answer in answers}) == 1
    assert db.one("SELECT COUNT(*) AS n FROM bid")["n"] == 1


def test_a_first_request_still_in_progress_is_answered_409(db, seller, bidder, database_url):
    """Somebody else's transaction holds the key and does not end."""
    item = an_item(seller)
    holder = database.connect(database_url)
    try:
        database.Db(holder).run(
            "INSERT INTO idempotency (user_id, `key`, request, createdAt) "
            "VALUES ('bidder', 'k1', REPEAT('x', 32), UTC_TIMESTAMP(6))"
        )
        answer = bidder.bids(item, amount=10000, key="k1")
        assert (answer.status_code, answer.json["code"]) == (409, "idempotency_key_in_flight")
    finally:
        holder.close()
    assert bidder.bids(item, amount=10000, key="k1").status_code == 201


def test_a_duplicate_waits_for_the_first_and_gets_its_answer(db, seller, bidder, database_url):
    """The auction is held by a third transaction, so the first request takes a while."""
    item = an_item(seller)
    holder = database.connect(database_url)
    try:
        database.Db(holder).one("SELECT id FROM item WHERE id = %(id)s FOR UPDATE", id=item["id"])
        with (
            in_background(lambda: bidder.bids(item, amount=10000, key="k1")) as first,
            in_background(lambda: bidder.bids(item, amount=10000, key="k1")) as second,
        ):
            database.Db(holder).one("SELECT SLEEP(0.3) AS slept")
            holder.rollback()
    finally:
        holder.close()
    assert (first[0].status_code, first[0].data) == (201, second[0].data)
    assert db.one("SELECT COUNT(*) AS n FROM bid")["n"] == 1


def test_answers_are_kept_for_a_day_and_then_forgotten(db, seller, bidder):
    bidder.bids(an_item(seller), amount=10000, key="k1")
    db.run("UPDATE idempotency SET createdAt = createdAt - INTERVAL 24 HOUR")
    assert forget_old(db) == 0
    db.run("UPDATE idempotency SET createdAt = createdAt - INTERVAL 2 HOUR")
    assert forget_old(db) == 1


def test_nothing_secret_is_kept_under_a_key(db, seller, bidder):
    bidder.bids(an_item(seller), max_amount=87654, key="k1")
    kept = db.one("SELECT status, answer FROM idempotency")
    assert kept["status"] == 201
    assert "87654" not in kept["answer"]
    assert set(json.loads(kept["answer"])) == {"bid", "outcome", "item"}
