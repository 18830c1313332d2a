"""Closing: exactly one history row for each sale, by whichever closer and however late."""

from dataclasses import astuple
from datetime import timedelta

import pytest

import database
from auction.history.rules import close_due
from tests.cast import an_item
from tests.processes import at_most
from tests.scenes import move_end, stock


def state(db, item):
    return db.one("SELECT state, closedAt FROM item WHERE id = %(id)s", id=item["id"])


def test_a_standing_bid_becomes_a_sale(client, db, seller, bidder, rival):
    item = an_item(seller)
    bidder.bids(item, max_amount=50000)
    rival.bids(item, amount=20000)
    move_end(db, item, -2)
    closed = close_due(db)
    assert (closed.sold, closed.unsold) == (1, 0)
    assert 2 <= closed.late < at_most(10)
    assert db.all("SELECT user_id, item_id, seller_id, price FROM history") == [
        {"user_id": "bidder", "item_id": item["id"], "seller_id": "seller", "price": 21000}
    ]
    assert db.all("SELECT * FROM prehistory") == []
    assert state(db, item)["state"] == "sold"
    shown = client.get(f"/api/items/{item['id']}").json
    assert (shown["status"], shown["price"]) == ("sold", 21000)


def test_without_a_bid_it_is_unsold(db, seller):
    item = an_item(seller)
    move_end(db, item, -1)
    assert astuple(close_due(db))[:2] == (0, 1)
    assert state(db, item)["state"] == "unsold"
    assert db.all("SELECT * FROM history") == []


@pytest.mark.parametrize(
    ("maximum", "price", "sells"), [(50000, 50000, True), (49999, 49999, False), (80000, 50000, True)]
)
def test_under_the_reserve_it_is_unsold(client, db, seller, bidder, maximum, price, sells):
    item = an_item(seller, reservePrice="50000")
    assert bidder.bids(item, max_amount=maximum).json["item"]["price"] == price
    shown = client.get(f"/api/items/{item['id']}").json
    assert shown["reserveMet"] is sells
    assert "reservePrice" not in shown
    move_end(db, item, -1)
    assert astuple(close_due(db))[:2] == ((1, 0) if sells else (0, 1))
    assert len(db.all("SELECT * FROM history")) == sells
    assert db.all("SELECT * FROM prehistory") == []


@pytest.mark.parametrize("end", ["0023-12-01 12:00:00", "0001-01-01 00:00:00"])
def test_an_end_before_the_year_1000_closes(client, db, seller, bidder, end):
    """2023 kept whatever year was typed."""
    item = an_item(seller)
    bidder.bids(item, amount=10000)
    db.run("UPDATE item SET endTime = %(end)s, originalEnd = endTime WHERE id = %(id)s", end=end, id=item["id"])
    assert astuple(close_due(db))[:2] == (1, 0)
    assert state(db, item)["state"] == "sold"
    assert client.get(f"/api/items/{item['id']}").status_code == 200
    assert client.get(f"/detail/{item['id']}").status_code == 200


def test_what_is_not_over_stays_open(db, seller, bidder):
    live, scheduled = an_item(seller), an_item(seller)
    bidder.bids(live, amount=10000)
    db.run("UPDATE item SET startTime = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR WHERE id = %(id)s", id=scheduled["id"])
    assert astuple(close_due(db))[:2] == (0, 0)
    assert db.one("SELECT COUNT(*) AS n FROM prehistory")["n"] == 1


def test_closing_again_does_nothing(db, seller, bidder):
    item = an_item(seller)
    bidder.bids(item, amount=10000)
    move_end(db, item, -1)
    close_due(db)
    before = state(db, item), db.all("SELECT * FROM history")
    assert astuple(close_due(db))[:2] == (0, 0)
    assert (state(db, item), db.all("SELECT * FROM history")) == before


def test_a_run_an_hour_late_has_the_same_result(db, seller, bidder):
    item = an_item(seller)
    bidder.bids(item, amount=10000)
    move_end(db, item, -3600)
    assert close_due(db).late >= 3600
    closed_at = state(db, item)["closedAt"]
    assert db.one("SELECT closedAt FROM history")["closedAt"] == closed_at
    assert closed_at - db.one("SELECT endTime FROM item")["endTime"] >= timedelta(hours=1)


def test_at_most_as_many_as_requested_are_closed_the_longest_due_first(db, seller):
    ids = stock(db, "seller", 5, endTime="UTC_TIMESTAMP(6) - INTERVAL n MINUTE")
    assert astuple(close_due(db, most=2))[:2] == (0, 2)
    assert {row["id"] for row in db.all("SELECT id FROM item WHERE state = 'unsold'")} == set(ids[3:])


def test_a_bid_in_time_after_the_job_looked_is_not_lost(db, seller, bidder, database_url):
    """A bid extends the end while a closer is at work: the closer leaves that auction alone."""
    item = an_item(seller)
    move_end(db, item, 60)
    other = database.connect(database_url)
    try:
        database.Db(other).one("SELECT id FROM item WHERE id = %(id)s FOR UPDATE", id=item["id"])
        db.run("SET SESSION innodb_lock_wait_timeout = 1")
        assert astuple(close_due(db))[:2] == (0, 0)
    finally:
        other.close()
    assert bidder.bids(item, amount=10000).status_code == 201


def test_two_sales_of_one_item_are_impossible(db, seller, bidder):
    item = an_item(seller)
    bidder.bids(item, amount=10000)
    move_end(db, item, -1)
    close_due(db)
    with pytest.raises(database.Duplicate):
        db.run("INSERT INTO history (user_id, item_id) VALUES ('bidder', %(id)s)", id=item["id"])


@pytest.mark.parametrize("table", ["user", "item"])
def test_history_outlives_every_deletion(db, seller, bidder, table):
    item = an_item(seller)
    bidder.bids(item, amount=10000)
    move_end(db, item, -1)
    close_due(db)
    with pytest.raises(database.Error):
        db.run(f"DELETE FROM `{table}`")
    assert db.one("SELECT COUNT(*) AS n FROM history")["n"] == 1
