"""Notifications from closed auctions, however they closed."""

import pytest

from auction.alerts import closings
from auction.history.rules import close_due
from tests.alerts.deriving import data_of, derive, notified
from tests.cast import an_item, sign_up
from tests.metrics import metrics
from tests.rules.calls import bid_of, retract, strike
from tests.scenes import move_end

FIRST = ("seller", "firstBid")


def close(db, item):
    move_end(db, item, -0.01)
    assert close_due(db).late >= 0
    derive()


def test_the_winner_the_seller_and_the_others_are_notified_of_a_sale(db, item, bidder, rival):
    bid_of(bidder, item, amount=20_000)
    bid_of(rival, item, amount=30_000)
    close(db, item)
    assert notified(db) == [("bidder", "lost"), ("bidder", "outbid"), ("rival", "won"), FIRST, ("seller", "sold")]
    assert data_of(db, "rival", "won") == {"price": 30_000, "name": item["name"], "outcome": "ended"}


def test_nothing_is_notified_before_the_closing(db, item, bidder):
    bid_of(bidder, item, amount=20_000)
    move_end(db, item, -60)
    derive()
    assert notified(db) == [FIRST]
    close_due(db)
    derive()
    assert notified(db) == [("bidder", "won"), FIRST, ("seller", "sold")]


def test_an_auction_without_a_bid_is_unsold(db, item):
    close(db, item)
    assert notified(db) == [("seller", "unsold")]
    assert data_of(db, "seller", "unsold")["outcome"] == "ended"


def test_below_the_reserve_the_leader_has_lost_and_learns_why(db, seller, bidder, rival):
    item = an_item(seller, reservePrice="90000")
    bid_of(bidder, item, amount=20_000)
    bid_of(rival, item, amount=30_000)
    close(db, item)
    assert notified(db) == [
        ("bidder", "lost"), ("bidder", "outbid"), ("rival", "lost"), FIRST, ("seller", "unsold"),
    ]  # fmt: skip
    assert data_of(db, "rival", "lost")["outcome"] == "reserveNotMet"


def test_a_cancelled_auction_notifies_its_bidders_with_the_reason(db, item, seller, bidder, rival):
    bid_of(bidder, item, amount=20_000)
    bid_of(rival, item, amount=30_000)
    answer = seller.post(f"/api/items/{item['id']}/end", json={"reason": "물건이 깨졌어요"})
    assert answer.status_code == 200, answer.text
    derive()
    assert notified(db) == [("bidder", "lost"), ("bidder", "outbid"), ("rival", "lost"), FIRST]
    assert data_of(db, "rival", "lost") == {
        "price": 10_000, "name": item["name"], "outcome": "cancelled", "reason": "물건이 깨졌어요",
    }  # fmt: skip


def test_a_sale_before_the_end_is_notified_as_such(db, item, seller, bidder):
    bid_of(bidder, item, amount=20_000)
    answer = seller.post(f"/api/items/{item['id']}/end", json={"sell": True})
    assert answer.status_code == 200, answer.text
    derive()
    assert data_of(db, "bidder", "won")["outcome"] == "early"


def test_who_is_out_of_an_auction_has_not_lost_it(db, item, seller, bidder, rival):
    retract(bidder, item, bid_of(bidder, item, max_amount=20_000))
    third = sign_up(seller.site, "third")
    strike(seller, item, bid_of(third, item, max_amount=40_000))
    bid_of(rival, item, amount=30_000)
    close(db, item)
    assert [entry for entry in notified(db) if entry[1] in ("lost", "won")] == [("rival", "won")]


def test_who_has_left_is_not_notified(db, item, bidder, rival):
    bid_of(bidder, item, amount=20_000)
    bid_of(rival, item, amount=30_000)
    assert bidder.leave().status_code == 204
    close(db, item)
    assert not [entry for entry in notified(db) if entry[0] == "bidder"]


@pytest.mark.parametrize("at_once", [1, 2, 500])
def test_more_auctions_than_fit_one_look_are_read_by_the_next(db, seller, monkeypatch, at_once):
    monkeypatch.setattr("auction.alerts.positions.ENDS_AT_ONCE", at_once)
    for item in [an_item(seller) for _ in range(3)]:
        move_end(db, item, -1)
    close_due(db)
    for _ in range(3):
        derive()
    assert notified(db) == [("seller", "unsold")] * 3


def test_the_metrics_say_for_how_long_no_worker_has_looked(db, newest):
    def late():
        return metrics(newest)["ssgbay_worker_late_seconds"]

    closings.derive()
    assert late() < 60
    db.run("UPDATE alert_position SET at = at - INTERVAL 400 SECOND")
    assert 400 <= late() < 600
    closings.derive()
    assert late() < 60
