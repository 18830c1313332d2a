"""Notifications for those who watch: an auction ends soon, or has ended."""

import pytest

from auction.alerts import closings, positions, watches
from auction.history.rules import close_due
from auction.users import recipients
from tests.alerts.deriving import data_of
from tests.cast import an_item, sign_up
from tests.rules.calls import bid_of, retract
from tests.scenes import move_end, move_start

HOUR, MINUTE = 3_600, 60


@pytest.fixture
def watcher(newest):
    return sign_up(newest, "watcher")


def watch(person, item):
    assert person.put(f"/api/items/{item['id']}/watch").status_code == 204


def news(db, *kinds):
    """Whom each notification of these kinds is for, its kind and what it is about."""
    rows = db.all("SELECT user_id, kind, about FROM notification WHERE kind IN %(kinds)s ORDER BY id", kinds=kinds)
    return [(row["user_id"], row["about"].partition(":")[2]) for row in rows]


def soon(db):
    watches.derive()
    return news(db, "endingSoon")


def test_an_hour_and_ten_minutes_before_the_end_once_each(db, item, watcher):
    watch(watcher, item)
    number = item["id"]
    for seconds, expected in (
        (2 * HOUR, []),
        (HOUR - 1, [("watcher", f"{number}:60")]),
        (HOUR - 2, [("watcher", f"{number}:60")]),
        (30 * MINUTE, [("watcher", f"{number}:60")]),
        (10 * MINUTE - 1, [("watcher", f"{number}:60"), ("watcher", f"{number}:10")]),
        (MINUTE, [("watcher", f"{number}:60"), ("watcher", f"{number}:10")]),
    ):
        move_end(db, item, seconds)
        assert soon(db) == expected
    # another worker, which has handled nothing yet
    assert sum(watches.add_for(db, [number], minutes) for minutes in recipients.MINUTES) == 0


@pytest.mark.parametrize("chosen", [[60], [10], []], ids=str)
def test_a_user_is_notified_as_long_before_the_end_as_they_chose(db, item, watcher, chosen):
    watch(watcher, item)
    assert watcher.put("/api/me/preferences", json={"endingSoon": chosen}).json["endingSoon"] == chosen
    for seconds in (HOUR - 1, 10 * MINUTE - 1):
        move_end(db, item, seconds)
        soon(db)
    assert news(db, "endingSoon") == [("watcher", f"{item['id']}:{minutes}") for minutes in chosen]


def test_who_has_bid_and_does_not_lead_is_notified_too(db, item, seller, bidder, rival, watcher):
    bid_of(bidder, item, amount=20_000)
    bid_of(rival, item, amount=30_000)
    for person in (watcher, rival, seller):
        watch(person, item)
    move_end(db, item, HOUR - 1)
    assert sorted(soon(db)) == [("bidder", f"{item['id']}:60"), ("watcher", f"{item['id']}:60")]
    data = data_of(db, "bidder", "endingSoon")
    assert (data["minutes"], data["price"], data["name"]) == (60, 30_000, item["name"])
    assert data["endTime"].endswith("Z")


def test_of_an_auction_that_begins_within_its_last_hour_the_last_ten_minutes_alone(db, item, watcher):
    watch(watcher, item)
    move_end(db, item, 9 * MINUTE)
    assert soon(db) == [("watcher", f"{item['id']}:10")]


def test_nothing_of_what_has_not_begun_was_cancelled_or_has_ended(db, seller, watcher):
    later, cancelled, over = (an_item(seller) for _ in range(3))
    for item in (later, cancelled, over):
        watch(watcher, item)
        move_end(db, item, HOUR - 1)
    move_start(db, later, MINUTE)
    db.run("UPDATE item SET state = 'cancelled' WHERE id = %(id)s", id=cancelled["id"])
    move_end(db, over, -1)
    assert soon(db) == []


def test_who_watches_no_longer_is_notified_of_nothing(db, item, watcher):
    watch(watcher, item)
    watcher.delete(f"/api/items/{item['id']}/watch")
    move_end(db, item, HOUR - 1)
    assert soon(db) == []


def test_more_auctions_than_fit_a_transaction_are_notified(db, seller, watcher, monkeypatch):
    monkeypatch.setattr(positions, "ENDS_AT_ONCE", 2)
    items = [an_item(seller) for _ in range(5)]
    for number, item in enumerate(items):
        watch(watcher, item)
        move_end(db, item, HOUR - 100 + number)
    for _ in range(3):
        found = soon(db)
    assert found == [("watcher", f"{item['id']}:60") for item in items]


def test_those_who_watched_without_a_bid_are_notified_of_the_end(db, item, seller, bidder, rival, watcher):
    bid_of(bidder, item, amount=20_000)
    bid_of(rival, item, amount=30_000)
    for person in (watcher, bidder, rival, seller):
        watch(person, item)
    move_end(db, item, -0.01)
    close_due(db)
    closings.derive()
    assert news(db, "watchedEnded") == [("watcher", str(item["id"]))]
    assert data_of(db, "watcher", "watchedEnded") == {"price": 30_000, "name": item["name"], "outcome": "ended"}
    assert closings.add_for(db, [item["id"]]) == 0


def test_those_who_watch_a_cancelled_auction_are_notified_why(db, item, seller, watcher):
    watch(watcher, item)
    assert seller.post(f"/api/items/{item['id']}/end", json={"reason": "broken"}).status_code == 200
    closings.derive()
    data = data_of(db, "watcher", "watchedEnded")
    assert (data["outcome"], data.get("reason")) == ("cancelled", "broken")


def test_who_took_back_a_bid_and_watches_is_notified_of_the_end(db, item, bidder, rival):
    retract(bidder, item, bid_of(bidder, item, max_amount=20_000))
    bid_of(rival, item, amount=20_000)
    watch(bidder, item)
    move_end(db, item, -0.01)
    close_due(db)
    closings.derive()
    assert news(db, "watchedEnded") == [("bidder", str(item["id"]))]
