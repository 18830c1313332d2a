"""The end and its extension: by the database's clock, to the microsecond, whatever else waits."""

from datetime import datetime, timedelta

import pytest

import database
from auction.history.rules import close_due
from auction.items import rules
from tests.cast import an_item
from tests.scenes import in_background, move_end


def row(db, item):
    return db.one(
        "SELECT endTime, originalEnd, bidCount, price, UTC_TIMESTAMP(6) AS now FROM item WHERE id = %(id)s",
        id=item["id"],
    )


def left(db, item):
    """Seconds from the last entry of the log to the end that it set."""
    entry = db.one("SELECT TIMESTAMPDIFF(MICROSECOND, createdAt, endTime) AS micros FROM bid ORDER BY id DESC LIMIT 1")
    return entry["micros"] / 1e6


@pytest.mark.parametrize("seconds", [299.5, 120, 2])
def test_a_bid_near_the_end_moves_it_to_five_minutes_away(client, db, seller, bidder, seconds):
    item = an_item(seller)
    move_end(db, item, seconds)
    answer = bidder.bids(item, amount=10000)
    assert left(db, item) == 300
    assert answer.json["item"]["endTime"] == client.get(f"/api/items/{item['id']}").json["endTime"]
    assert db.one("SELECT endTime FROM prehistory")["endTime"] == row(db, item)["endTime"]
    created = datetime.fromisoformat(answer.json["bid"]["createdAt"])
    assert datetime.fromisoformat(answer.json["item"]["endTime"]) - created == timedelta(seconds=300)


def test_a_bid_earlier_leaves_the_end_alone(db, seller, bidder):
    item = an_item(seller)
    move_end(db, item, 310)
    before = row(db, item)["endTime"]
    bidder.bids(item, amount=10000)
    assert row(db, item)["endTime"] == before


def test_a_bid_that_only_pushes_the_price_extends_too(db, seller, bidder, rival):
    item = an_item(seller)
    bidder.bids(item, max_amount=90000)
    move_end(db, item, 60)
    assert rival.bids(item, amount=20000).json["outcome"] == "outbid"
    assert left(db, item) == 300


def test_a_refused_bid_and_a_silent_raise_extend_nothing(db, seller, bidder, rival):
    item = an_item(seller)
    bidder.bids(item, max_amount=20000)
    move_end(db, item, 60)
    before = row(db, item)["endTime"]
    assert rival.bids(item, amount=1).status_code == 409
    assert bidder.bids(item, amount=30000).status_code == 409
    assert bidder.bids(item, max_amount=30000).status_code == 201
    assert row(db, item)["endTime"] == before


def test_a_seller_may_list_with_a_fixed_end(db, seller, bidder):
    item = an_item(seller, extends="false")
    assert item["extends"] is False
    move_end(db, item, 60)
    before = row(db, item)["endTime"]
    bidder.bids(item, amount=10000)
    assert row(db, item)["endTime"] == before


def test_an_extension_never_passes_a_day_after_the_original_end(db, seller, bidder):
    item = an_item(seller)
    move_end(db, item, 100)
    db.run("UPDATE item SET originalEnd = endTime - INTERVAL 1 DAY")
    before = row(db, item)
    bidder.bids(item, amount=10000)
    assert row(db, item)["endTime"] == before["endTime"]


def test_an_extension_reaches_up_to_that_day(db, seller, bidder):
    item = an_item(seller)
    move_end(db, item, 100)
    db.run("UPDATE item SET originalEnd = endTime - INTERVAL 1 DAY + INTERVAL 50 SECOND")
    bidder.bids(item, amount=10000)
    moved = row(db, item)
    assert moved["endTime"] == moved["originalEnd"] + timedelta(days=1)


def test_the_first_microsecond_of_the_end_is_too_late(client, db, seller, bidder):
    """The end is set to the very moment that the database says, and the clock only moves on."""
    item = an_item(seller)
    db.run("UPDATE item SET endTime = UTC_TIMESTAMP(6)")
    answer = bidder.bids(item, amount=10000)
    assert (answer.status_code, answer.json["code"]) == (409, "auction_ended")
    assert client.get(f"/api/items/{item['id']}").json["status"] == "ended"


@pytest.mark.parametrize(("micros", "status"), [(-1, "live"), (0, "ended"), (1, "ended"), (-86_400_000_000, "live")])
def test_the_end_itself_is_not_part_of_the_auction(micros, status):
    end = datetime(2026, 12, 1, 12)
    now = end + timedelta(microseconds=micros)
    assert rules.status("open", end - timedelta(days=9), end, now) == status


def test_late_bids_are_refused_though_nobody_has_closed(db, seller, bidder):
    item = an_item(seller)
    bidder.bids(item, amount=10000)
    move_end(db, item, -7200)
    before = row(db, item) | {"now": 0}
    assert bidder.bids(item, max_amount=50000).json["code"] == "auction_ended"
    assert row(db, item) | {"now": 0} == before


def test_a_bid_that_waits_past_the_end_is_refused(db, seller, bidder, database_url):
    """Another transaction holds the row until the auction is over; the bid came in time but is looked at too late."""
    item = an_item(seller)
    move_end(db, item, 0.5)
    holder = database.connect(database_url)
    try:
        database.Db(holder).one("SELECT id FROM item WHERE id = %(id)s FOR UPDATE", id=item["id"])
        with in_background(lambda: bidder.bids(item, amount=10000)) as answers:
            database.Db(holder).one("SELECT SLEEP(0.8) AS slept")
            holder.rollback()
        assert (answers[0].status_code, answers[0].json["code"]) == (409, "auction_ended")
        assert row(db, item)["bidCount"] == 0
    finally:
        holder.close()


def test_a_bid_that_waits_behind_the_closing_is_refused(db, seller, bidder, rival, database_url):
    item = an_item(seller)
    bidder.bids(item, amount=10000)
    move_end(db, item, -1)
    closer = database.connect(database_url)
    try:
        assert close_due(database.Db(closer)).sold == 1
        with in_background(lambda: rival.bids(item, amount=20000)) as answers:
            database.Db(closer).one("SELECT SLEEP(0.2) AS slept")
            closer.commit()
        assert (answers[0].status_code, answers[0].json["code"]) == (409, "auction_ended")
        assert db.all("SELECT user_id, price FROM history") == [{"user_id": "bidder", "price": 10000}]
    finally:
        closer.close()


def test_a_bid_that_waits_too_long_is_answered_with_retry_after(db, seller, bidder, database_url):
    """The row stays held for longer than anybody waits: 503, nothing done, and the next bid works at once."""
    item = an_item(seller)
    holder = database.connect(database_url)
    try:
        database.Db(holder).one("SELECT id FROM item WHERE id = %(id)s FOR UPDATE", id=item["id"])
        answer = bidder.bids(item, amount=10000)
    finally:
        holder.close()
    assert (answer.status_code, answer.json["code"]) == (503, "try_again")
    assert int(answer.headers["Retry-After"]) >= 1
    assert row(db, item)["bidCount"] == 0
    assert bidder.bids(item, amount=10000).status_code == 201
