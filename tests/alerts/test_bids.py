"""Notifications from the log of bids: each change of leader once, to those whom it concerns."""

import pytest

from auction.history.rules import close_due
from tests.alerts.deriving import data_of, derive, derive_again, notified
from tests.cast import an_item, sign_up
from tests.proof.clock import pass_time_to_end
from tests.rules.calls import HOUR, bid_of, retract, strike

FIRST = ("seller", "firstBid")


def test_the_former_leader_is_notified_when_outbid(db, item, bidder, rival):
    bid_of(bidder, item, max_amount=20_000)
    bid_of(rival, item, max_amount=40_000)
    derive()
    assert notified(db) == [("bidder", "outbid"), FIRST]
    assert data_of(db, "bidder", "outbid") == {"price": 21_000, "name": item["name"]}


def test_a_bid_that_is_outbid_at_once_is_no_notification(db, item, bidder, rival):
    """Its answer has said so."""
    bid_of(bidder, item, max_amount=90_000)
    assert rival.bids(item, amount=30_000).json["outcome"] == "outbid"
    derive()
    assert notified(db) == [FIRST]


def test_each_change_of_leader_is_a_notification_of_its_own(db, item, bidder, rival):
    for person, amount in ((bidder, 20_000), (rival, 30_000), (bidder, 40_000), (rival, 50_000)):
        bid_of(person, item, amount=amount)
    derive()
    assert notified(db) == [("bidder", "outbid")] * 2 + [("rival", "outbid"), FIRST]


def test_a_silent_raise_is_no_notification(db, item, bidder):
    bid_of(bidder, item, max_amount=20_000)
    bid_of(bidder, item, max_amount=90_000)
    derive()
    assert notified(db) == [FIRST]


def test_the_seller_is_notified_of_the_reserve_once(db, seller, bidder, rival):
    item = an_item(seller, reservePrice="50000")
    bid_of(bidder, item, amount=20_000)
    derive()
    assert notified(db) == [FIRST]
    met = bid_of(rival, item, max_amount=60_000)
    retract(rival, item, met)
    bid_of(sign_up(seller.site, "third"), item, max_amount=70_000)
    derive()
    assert [entry for entry in notified(db) if entry[1] == "reserveMet"] == [("seller", "reserveMet")]
    assert data_of(db, "seller", "reserveMet")["price"] == 50_000


def test_a_raise_that_meets_the_reserve_is_a_notification(db, seller, bidder):
    item = an_item(seller, reservePrice="50000")
    bid_of(bidder, item, max_amount=20_000)
    bid_of(bidder, item, max_amount=60_000)
    derive()
    assert notified(db) == [FIRST, ("seller", "reserveMet")]


def test_a_retraction_notifies_who_leads_again_the_others_and_the_seller(db, item, seller, bidder, rival):
    third = sign_up(seller.site, "third")
    bid_of(third, item, max_amount=15_000)
    bid_of(bidder, item, max_amount=20_000)
    slip = bid_of(rival, item, max_amount=400_000)
    derive()
    retract(rival, item, slip)
    derive()
    fell = [("bidder", "priceFell"), ("rival", "leadLost"), ("seller", "priceFell"), ("third", "priceFell")]
    assert notified(db) == sorted([("bidder", "outbid"), ("third", "outbid"), FIRST, *fell])
    assert data_of(db, "bidder", "priceFell") == {"price": 16_000, "name": item["name"], "leading": True}
    assert data_of(db, "third", "priceFell")["leading"] is False
    assert data_of(db, "seller", "priceFell")["role"] == "seller"


def test_a_retraction_that_changes_nothing_visible_notifies_nobody(db, item, bidder, rival):
    pass_time_to_end(db, item["id"], -5 * HOUR)
    bid_of(bidder, item, amount=20_000)
    slip = bid_of(bidder, item, max_amount=90_000)
    derive()
    retract(bidder, item, slip)
    derive()
    assert notified(db) == [FIRST]


