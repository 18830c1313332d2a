"""Pages: no row twice and none skipped, while bids move rows across the cursor."""

import pytest

from auction.items import list_query
from tests.cast import sign_up
from tests.scenes import stock

MOVING = ("endingSoon", "priceAsc", "priceDesc", "mostBids")


def page(site, cursor=None, **query):
    answer = site.get("/api/items", query_string=query | ({"cursor": cursor} if cursor else {}))
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json["items"]], answer.json["nextCursor"]


def all_pages(site, between=lambda seen: None, **query):
    """The ids of every page; `between(seen)` is called before each further page."""
    seen, cursor = page(site, **query)
    while cursor:
        between(seen)
        ids, cursor = page(site, cursor, **query)
        seen += ids
    return seen


def bid(person, item_id, amount):
    answer = person.bids({"id": item_id}, amount=amount)
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("sort", ["newest", *MOVING])
@pytest.mark.parametrize("limit", [1, 4, 5, 19])
def test_pages_are_the_list_cut_in_pieces(client, db, seller, sort, limit):
    stock(db, "seller", 20, price="1000 * (n MOD 3 + 1)", bidCount="n MOD 4")
    whole, _ = page(client, sort=sort, limit=100)
    assert len(whole) == 20
    assert all_pages(client, sort=sort, limit=limit) == whole


def test_an_order_by_age_may_ascend(client, db, seller, monkeypatch):
    monkeypatch.setitem(list_query.ORDERS, "newest", list_query.ORDERS["newest"]._replace(descending=False))
    ids = stock(db, "seller", 5)
    assert all_pages(client, limit=2) == ids


def test_the_last_page_has_no_cursor(client, db, seller):
    stock(db, "seller", 6)
    _, cursor = page(client, limit=3)
    ids, last = page(client, cursor, limit=3)
    assert (len(ids), last) == (3, None)


@pytest.mark.parametrize("sort", MOVING)
def test_a_row_that_bids_move_is_shown_exactly_once(client, db, seller, bidder, rival, sort):
    """Between pages the very first and the very last of the list are bid on, so that they cross the cursor."""
    ids = stock(db, "seller", 12, price="1000 * n", endTime="UTC_TIMESTAMP(6) + INTERVAL 100 + n SECOND")
    whole, _ = page(client, sort=sort, limit=100)
    bidders, prices = [bidder, rival], iter(range(50_000, 10**6, 25_000))

    def between(seen):
        for item_id in (whole[0], whole[-1], whole[5]):
            bid(bidders[0], item_id, next(prices))
        bidders.reverse()

    assert all_pages(client, between, sort=sort, limit=3) == whole
    assert sorted(whole) == ids
    now, _ = page(client, sort=sort, limit=100)
    assert now != whole


def test_an_extended_end_does_not_bring_a_row_twice(client, db, seller, bidder):
    stock(db, "seller", 6, endTime="UTC_TIMESTAMP(6) + INTERVAL 60 + n SECOND")
    whole, _ = page(client, sort="endingSoon", limit=100)
    assert all_pages(client, lambda seen: bid(bidder, seen[0], 9000) if len(seen) == 2 else None,
                     sort="endingSoon", limit=2) == whole  # fmt: skip
    assert page(client, sort="endingSoon", limit=100)[0] == [*whole[1:], whole[0]]


@pytest.mark.parametrize("sort", MOVING)
def test_bids_from_before_the_first_page_count_as_they_are(client, db, seller, bidder, sort):
    ids = stock(db, "seller", 6, endTime="UTC_TIMESTAMP(6) + INTERVAL 60 + n SECOND")
    bid(bidder, ids[2], 90_000)
    whole, _ = page(client, sort=sort, limit=100)
    assert all_pages(client, lambda seen: bid(bidder, ids[3], 80_000) if len(seen) == 2 else None,
                     sort=sort, limit=2) == whole  # fmt: skip


