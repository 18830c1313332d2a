"""New items find the saved searches that would find them: exactly those, by looking at few."""

import random

import pytest

from auction.items import list_query
from auction.items.search import index as search_index
from auction.items.search import percolation
from auction.items.search import query as search_query
from auction.items.search.ngrams import grams
from auction.watching.searches import rules
from auction.watching.searches.query import canonical, filters_of
from tests.scenes import stock
from tests.watching.test_searches import save

# words that overlap, with initials, both scripts, accents, width, case, slips and signs of patterns
WORDS = (
    "아이폰", "아이폰13", "iPhone", "에어팟", "에어팍", "airpods", "캠핑", "켐핑", "캠핑의자", "의자", "Café", "cafe",
    "CAFE", "100%", "a_b", "ｉＰhone", "폰", "ㅇㅇㅍ", "ㅇ이폰", "갤럭시", "galaxy", "갤럭씨", "Straße", "strasse",
    "13", "미니", "니", "10㎏", "kg", "c\\d", "[새것]", "냉장고", "넹장고",
)  # fmt: skip


def a_list(chance):
    """A query of the list by chance, as its values."""
    filters: list_query.Filters = {"status": chance.choice(["live", "all"])}
    filters["keyword"] = " ".join(chance.sample(WORDS, chance.choice([1, 1, 1, 2])))
    if chance.random() < 0.3:
        filters["min_price"] = chance.randrange(5_000)
    if chance.random() < 0.3:
        filters["max_price"] = chance.randrange(5_000)
    if chance.random() < 0.2:
        filters["seller"] = chance.choice(["seller", "rival"])
    return filters


def put_up(db, seller_id, names):
    """List items of these names; returns their ids."""
    found = stock(db, seller_id, len(names), startTime="UTC_TIMESTAMP(6)", createdAt="UTC_TIMESTAMP(6)")
    for item_id, name in zip(found, names, strict=True):
        db.run("UPDATE item SET name = %(name)s WHERE id = %(id)s", name=name, id=item_id)
        search_index.add(db, item_id, grams(name))
    return found


def finds(db, filters, common, row):
    """The verdict on an item that has these terms in common with a search."""
    as_slip = any(term.startswith(percolation.SLIP) for term in common)
    return bool(common) and (
        percolation.finds(filters, row) or (as_slip and percolation.finds_corrected(db, filters, row))
    )


def listed(db, filters):
    """The ids of all items that the list shows."""
    return {row["id"] for row in search_query.page(db, list_query.ORDERS["newest"], filters, None, 10_000)}


@pytest.mark.parametrize("seed", range(3))
def test_an_item_is_found_by_the_searches_that_list_it_and_by_no_other(db, seller, rival, seed):
    chance = random.Random(seed)
    # some words are in no name when the searches are filed
    names = [" ".join(chance.sample(WORDS, chance.randrange(1, 4))) for _ in range(60)]
    put_up(db, "seller", names[:20])
    searches = [a_list(chance) for _ in range(150)]
    filed = [percolation.terms_of_search(db, filters) for filters in searches]
    new = set(put_up(db, "seller", names[20:40]) + put_up(db, "rival", names[40:]))
    rows = db.all("SELECT id, name, user_id, price FROM item WHERE id IN %(ids)s", ids=sorted(new))
    wrong = []
    for filters, terms in zip(searches, filed, strict=True):
        expected = listed(db, filters) & new
        found = {row["id"] for row in rows if finds(db, filters, terms & percolation.terms_of_item(row), row)}
        if found != expected:
            missing = [row["name"] for row in rows if row["id"] in expected - found]
            extra = [row["name"] for row in rows if row["id"] in found - expected]
            wrong.append((filters, missing, extra))
    assert wrong == []