def test_a_correction_that_keeps_the_lead_notifies_of_the_lower_price_alone(db, item, bidder, rival):
    bid_of(bidder, item, amount=20_000)
    slip = bid_of(rival, item, amount=400_000)
    derive()
    retract(rival, item, slip, amount=40_000)
    derive()
    fell = [("bidder", "priceFell"), ("seller", "priceFell")]
    assert notified(db) == sorted([("bidder", "outbid"), FIRST, *fell])
    assert data_of(db, "bidder", "priceFell") == {"price": 40_000, "name": item["name"], "leading": False}


def test_who_is_struck_out_is_notified_with_the_reason(db, item, seller, bidder, rival):
    bid_of(bidder, item, max_amount=20_000)
    struck = bid_of(rival, item, max_amount=40_000)
    strike(seller, item, struck, reason="약속 없이 취소함")
    derive()
    assert notified(db) == [("bidder", "outbid"), ("bidder", "priceFell"), ("rival", "struckOut"), FIRST]
    assert data_of(db, "rival", "struckOut") == {"reason": "약속 없이 취소함", "name": item["name"]}


def test_who_took_back_their_bids_hears_no_more_of_the_auction(db, item, seller, bidder, rival):
    third = sign_up(seller.site, "third")
    bid_of(third, item, max_amount=15_000)
    retract(bidder, item, bid_of(bidder, item, max_amount=20_000))
    derive()
    before = notified(db)
    retract(rival, item, bid_of(rival, item, max_amount=90_000))
    derive()
    assert ("bidder", "priceFell") not in notified(db)
    assert len(notified(db)) > len(before)


def test_of_bids_that_fall_together_each_is_notified_once(first_version, client, db):
    """By version 1 each bid that falls has an entry of its own."""
    seller, bidder, rival = (sign_up(client, name) for name in ("seller", "bidder", "rival"))
    item = an_item(seller)
    for amount in (20_000, 40_000):
        bid_of(bidder, item, amount=amount)
        last = bid_of(rival, item, amount=amount + 10_000)
    derive()
    before = notified(db)
    assert retract(rival, item, last).status_code == 200
    derive()
    fell = [("bidder", "priceFell"), ("rival", "leadLost"), ("seller", "priceFell")]
    assert notified(db) == sorted([*before, *fell])


def test_bids_of_who_has_left_fall_with_those_of_the_leader(db, item, seller, bidder, rival):
    gone = sign_up(seller.site, "gone")
    bid_of(bidder, item, max_amount=15_000)
    bid_of(gone, item, max_amount=30_000)
    slip = bid_of(rival, item, max_amount=90_000)
    assert gone.leave().status_code == 204
    retract(rival, item, slip)
    derive()
    assert data_of(db, "bidder", "priceFell") == {"price": 10_000, "name": item["name"], "leading": True}
    assert not [entry for entry in notified(db) if entry[0] == "gone"]


@pytest.mark.parametrize("buy_now_until", ["firstBid", "price"])
def test_a_purchase_at_once_is_news_of_the_closing_alone(db, seller, bidder, rival, buy_now_until):
    item = an_item(seller, buyNowPrice="90000", buyNowUntil=buy_now_until)
    if buy_now_until == "price":
        bid_of(rival, item, max_amount=20_000)
    assert bidder.post(f"/api/items/{item['id']}/buy", json={}).status_code == 201
    derive()
    others = [FIRST, ("rival", "lost")] if buy_now_until == "price" else []
    assert notified(db) == sorted([("bidder", "won"), ("seller", "sold"), *others])


def test_everything_read_again_is_no_notification_more(db, item, seller, bidder, rival):
    bid_of(bidder, item, max_amount=20_000)
    retract(rival, item, bid_of(rival, item, max_amount=40_000))
    strike(seller, item, bid_of(sign_up(seller.site, "third"), item, max_amount=60_000))
    pass_time_to_end(db, item["id"], 1)
    close_due(db)
    derive()
    before = notified(db)
    derive()
    assert derive_again(db) == 0
    assert notified(db) == before
    assert len(before) >= 8
