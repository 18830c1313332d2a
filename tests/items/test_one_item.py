"""One item as anybody sees it: its status by the database's clock, its price, and what is whose to know."""

import pytest

from auction.history.rules import close_due
from auction.items import bounds
from tests.cast import an_item
from tests.scenes import move_end, move_start


def shown(site, item):
    answer = site.get(f"/api/items/{item['id']}")
    assert answer.status_code == 200
    return answer.json


def test_the_price_is_the_start_price_until_the_first_bid(client, seller, bidder):
    item = an_item(seller)
    assert (shown(client, item)["price"], shown(client, item)["minimumBid"]) == (10000, 10000)
    bidder.bids(item, amount=12000)
    after = shown(client, item)
    assert (after["price"], after["minimumBid"], after["startPrice"], after["bidCount"]) == (12000, 13000, 10000, 1)


def test_the_status_follows_the_clock_even_when_nobody_closes(client, db, seller, bidder):
    item = an_item(seller)
    bidder.bids(item, amount=10000)
    move_start(db, item, 60)
    assert shown(client, item)["status"] == "scheduled"
    move_start(db, item, -60)
    assert shown(client, item)["status"] == "live"
    move_end(db, item, -3600)
    assert shown(client, item)["status"] == "ended"
    close_due(db)
    assert shown(client, item)["status"] == "sold"


def test_an_auction_without_a_bid_is_unsold(client, db, seller):
    item = an_item(seller)
    move_end(db, item, -1)
    assert shown(client, item)["status"] == "ended"
    close_due(db)
    assert shown(client, item)["status"] == "unsold"


def test_who_has_won_is_said_from_the_end_on(client, db, seller, bidder):
    item = an_item(seller)
    bidder.bids(item, amount=12000)
    assert shown(client, item)["winner"] is None
    move_end(db, item, -1)
    assert (shown(client, item)["status"], shown(client, item)["winner"]) == ("ended", "b***r")
    close_due(db)
    assert (shown(client, item)["status"], shown(client, item)["winner"]) == ("sold", "b***r")


@pytest.mark.parametrize("amount", [None, 20000])
def test_nobody_has_won_without_a_bid_or_under_the_reserve(client, db, seller, bidder, amount):
    item = an_item(seller, reservePrice="50000")
    if amount:
        bidder.bids(item, amount=amount)
    move_end(db, item, -1)
    assert shown(client, item)["winner"] is None
    close_due(db)
    assert (shown(client, item)["status"], shown(client, item)["winner"]) == ("unsold", None)


def test_the_next_bids_are_one_true_increment_apart(client, seller, bidder):
    item = an_item(seller, price="9000")
    assert shown(client, item)["nextBids"] == [9000, 9500, 10000, 11000, 12000]
    bidder.bids(item, amount=9000)
    assert shown(client, item)["nextBids"] == [9500, 10000, 11000, 12000, 13000]


def test_no_next_bid_is_more_than_a_bid_may_be(client, seller):
    item = an_item(seller, price="999999800000")
    bounds.configure(999_999_950_000)
    assert shown(client, item)["nextBids"] == [999_999_800_000, 999_999_900_000]
    bounds.configure(2**53 - 1)


def test_nobody_is_no_viewer(client, seller):
    item = an_item(seller)
    assert shown(client, item).get("viewer") is None
    assert "no-store" not in client.get(f"/api/items/{item['id']}").headers["Cache-Control"]


def test_each_viewer_sees_their_own_place_alone(seller, bidder, rival):
    item = an_item(seller)
    bidder.bids(item, max_amount=50000)
    viewer = {"isWatching": False}
    assert shown(seller, item)["viewer"] == viewer | {"isSeller": True, "isLeading": False, "maxAmount": None}
    assert shown(bidder, item)["viewer"] == viewer | {"isSeller": False, "isLeading": True, "maxAmount": 50000}
    assert shown(rival, item)["viewer"] == viewer | {"isSeller": False, "isLeading": False, "maxAmount": None}
    assert seller.get(f"/api/items/{item['id']}").headers["Cache-Control"] == "no-store"


def test_a_secret_maximum_is_nowhere_to_be_seen(client, seller, bidder, rival):
    item = an_item(seller)
    bidder.bids(item, max_amount=87654)
    rival.bids(item, amount=11000)
    for site in (client, seller, rival):
        for path in ("", "/bids"):
            assert "87654" not in site.get(f"/api/items/{item['id']}{path}").text
        assert "87654" not in site.get("/api/items").text
    assert "87654" not in client.get("/").text


@pytest.mark.parametrize(
    "path", ["0", "999999", "99999999999999999999", "9" * 5000, "-1", "1.0", "1e3", "x", "%00", "1'--", "１"]
)
def test_an_item_that_does_not_exist_is_not_found(client, path):
    answer = client.get(f"/api/items/{path}")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert answer.json["code"] in ("item_not_found", "not_found")


def test_a_bad_token_is_refused_rather_than_ignored(client, seller):
    item = an_item(seller)
    answer = client.get(f"/api/items/{item['id']}", headers={"Authorization": "Bearer rubbish"})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "../app.py",
        "..%2fapp.py",
        "%2e%2e/app.py",
        ".env",
        "x.txt",
        "jwt.secret",
        "a/b.webp",
        "%00.webp",
        "nothere.webp",
        "",
        ".",
    ],
)
def test_only_pictures_are_served(client, path):
    answer = client.get(f"/resources/{path}")
    assert (answer.status_code, answer.content_type) == (404, "application/json")


def test_a_picture_of_2023_is_served_under_its_own_name(client, environment):
    (environment / "resources" / "내 사진 (1).jpg").write_bytes(b"\xff\xd8\xff")
    answer = client.get("/resources/내 사진 (1).jpg")
    assert (answer.status_code, answer.content_type) == (200, "image/jpeg")
