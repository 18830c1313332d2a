"""What is said of a list as a whole: how many it has, and what similar auctions sold for."""

import pytest

from auction.items import lists
from tests.scenes import stock


def count(client, **query):
    answer = client.get("/api/items/count", query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.json["count"], answer.json["more"]


@pytest.fixture
def shelf(db, seller):
    """Puts things on the shelf, indexed: name, price, state."""
    from auction.items.search import index
    from auction.items.search.ngrams import grams

    def put(*things):
        for item_id, (name, price, state) in zip(stock(db, seller.id, len(things)), things, strict=True):
            db.run(
                "UPDATE item SET name = %(name)s, price = %(price)s, state = %(state)s WHERE id = %(id)s",
                id=item_id, name=name, price=price, state=state,
            )  # fmt: skip
            index.add(db, item_id, grams(name))

    return put


def test_a_list_is_counted_with_its_filters(client, shelf):
    shelf(("빨간 의자", 1_000, "open"), ("파란 의자", 5_000, "open"), ("의자", 2_000, "sold"), ("책상", 9_000, "open"))
    assert count(client) == (3, False)
    assert count(client, keyword="의자") == (2, False)
    assert count(client, keyword="의자", status="all") == (3, False)
    assert count(client, keyword="chair", minPrice=3_000) == (1, False)
    assert count(client, keyword="의자", seller="seller") == (2, False)
    assert count(client, keyword="없는것") == (0, False)
    assert client.get("/api/items/count?status=none").status_code == 422


def test_a_count_ends_at_its_most(client, db, seller, shelf, monkeypatch):
    monkeypatch.setattr(lists, "MAX_COUNT", 3)
    shelf(*[(f"의자 {number}", 1_000, "open") for number in range(5)])
    assert count(client) == (3, True)
    assert count(client, keyword="의자") == (3, True)


def test_similar_sales_are_low_middle_and_high(client, shelf):
    shelf(*[("아이폰 13 미니", price * 1_000, "sold") for price in range(1, 12)], ("아이폰 13 미니", 10**9, "unsold"))
    said = client.get("/api/items/similar-prices", query_string={"name": "아이폰 13 미니 새것"}).json
    assert said == {"count": 11, "low": 2_000, "middle": 6_000, "high": 10_000}


def test_too_few_sales_say_nothing(client, shelf):
    shelf(("낡은 시계", 1_000, "sold"), ("낡은 시계", 2_000, "sold"))
    said = client.get("/api/items/similar-prices", query_string={"name": "낡은 시계"}).json
    assert said == {"count": 0, "low": None, "middle": None, "high": None}
    assert client.get("/api/items/similar-prices").status_code == 422