def test_a_search_is_filed_under_its_rarest_gram(db, seller):
    put_up(db, "seller", ["아이폰 팝니다"] * 9 + ["아이패드"])
    terms = percolation.terms_of_search(db, {"status": "live", "keyword": "폰팝아이"})
    # no name has 팝아; one letter of the keyword may be a slip, so two of its letters are terms too
    assert "팝아".encode() in terms
    assert len(terms) <= 3
    assert percolation.terms_of_search(db, {"status": "live", "keyword": "아이패"}) == {"이패".encode()}


def test_an_item_asks_for_few_of_many_searches(db, seller, bidder):
    words = [f"{chr(0xAC00 + 7 * number)}{chr(0xB098 + 5 * number)}" for number in range(40)]
    put_up(db, "seller", words)
    saved = [rules.save(db, "bidder", word, canonical(f"keyword={word}"), "now")["id"] for word in words]
    (item_id,) = put_up(db, "seller", [f"새 {words[7]}"])
    assert match(db, [item_id]) == [(saved[7], item_id)]
    name = {"name": f"새 {words[7]}", "user_id": "seller", "price": 1}
    assert len(rules.store.filed_under(db, percolation.terms_of_item(name))) <= 3


def test_equal_searches_filed_under_different_terms_are_all_found(db, seller, bidder, rival):
    put_up(db, "seller", ["아이스크림"] * 3)
    first = save(bidder, "keyword=아이폰").json["id"]
    put_up(db, "seller", ["전화 이폰"] * 9)
    second = save(rival, "keyword=아이폰").json["id"]
    terms = {row["search_id"]: row["term"] for row in db.all("SELECT search_id, term FROM search_term ORDER BY term")}
    assert terms[first] != terms[second]
    (item_id,) = put_up(db, "seller", ["아이폰"])
    assert match(db, [item_id]) == [(first, item_id), (second, item_id)]


def match(db, item_ids):
    return [(match.search["id"], match.item_id) for match in rules.matching(db, item_ids)]


def test_a_scheduled_item_matches_once_it_is_listed(db, seller, bidder):
    search_id = save(bidder, "keyword=자전거").json["id"]
    (item_id,) = put_up(db, "seller", ["빨간 자전거"])
    db.run("UPDATE item SET startTime = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR WHERE id = %(id)s", id=item_id)
    assert match(db, [item_id]) == [(search_id, item_id)]


def test_no_alert_of_what_has_ended_or_is_ones_own(db, seller, bidder):
    save(bidder, "keyword=자전거")
    save(seller, "keyword=자전거")
    ended, cancelled = put_up(db, "seller", ["자전거", "자전거"])
    (own,) = put_up(db, "bidder", ["자전거"])
    db.run("UPDATE item SET endTime = UTC_TIMESTAMP(6) WHERE id = %(id)s", id=ended)
    db.run("UPDATE item SET state = 'cancelled' WHERE id = %(id)s", id=cancelled)
    assert [found for found in match(db, [ended, cancelled, own]) if found[1] != own] == []
    assert len(match(db, [own])) == 1


def test_a_search_without_alerts_is_asked_by_no_item(db, seller, bidder):
    search = save(bidder, "keyword=자전거", "never").json
    item_ids = put_up(db, "seller", ["자전거"])
    assert match(db, item_ids) == []
    bidder.patch(f"/api/me/searches/{search['id']}", json={"alert": "now"})
    # listed before there was an alert
    assert match(db, item_ids) == []
    later = put_up(db, "seller", ["자전거"])
    assert match(db, later) == [(search["id"], later[0])]
    bidder.patch(f"/api/me/searches/{search['id']}", json={"query": "seller=seller"})
    latest = put_up(db, "seller", ["책상"])
    assert match(db, [*later, *latest]) == [(search["id"], latest[0])]


def test_filters_of_a_list_that_alerts_do_not_know_are_a_fault():
    assert set(list_query.Filters.__annotations__) == {"status", "keyword", "seller", "min_price", "max_price"}
    assert set(filters_of("keyword=x")) == set(list_query.Filters.__annotations__)
