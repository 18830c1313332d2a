"""Lists: orders, filters, and what a query may not be."""

import pytest

from auction.history.rules import close_due
from tests.cast import an_item
from tests.scenes import move_end, move_start, stock


def ids(site, **query):
    answer = site.get("/api/items", query_string=query)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json["items"]]


def test_a_list_shows_whole_items(client, seller):
    item = an_item(seller)
    answer = client.get("/api/items")
    assert set(answer.json) == {"items", "nextCursor"}
    shown = answer.json["items"][0]
    assert shown | {"serverTime": "", "viewer": None} == item | {"serverTime": "", "viewer": None}
    assert answer.json["nextCursor"] is None


def test_a_signed_in_viewer_sees_their_own_standing(seller, bidder):
    item = an_item(seller)
    bidder.bids(item, max_amount=30000)
    answer = bidder.get("/api/items")
    assert answer.json["items"][0]["viewer"] == {
        "isSeller": False, "isLeading": True, "isWatching": False, "maxAmount": 30000,
    }  # fmt: skip
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_empty_site_has_an_empty_list(client):
    assert client.get("/api/items").json == {"items": [], "nextCursor": None}


@pytest.fixture
def five(db, seller):
    """Five things: prices 300 100 200 100 500, ends after 5 1 3 1 2 hours, bids 0 2 1 2 5."""
    return stock(
        db, "seller", 5,
        price="ELT(n, 300, 100, 200, 100, 500)",
        bidCount="ELT(n, 0, 2, 1, 2, 5)",
        endTime="DATE_FORMAT(UTC_TIMESTAMP(6), '%%Y-%%m-%%d %%H:00:00') + INTERVAL ELT(n, 5, 1, 3, 1, 2) + 1 HOUR",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (None, [4, 3, 2, 1, 0]),
        ("newest", [4, 3, 2, 1, 0]),
        ("endingSoon", [1, 3, 4, 2, 0]),
        ("priceAsc", [1, 3, 2, 0, 4]),
        ("priceDesc", [4, 0, 2, 3, 1]),
        ("mostBids", [4, 3, 1, 2, 0]),
    ],
)
def test_each_order_is_kept_ties_by_id(client, five, sort, order):
    query = {"sort": sort} if sort else {}
    assert ids(client, **query) == [five[place] for place in order]


def test_a_bid_moves_an_item_in_its_order(client, db, five, bidder):
    bidder.bids({"id": five[1]}, amount=900)
    assert ids(client, sort="priceDesc")[0] == five[1]
    assert ids(client, sort="priceAsc")[-1] == five[1]


def test_prices_are_filtered_by_the_standing_price(client, five, seller, bidder):
    assert ids(client, minPrice=200) == [five[4], five[2], five[0]]
    assert ids(client, maxPrice=200) == [five[3], five[2], five[1]]
    assert ids(client, minPrice=200, maxPrice=300) == [five[2], five[0]]
    assert ids(client, minPrice=300, maxPrice=200) == []
    bidder.bids({"id": five[2]}, amount=1000)
    assert five[2] not in ids(client, maxPrice=300)
    assert five[2] in ids(client, minPrice=1000)


def test_the_items_of_one_seller(client, db, five, bidder):
    other = an_item(bidder)
    assert ids(client, seller="bidder") == [other["id"]]
    assert len(ids(client, seller="seller")) == 5
    assert ids(client, seller="nobody") == []


def test_filters_work_together(client, db, five, bidder):
    assert ids(client, seller="seller", minPrice=100, maxPrice=200, sort="priceDesc") == [
        five[2], five[3], five[1],
    ]  # fmt: skip


def test_the_status_filter_goes_by_the_clock(client, db, seller, bidder):
    live, scheduled, ended, sold, unsold, cancelled = ({"id": item} for item in stock(db, "seller", 6))
    move_start(db, scheduled, 600)
    for item in (sold, unsold):
        move_end(db, item, -1)
    db.run("UPDATE item SET leader_id = 'bidder', maximum = price, bidCount = 1 WHERE id = %(id)s", **sold)
    close_due(db)
    move_end(db, ended, -1)
    db.run("UPDATE item SET state = 'cancelled' WHERE id = %(id)s", **cancelled)
    for sort in ("newest", "endingSoon", "priceAsc", "priceDesc", "mostBids"):
        assert ids(client, sort=sort) == [live["id"]]
        assert ids(client, status="live", sort=sort) == [live["id"]]
        assert sorted(ids(client, status="ended", sort=sort)) == [ended["id"], sold["id"], unsold["id"]]
        everything = sorted(ids(client, status="all", sort=sort))
        assert everything == [live["id"], scheduled["id"], ended["id"], sold["id"], unsold["id"]]


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_a_page_has_as_many_items_as_requested(client, db, seller, limit):
    stock(db, "seller", 120)
    assert len(ids(client, limit=limit)) == limit
    assert len(ids(client)) == 20


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"),
        ("limit", "101"),
        ("limit", "-1"),
        ("limit", "1000000000"),
        ("limit", "many"),
        ("limit", "1.5"),
        ("limit", ""),
        ("sort", "price"),
        ("sort", ""),
        ("sort", "id; DROP TABLE item"),
        ("sort", "newest,priceAsc"),
        ("status", "sold"),
        ("status", "open"),
        ("minPrice", "-1"),
        ("minPrice", "cheap"),
        ("minPrice", "NaN"),
        ("maxPrice", "1e9"),
        ("maxPrice", str(2**63)),
        ("keyword", "가" * 51),
        ("seller", "x" * 51),
        ("cursor", ""),
        ("cursor", "rubbish"),
        ("cursor", "W10"),
        ("cursor", "é"),
        ("cursor", "x" * 401),
        ("cursor", "bnVsbA"),
        ("cursor", "A" * 400),
    ],
)
def test_a_wrong_query_is_refused(client, name, value):
    answer = client.get("/api/items", query_string={name: value})
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert answer.json["code"] in ("invalid", "invalid_cursor")
    if answer.json["code"] == "invalid":
        assert answer.json["errors"][0]["field"] == name


def test_a_query_that_we_do_not_know_has_no_effect(client, five):
    assert len(ids(client, state="cancelled", user_id="x", page="9")) == 5


@pytest.mark.parametrize("hostile", ["' OR 1=1 -- ", "1) OR SLEEP(2) -- ", "%' OR '1'='1", "\\", "\x00", "${7*7}"])
def test_no_parameter_is_sql(client, five, hostile):
    assert ids(client, seller=hostile) == []
    assert ids(client, keyword=hostile) == []
