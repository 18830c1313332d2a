"""The same Idempotency-Key never does its work twice, and a retry is answered what was answered first."""

import pytest

import historyUpdate
from tests.cast import an_item, an_item_form, sign_up, utc
from tests.proof.clock import pass_time_to_end
from tests.scenes import at_once

CROWD = 16


@pytest.fixture
def seller(server):
    return sign_up(server, "seller")


@pytest.fixture
def bidder(server):
    return sign_up(server, "bidder")


def keyed(key="the-same"):
    return {"Idempotency-Key": key}


def assert_one_effect(answers):
    """Everybody hears the one answer, or that it is still being worked on."""
    done = [answer.json for answer in answers if answer.status_code == 201]
    waiting = [answer.json["code"] for answer in answers if answer.status_code != 201]
    assert done
    assert all(answer == done[0] for answer in done)
    assert set(waiting) <= {"idempotency_key_in_flight"}


def rows(db, table):
    return db.one(f"SELECT COUNT(*) AS n FROM {table}")["n"]


def test_sixteen_bids_at_once_with_one_key_are_one_bid(server, db, seller, bidder):
    item = an_item(seller)
    assert_one_effect(at_once(lambda _: bidder.bids(item, max_amount=20_000, key="the-same"), CROWD))
    assert rows(db, "bid") == 1


def test_sixteen_purchases_at_once_with_one_key_are_one_sale(server, db, seller, bidder):
    path = f"/api/items/{an_item(seller, buyNowPrice='50000')['id']}/buy"
    assert_one_effect(at_once(lambda _: bidder.post(path, json={}, headers=keyed()), CROWD))
    assert (rows(db, "bid"), rows(db, "history")) == (1, 1)


def test_sixteen_listings_at_once_with_one_key_are_one_listing(server, db, seller, environment):
    files = environment / "resources"
    end, before = utc(days=2), sum(1 for _ in files.iterdir())

    def list_it(_):
        form = an_item_form(endTime=end)
        return seller.post("/api/items", data=form, content_type="multipart/form-data", headers=keyed())

    assert_one_effect(at_once(list_it, CROWD))
    assert rows(db, "item") == 1
    assert sum(1 for _ in files.iterdir()) - before == 2, "a photo and its thumbnail, once"


def test_sixteen_relistings_at_once_with_one_key_are_one_listing(server, db, seller):
    item, end = an_item(seller), utc(days=2)
    pass_time_to_end(db, item["id"])
    assert historyUpdate.main() == 0
    path = f"/api/items/{item['id']}/relist"
    assert_one_effect(at_once(lambda _: seller.post(path, json={"endTime": end}, headers=keyed()), CROWD))
    assert rows(db, "item") == 2


def test_sixteen_keys_are_sixteen_bids(server, db, seller, bidder):
    item = an_item(seller)
    bid = at_once(lambda number: bidder.bids(item, max_amount=20_000 + number, key=f"key-{number}"), CROWD)
    accepted = sum(answer.status_code == 201 for answer in bid)
    assert accepted == rows(db, "bid")
    assert {answer.json.get("code") for answer in bid} <= {None, "bid_too_low"}


def test_the_same_key_with_another_body_is_refused_and_nothing_is_done(server, db, seller, bidder):
    item = an_item(seller)
    first = bidder.bids(item, amount=15_000, key="the-same")
    assert first.status_code == 201
    for other in (
        bidder.bids(item, amount=16_000, key="the-same"),
        bidder.bids(item, max_amount=15_000, key="the-same"),
    ):
        assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")
    assert bidder.bids(an_item(seller), amount=15_000, key="the-same").json["code"] == "idempotency_key_reused"
    assert bidder.bids(item, amount=15_000, key="the-same").json == first.json
    assert rows(db, "bid") == 1


def test_two_users_may_have_the_same_key(server, db, seller, bidder):
    item = an_item(seller)
    assert bidder.bids(item, amount=15_000, key="the-same").status_code == 201
    assert sign_up(server, "rival").bids(item, amount=16_000, key="the-same").status_code == 201
    assert rows(db, "bid") == 2


def test_a_retry_of_a_refused_request_gets_the_same_refusal(server, db, seller, bidder):
    item = an_item(seller)
    low = bidder.bids(item, amount=9_000, key="the-same")
    assert (low.status_code, low.json["code"], low.json["minimumBid"]) == (409, "bid_too_low", 10_000)
    assert sign_up(server, "rival").bids(item, amount=15_000).status_code == 201
    again = bidder.bids(item, amount=9_000, key="the-same")
    assert (again.status_code, again.json["code"], again.json["minimumBid"]) == (409, "bid_too_low", 10_000)


def test_a_refusal_reads_alike_with_and_without_a_key(server, db, seller):
    too_far = utc(days=40)

    def faults(headers):
        form = an_item_form(endTime=too_far)
        answer = seller.post("/api/items", data=form, content_type="multipart/form-data", headers=headers)
        assert answer.status_code == 422
        return answer.json["errors"]

    assert faults(keyed()) == faults({}) == faults(keyed())


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "x" * 201])
def test_an_invalid_key_is_refused(client, key):
    seller, bidder = sign_up(client, "seller"), sign_up(client, "bidder")
    answer = bidder.post(
        f"/api/items/{an_item(seller)['id']}/bids", json={"amount": 10_000}, headers={"Idempotency-Key": key}
    )
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_idempotency_key")


def test_answers_are_kept_for_a_day_and_then_swept_by_the_closing_job(server, db, seller, bidder):
    item = an_item(seller)
    kept, swept = (bidder.bids(item, max_amount=amount, key=f"key-{amount}") for amount in (20_000, 30_000))
    for answer, hours in ((kept, 23.9), (swept, 26)):
        assert answer.status_code == 201
        db.run(
            "UPDATE idempotency SET createdAt = createdAt - INTERVAL %(minutes)s MINUTE WHERE answer LIKE %(answer)s",
            minutes=hours * 60,
            answer=f'%"id":{answer.json["bid"]["id"]},%',
        )
    assert historyUpdate.main() == 0
    assert [row["key"] for row in db.all("SELECT `key` FROM idempotency")] == ["key-20000"]
    assert bidder.bids(item, max_amount=20_000, key="key-20000").json == kept.json
    assert rows(db, "bid") == 2
