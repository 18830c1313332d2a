"""Watching items: who watches what, how many watch an item, and the list of what is watched."""

import pytest

from auction.history.rules import close_due
from auction.items.watches import rules
from auction.limits import rules as limits
from tests.cast import an_item
from tests.scenes import at_once, move_end, move_start, stock

DAY = 86_400


def watch(person, *item_ids):
    for item_id in item_ids:
        assert person.put(f"/api/items/{item_id}/watch").status_code == 204


def watching(person, **query):
    answer = person.get("/api/me/watching", query_string=query)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json["items"]], answer.json["nextCursor"]


def all_pages(person, between=lambda: None, limit=2):
    """The ids of all pages, with something happening between each two."""
    found, cursor = watching(person, limit=limit)
    while cursor:
        between()
        more, cursor = watching(person, limit=limit, cursor=cursor)
        found += more
    return found


def standing(site, item_id):
    item = site.get(f"/api/items/{item_id}").json
    return item["watchCount"], (item["viewer"] or {}).get("isWatching")


def test_watching_twice_is_watching_once(client, seller, bidder, rival):
    item_id = an_item(seller)["id"]
    watch(bidder, item_id, item_id)
    watch(rival, item_id)
    assert standing(bidder, item_id) == (2, True)
    assert standing(seller, item_id) == (2, False)
    assert standing(client, item_id) == (2, None)


def test_what_is_not_watched_may_be_watched_no_longer(db, seller, bidder):
    item_id = an_item(seller)["id"]
    watch(bidder, item_id)
    for _ in range(2):
        assert bidder.delete(f"/api/items/{item_id}/watch").status_code == 204
    assert standing(bidder, item_id) == (0, False)


def test_no_item_is_watched_that_does_not_exist(db, bidder):
    for ask in (bidder.put, bidder.delete):
        answer = ask("/api/items/99999/watch")
        assert (answer.status_code, answer.json["code"]) == (404, "item_not_found")
    assert db.one("SELECT * FROM watch") is None


def test_lists_say_what_is_watched(client, db, seller, bidder, rival):
    first, second, third = stock(db, "seller", 3)
    watch(bidder, first, third)
    watch(rival, first)
    shown = {item["id"]: item for item in bidder.get("/api/items").json["items"]}
    assert {key: (item["watchCount"], item["viewer"]["isWatching"]) for key, item in shown.items()} == {
        first: (2, True), second: (0, False), third: (1, True),
    }  # fmt: skip
    assert [item["watchCount"] for item in client.get("/api/items").json["items"]] == [1, 0, 2]


@pytest.fixture
def watched(db, seller, bidder):
    """Three items that end in 1, 2 and 3 days, one that has ended and one that ended before it: in the list's order."""
    ids = stock(db, "seller", 5)
    for item_id, days in zip(ids, (1, 2, 3, -1, -2), strict=True):
        move_end(db, {"id": item_id}, days * DAY)
    watch(bidder, *reversed(ids))
    return ids


def test_the_living_are_listed_first_by_their_end(db, watched, bidder, rival):
    assert watching(bidder) == (watched, None)
    assert all_pages(bidder) == watched
    assert watching(rival) == ([], None)
    close_due(db)
    assert all_pages(bidder) == watched


def test_a_scheduled_auction_is_living(db, watched, bidder):
    move_start(db, {"id": watched[1]}, DAY)
    assert watching(bidder)[0] == watched


def test_a_cancelled_auction_has_ended(db, watched, seller, bidder):
    assert seller.post(f"/api/items/{watched[1]}/end", json={"reason": "broken"}).status_code == 200
    assert all_pages(bidder) == [watched[0], watched[2], watched[1], *watched[3:]]


def test_no_item_comes_twice_or_is_skipped_while_auctions_end(db, watched, seller, bidder):
    left = iter((watched[2], watched[1]))

    def end_one():
        assert seller.post(f"/api/items/{next(left)}/end", json={"reason": "broken"}).status_code == 200

    assert all_pages(bidder, end_one) == watched
    # a list that begins now has them among the ended
    assert all_pages(bidder) == [watched[0], watched[1], watched[2], *watched[3:]]


def test_no_item_comes_twice_while_late_bids_move_ends(db, seller, bidder, rival):
    items = [an_item(seller) for _ in range(4)]
    for number, item in enumerate(items):
        move_end(db, item, 60 + number)
    ids = [item["id"] for item in items]
    watch(bidder, *ids)
    offers = iter(items)

    def bid_late():
        if item := next(offers, None):
            assert rival.bids(item, amount=20_000).status_code == 201

    assert all_pages(bidder, bid_late, limit=1) == ids
    assert watching(bidder)[0] == [ids[3], *ids[:3]]


def test_a_cursor_of_another_list_is_refused(db, watched, bidder):
    cursor = bidder.get("/api/items?limit=1").json["nextCursor"]
    answer = bidder.get("/api/me/watching", query_string={"cursor": cursor})
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_cursor")


def test_a_deleted_item_is_watched_by_nobody(db, seller, bidder):
    item_id = an_item(seller)["id"]
    watch(bidder, item_id)
    assert seller.delete(f"/api/items/{item_id}").status_code == 204
    assert watching(bidder) == ([], None)
    assert (db.one("SELECT * FROM watch"), db.one("SELECT * FROM watch_count")) == (None, None)


def test_who_leaves_watches_nothing(db, seller, bidder, rival):
    item_id = an_item(seller)["id"]
    watch(bidder, item_id)
    watch(rival, item_id)
    assert bidder.leave().status_code == 204
    assert db.all("SELECT user_id FROM watch") == [{"user_id": "rival"}]
    assert standing(rival, item_id) == (1, True)


def test_a_count_is_of_those_who_watch_however_they_race(db, seller, bidder, rival):
    item_id = an_item(seller)["id"]

    def turn(number):
        person = (bidder, rival)[number % 2]
        path = f"/api/items/{item_id}/watch"
        for ask in (person.put, person.delete, person.put):
            assert ask(path).status_code == 204

    at_once(turn, 4)
    assert standing(bidder, item_id) == (2, True)


def test_a_full_list_takes_no_more(db, seller, bidder, monkeypatch):
    monkeypatch.setattr(rules, "MOST", 2)
    first, second, third = stock(db, "seller", 3)
    watch(bidder, first, second)
    answer = bidder.put(f"/api/items/{third}/watch")
    assert (answer.status_code, answer.json["code"]) == (409, "too_many_watched")
    watch(bidder, first)
    assert watching(bidder)[0] == [first, second]


def test_watching_is_limited(app, db, seller, bidder, monkeypatch):
    item_id = an_item(seller)["id"]
    monkeypatch.setattr(limits, "WATCHES", limits.WATCHES._replace(most=3))
    app.extensions["state"].activate()
    limits.configure(True)
    try:
        statuses = [bidder.put(f"/api/items/{item_id}/watch").status_code for _ in range(3)]
        statuses.append(bidder.delete(f"/api/items/{item_id}/watch").status_code)
    finally:
        limits.configure(False)
    assert statuses == [204, 204, 204, 429]