@pytest.mark.parametrize("sort", MOVING)
def test_search_and_filters_page_alike(client, db, seller, bidder, sort):
    ids = stock(db, "seller", 9)
    whole, _ = page(client, sort=sort, limit=100, seller="seller", status="all")
    assert all_pages(client, lambda seen: bid(bidder, ids[len(seen)], 90_000), sort=sort, limit=3, seller="seller",
                     status="all") == whole  # fmt: skip


@pytest.mark.parametrize("sort", MOVING)
def test_a_bid_that_lands_while_a_page_is_read_moves_nothing(client, db, seller, bidder, monkeypatch, sort):
    """Two bids commit right after a page has looked how far the log has come."""
    stock(db, "seller", 8, endTime="UTC_TIMESTAMP(6) + INTERVAL 60 + n SECOND")
    whole, _ = page(client, sort=sort, limit=100)
    prices = iter(range(100_000, 10**6, 50_000))
    people = [bidder, sign_up(client, "third")]
    look = list_query.position

    def look_and_be_overtaken(reading):
        position = look(reading)
        bid(people[0], whole[0], next(prices))
        bid(people[0], whole[-1], next(prices))
        people.reverse()
        return position

    monkeypatch.setattr(list_query, "position", look_and_be_overtaken)
    seen = all_pages(client, sort=sort, limit=3)
    assert sorted(seen) == sorted(whole)


def test_a_cursor_belongs_to_its_order(client, db, seller):
    stock(db, "seller", 6)
    cursors = {sort: page(client, sort=sort, limit=3)[1] for sort in ("newest", *MOVING)}
    for sort, cursor in cursors.items():
        for other in cursors.keys() - {sort}:
            answer = client.get("/api/items", query_string={"sort": other, "cursor": cursor})
            assert (answer.status_code, answer.json["code"]) == (422, "invalid_cursor")


def test_a_cursor_from_before_too_many_bids_is_refused(client, db, seller, bidder, monkeypatch):
    ids = stock(db, "seller", 6)
    _, cursor = page(client, sort="priceAsc", limit=3)
    monkeypatch.setattr(list_query, "OLDEST_POSITION", 1)
    for item_id in ids[:2]:
        bid(bidder, item_id, 90_000)
    answer = client.get("/api/items", query_string={"sort": "priceAsc", "cursor": cursor})
    assert (answer.status_code, answer.json["code"]) == (422, "cursor_expired")


def test_a_new_listing_does_not_shift_the_pages(client, db, seller):
    ids = stock(db, "seller", 6)
    assert all_pages(client, lambda seen: stock(db, "seller", 1), limit=2) == ids[::-1]


def test_other_lists_page_alike(client, db, seller, bidder):
    ids = stock(db, "seller", 7, price="1000")
    for item_id in ids:
        bid(bidder, item_id, 1000)
    log = ids[0]
    for number, person in enumerate([sign_up(client, "third"), bidder] * 2):
        bid(person, log, 2000 + 500 * number)
    walks = (
        (client, f"/api/items/{log}/bids", "bids", lambda row: row["amount"], 5),
        (bidder, "/api/me/bids", "entries", lambda row: row["item"]["id"], 7),
    )
    for site, path, name, key, total in walks:
        seen, cursor = [], None
        while True:
            answer = site.get(path, query_string={"limit": 2, **({"cursor": cursor} if cursor else {})}).json
            assert set(answer) == {name, "nextCursor"}
            seen += [key(row) for row in answer[name]]
            cursor = answer["nextCursor"]
            if not cursor:
                break
        assert seen == sorted(set(seen), reverse=True)
        assert len(seen) == total


@pytest.mark.parametrize("path", ["/api/items/1/bids", "/api/me/bids", "/api/me/items", "/api/history"])
@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "cursor=rubbish", "cursor=W10", "cursor=WyJhIl0"])
def test_a_wrong_page_is_refused_everywhere(db, seller, path, query):
    item_id = stock(db, "seller", 1)[0]
    assert seller.get(f"{path.replace('1', str(item_id))}?{query}").status_code == 422
