"""Notifications of new items that saved searches find: at once and gathered, or once a day."""

import json
from datetime import UTC, datetime

import pytest

from auction.alerts import searches
from auction.watching.searches import rules
from tests.cast import an_item
from tests.watching.test_searches import save


def alerts(db, user_id="bidder"):
    """The items and data of a user's notifications, in their order."""
    rows = db.all(
        "SELECT item_id, data FROM notification WHERE user_id = %(user_id)s AND kind = 'searchMatch' ORDER BY id",
        user_id=user_id,
    )
    return [(row["item_id"], json.loads(row["data"])["count"]) for row in rows]


def bike(seller, **changes):
    return an_item(seller, name="빨간 자전거", **changes)["id"]


@pytest.fixture
def search(bidder):
    return save(bidder, "keyword=%EC%9E%90%EC%A0%84%EA%B1%B0&maxPrice=20000", name="자전거").json


def test_a_new_item_is_alerted_at_once_and_once(db, seller, bidder, rival, search):
    save(rival, "keyword=car")
    item_id = bike(seller)
    bike(seller, price="30000")
    for _ in range(2):
        searches.derive()
    assert (alerts(db), alerts(db, "rival")) == ([(item_id, 1)], [])
    assert searches.add_for(db, [item_id]) == 0


def test_several_matches_within_ten_minutes_are_one_notification(db, seller, search):
    first = bike(seller)
    searches.derive()
    _, third = bike(seller), bike(seller)
    searches.derive()
    assert alerts(db) == [(first, 1)]
    db.run("UPDATE search_match SET dueAt = UTC_TIMESTAMP(6) WHERE dueAt IS NOT NULL")
    searches.derive()
    assert alerts(db) == [(first, 1), (third, 2)]


def test_the_pause_is_ten_minutes(db, seller, search):
    for _ in range(2):
        bike(seller)
        searches.derive()
    row = db.one(
        "SELECT TIMESTAMPDIFF(SECOND, alertedAt, dueAt) AS seconds FROM search_match "
        "JOIN saved_search ON saved_search.id = search_id WHERE dueAt IS NOT NULL"
    )
    assert row["seconds"] in (599, 600)


def test_daily_alerts_come_at_the_hour_of_the_digest(db, seller, bidder, search):
    bidder.patch(f"/api/me/searches/{search['id']}", json={"alert": "daily"})
    hour = (datetime.now(UTC).hour + 3) % 24
    db.run("UPDATE `user` SET timeZone = 'UTC', digestHour = %(hour)s WHERE id = 'bidder'", hour=hour)
    bike(seller)
    newest = bike(seller)
    searches.derive()
    assert alerts(db) == []
    rows = db.all("SELECT dueAt FROM search_match")
    assert [(row["dueAt"].hour, row["dueAt"].minute) for row in rows] == [(hour, 0)] * 2
    db.run("UPDATE search_match SET dueAt = UTC_TIMESTAMP(6)")
    searches.derive()
    assert alerts(db) == [(newest, 2)]


def test_what_has_ended_or_gone_meanwhile_is_not_alerted(db, seller, search):
    first, second, third = bike(seller), bike(seller), bike(seller)
    rules.add_matches(db, [(search["id"], each, datetime(2026, 1, 1)) for each in (first, second, third)])
    assert seller.delete(f"/api/items/{third}").status_code == 204
    db.run("UPDATE item SET state = 'cancelled' WHERE id = %(id)s", id=second)
    searches.alert(db, search["id"])
    assert alerts(db) == [(first, 1)]
    searches.alert(db, search["id"])
    assert len(alerts(db)) == 1


def test_a_deleted_search_alerts_nothing(db, seller, bidder, search):
    bike(seller)
    searches.add_for(db, [bike(seller)])
    assert bidder.delete(f"/api/me/searches/{search['id']}").status_code == 204
    searches.derive()
    assert rules.add_matches(db, [(search["id"], 1, datetime(2026, 1, 1))]) == 0
    searches.alert(db, search["id"])
    assert alerts(db) == []


def test_matches_are_forgotten_after_a_week(db, seller, search):
    bike(seller)
    searches.derive()
    assert searches.forget_old() == 0
    db.run("UPDATE search_match SET createdAt = createdAt - INTERVAL 8 DAY")
    assert searches.forget_old() == 1
