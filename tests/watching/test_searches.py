"""Saved searches: what they keep, whose they are, and what they may not be."""

import pytest

from auction.watching.searches import rules
from tests.cast import an_item


def save(person, query="keyword=bike", alert="now", name="bikes", **request):
    return person.post("/api/me/searches", json={"name": name, "query": query, "alert": alert}, **request)


def saved(person):
    return person.get("/api/me/searches").json["searches"]


def test_a_search_is_saved_with_the_lists_own_query(bidder, rival):
    first = save(bidder, "?keyword=%EC%9E%90%EC%A0%84%EA%B1%B0&minPrice=1000&maxPrice=50000&sort=priceAsc")
    second = save(bidder, "seller=rival&status=all", "daily", "  all of   rival's ")
    assert (first.status_code, second.status_code) == (201, 201)
    assert set(first.json) == {"id", "name", "query", "alert", "createdAt"}
    assert saved(bidder) == [second.json, first.json]
    assert (second.json["name"], second.json["alert"]) == ("all of rival's", "daily")
    assert saved(rival) == []


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("keyword=bike&cursor=abc&limit=7&page=2", "keyword=bike"),
        ("?keyword=bike&status=live&sort=newest", "keyword=bike"),
        ("keyword=bike&keyword=car", "keyword=bike"),
        ("keyword=%20bike%20", "keyword=bike"),
        ("sort=mostBids&minPrice=05", "minPrice=5&sort=mostBids"),
        ("", ""),
    ],
)
def test_of_a_query_stays_what_the_list_knows(bidder, query, kept):
    answer = save(bidder, query, "never")
    fields = set(answer.json["query"].split("&"))
    assert fields == set(kept.split("&"))
    # the list takes what was kept
    assert bidder.get(f"/api/items?{answer.json['query']}").status_code == 200


@pytest.mark.parametrize(
    "query", ["status=gone", "minPrice=-1", "minPrice=cheap", "sort=best", f"keyword={'x' * 51}", "a&" * 30]
)
def test_a_query_that_the_list_refuses_is_refused(bidder, query):
    answer = save(bidder, query)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert {fault["field"] for fault in answer.json["errors"]} == {"query"}
    assert saved(bidder) == []


@pytest.mark.parametrize("query", ["", "minPrice=1000", "keyword=%20", "keyword=bike&status=ended", "seller="])
def test_an_alert_needs_a_keyword_or_a_seller(bidder, query):
    assert save(bidder, query, "never").status_code == 201
    for alert in ("now", "daily"):
        answer = save(bidder, query, alert)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "alert")
    narrow = save(bidder).json
    answer = bidder.patch(f"/api/me/searches/{narrow['id']}", json={"query": query})
    assert answer.status_code == 422
    assert narrow in saved(bidder)


def test_a_search_is_changed_and_deleted_by_its_owner_alone(db, bidder, rival):
    search = save(bidder).json
    path = f"/api/me/searches/{search['id']}"
    for answer in (rival.patch(path, json={"name": "mine"}), rival.delete(path)):
        assert (answer.status_code, answer.json["code"]) == (404, "search_not_found")
    changed = bidder.patch(path, json={"name": "cars", "query": "keyword=car&minPrice=9", "alert": "daily"}).json
    assert changed == search | {"name": "cars", "query": "keyword=car&minPrice=9", "alert": "daily"}
    assert bidder.patch(path, json={}).json == changed
    assert bidder.delete(path).status_code == 204
    assert bidder.delete(path).status_code == 404
    assert (saved(bidder), db.one("SELECT * FROM search_term")) == ([], None)


def test_a_user_saves_so_many_searches(bidder, monkeypatch):
    monkeypatch.setattr(rules, "MOST", 2)
    assert [save(bidder).status_code for _ in range(3)] == [201, 201, 409]
    assert save(bidder).json["code"] == "too_many_searches"
    bidder.delete(f"/api/me/searches/{saved(bidder)[0]['id']}")
    assert save(bidder).status_code == 201


def test_a_repeated_request_saves_once(bidder):
    key = {"Idempotency-Key": "once"}
    assert save(bidder, headers=key).json == save(bidder, headers=key).json
    assert len(saved(bidder)) == 1


def test_who_leaves_has_no_searches(db, seller, bidder):
    save(bidder, "keyword=bike")
    item_id = an_item(seller, name="a red bike")["id"]
    db.run("INSERT INTO search_match SELECT id, %(item_id)s, NOW(), NOW() FROM saved_search", item_id=item_id)
    assert bidder.leave().status_code == 204
    for table in ("saved_search", "search_term", "search_match"):
        assert db.one(f"SELECT * FROM {table}") is None
