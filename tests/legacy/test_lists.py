"""GET / of the 2023 contract, and the two lists of one's own page."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from itertools import chain

import pytest

from auction.history.rules import close_due
from tests.cast import an_item
from tests.legacy.contract import FIELDS, NOT_SIGNED_IN, korean, pages
from tests.scenes import move_end, move_start, stock


def test_the_list_is_an_array_of_items_in_the_tables_names(client, db, seller):
    item = an_item(seller)
    answer = client.get("/")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    assert [set(entry) for entry in answer.json] == [FIELDS]
    entry = answer.json[0]
    assert (entry["id"], entry["name"], entry["price"], entry["user_id"]) == (item["id"], item["name"], 10000, "seller")
    assert entry["image"] == "http://localhost" + item["images"][0]["url"]
    assert entry["endTime"].endswith(" GMT")
    end = datetime.fromisoformat(item["endTime"])
    assert parsedate_to_datetime(entry["endTime"]) == end.replace(microsecond=0)
    assert client.get(entry["image"]).status_code == 200


@pytest.mark.parametrize(
    ("sort", "places"),
    [
        (None, [2, 1, 0]), ("date", [2, 1, 0]), ("priceDown", [1, 2, 0]), ("priceUp", [0, 2, 1]),
        ("", [2, 1, 0]), ("price", [2, 1, 0]), ("newest", [2, 1, 0]), ("DATE", [2, 1, 0]), ("priceAsc", [2, 1, 0]),
    ],
)  # fmt: skip
def test_the_list_is_sorted_as_in_2023_and_by_date_where_the_order_is_unknown(client, db, seller, sort, places):
    ids = stock(db, "seller", 3, price="ELT(n, 100, 300, 200)")
    listed = client.get("/", query_string={} if sort is None else {"sort": sort}).json
    assert [entry["id"] for entry in listed] == [ids[place] for place in places]


@pytest.mark.parametrize("sort", ["date", "priceDown", "priceUp"])
def test_the_list_has_every_status_but_cancelled(client, db, seller, bidder, sort):
    live, ended, sold, unsold, scheduled, cancelled = (an_item(seller) for _ in range(6))
    bidder.bids(sold, amount=10_000)
    for item in (sold, unsold):
        move_end(db, item, -60)
    close_due(db)
    move_end(db, ended, -1)
    move_start(db, scheduled, 3600)
    assert seller.post(f"/api/items/{cancelled['id']}/end", json={}).status_code == 200
    shown = [live, ended, sold, unsold, scheduled]
    states = {row["state"] for row in db.all("SELECT state FROM item")}
    assert states == {"open", "sold", "unsold", "cancelled"}
    assert {entry["id"] for entry in client.get(f"/?sort={sort}").json} == {item["id"] for item in shown}
    assert {entry["id"] for entry in client.get(f"/?sort={sort}&keyword=아이폰").json} == {item["id"] for item in shown}


def test_a_long_list_has_linked_pages_of_a_hundred(client, db, seller):
    ids = stock(db, "seller", 250)
    found = pages(client, "/?sort=date&keyword=")
    assert [len(page) for page in found] == [100, 100, 50]
    assert [*chain(*found)] == ids[::-1]


@pytest.mark.parametrize("sort", ["priceDown", "priceUp"])
def test_a_list_by_price_is_linked_too(client, db, seller, sort):
    ids = stock(db, "seller", 150)
    found = pages(client, f"/?sort={sort}")
    assert [len(page) for page in found] == [100, 50]
    assert [*chain(*found)] == (ids[::-1] if sort == "priceDown" else ids)


def test_an_end_of_the_first_century_is_listed(client, db, seller):
    """2023 took any year that was typed."""
    item = an_item(seller)
    db.run("UPDATE item SET startTime = '0022-01-01', endTime = '0023-12-01 21:00:00', originalEnd = endTime")
    for entry in (client.get("/").json[0], client.get(f"/detail/{item['id']}").json):
        assert (entry["id"], entry["endTime"]) == (item["id"], "Fri, 01 Dec 0023 21:00:00 GMT")


def test_an_invalid_cursor_is_refused_with_the_reason(client, seller):
    for path in ("/?cursor=x", "/?keyword=a&cursor=x", "/?keyword=a&content=x"):
        answer = client.get(path)
        assert answer.status_code == 422
        korean(answer)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("application/json, text/plain, */*", "application/json"),
        (
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
            "text/html; charset=utf-8",
        ),
        ("text/html", "text/html; charset=utf-8"),
    ],
)
def test_a_browser_gets_the_page_instead(client, accept, kind):
    answer = client.get("/", headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.content_type) == (200, kind)
    assert "Accept" in answer.headers["Vary"]


# GET /mypage/buyitem, GET /mypage/myitem


def test_listings_have_pages_of_a_hundred_newest_first_without_cancelled_ones(db, seller, bidder):
    ids = stock(db, "seller", 230)
    stock(db, "bidder", 3)
    db.run("UPDATE item SET state = 'cancelled' WHERE id = %(id)s", id=ids[0])
    db.run("UPDATE item SET state = 'unsold' WHERE id = %(id)s", id=ids[1])
    found = pages(seller, "/mypage/myitem?id=seller")
    assert [len(page) for page in found] == [100, 100, 29]
    assert [*chain(*found)] == ids[:0:-1]


def test_purchases_have_pages_of_a_hundred_newest_first(db, seller, bidder):
    ids = stock(db, "seller", 230)
    db.run(
        "INSERT INTO history (user_id, item_id, seller_id, price, closedAt)"
        " SELECT 'bidder', id, 'seller', price, UTC_TIMESTAMP(6) FROM item ORDER BY id"
    )
    found = pages(bidder, "/mypage/buyitem?id=bidder")
    assert [len(page) for page in found] == [100, 100, 30]
    assert [*chain(*found)] == ids[::-1]


def test_what_i_bought_and_what_i_listed(db, seller, bidder):
    item = an_item(seller)
    bidder.put(f"/detail/{item['id']}", json={"price": 10000})
    assert bidder.get("/mypage/buyitem?id=bidder").json == []
    move_end(db, item, -1)
    close_due(db)
    bought = bidder.get("/mypage/buyitem?id=bidder")
    assert (bought.status_code, [entry["id"] for entry in bought.json]) == (200, [item["id"]])
    assert set(bought.json[0]) == FIELDS
    assert [entry["id"] for entry in seller.get("/mypage/myitem?id=seller").json] == [item["id"]]
    assert bidder.get("/mypage/myitem?id=bidder").json == []
    assert bidder.get("/mypage/buyitem").json == bought.json


@pytest.mark.parametrize("path", ["/mypage/buyitem", "/mypage/myitem"])
def test_a_page_of_another_user_is_refused(client, seller, bidder, path):
    answer = bidder.get(f"{path}?id=seller")
    assert answer.status_code == 403
    korean(answer)
    nobody = client.get(f"{path}?id=seller")
    assert (nobody.status_code, korean(nobody)) == (401, NOT_SIGNED_IN)
