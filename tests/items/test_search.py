"""Search: Korean words inside words, however they are spelled and typed."""

import os
import runpy
import unicodedata
from contextlib import closing

import pytest
from pymysql.cursors import Cursor

import database
from auction.config import ROOT
from auction.items import list_query
from auction.items.search import index as search_index
from auction.items.search import query as search_query
from auction.items.search.ngrams import grams
from tests.cast import an_item
from tests.scenes import at_once, stock


@pytest.fixture
def shelf(db, seller):
    """Puts things of these names on the shelf and their grams in the index."""

    def put(*names):
        found = stock(db, "seller", len(names))
        for item_id, name in zip(found, names, strict=True):
            db.run("UPDATE item SET name = %(name)s WHERE id = %(id)s", name=name, id=item_id)
            search_index.add(db, item_id, grams(name))

    return put


def found(site, keyword, **query):
    answer = site.get("/api/items", query_string={"keyword": keyword, **query})
    assert answer.status_code == 200, answer.text
    return {item["name"] for item in answer.json["items"]}


@pytest.mark.parametrize(
    ("keyword", "name"),
    [
        ("아이폰", "중고아이폰팝니다"),
        ("이폰팝", "중고아이폰팝니다"),
        ("아이폰13", "아이폰 13 미니"),
        ("아이폰 13", "아이폰13미니"),
        ("아 이 폰", "아이폰"),
        ("13 아이폰", "아이폰 13"),
        ("미니 아이폰", "아이폰 13 미니"),
        ("iphone", "iPhone 13"),
        ("IPHONE", "iphone 13"),
        ("ｉｐｈｏｎｅ", "iPhone 13"),
        ("iphone", "ｉＰｈｏｎｅ 13"),
        ("폰", "아이폰"),
        ("아", "아이폰"),
        ("n", "Nikon"),
        ("100%", "면 100% 셔츠"),
        ("a_b", "a_b"),
        ("c\\d", "c\\d"),
        ("it's", "It's mine"),
        ("ㅋㅋ", "완전 새거ㅋㅋㅋ"),
        ("\N{GUITAR}", "기타 \N{GUITAR} 팝니다"),
        ("🎸팝", "기타 🎸 팝니다"),
        ("café", "Café au lait"),
        ("straße", "STRASSE 7"),
        ("  아이폰  ", "아이폰"),
    ],
)
def test_a_word_is_found_inside_words(client, shelf, keyword, name):
    shelf(name, "전혀 다른 물건")
    assert found(client, keyword) == {name}
    assert found(client, unicodedata.normalize("NFD", keyword)) == {name}


@pytest.mark.parametrize(
    ("keyword", "name"),
    [
        ("아이폰", "아이패드 폰케이스"),
        ("아이폰", "이폰아이"),
        ("%", "아이폰"),
        ("_", "아이폰"),
        ("아%폰", "아이폰"),
        ("아_폰", "아이폰"),
        ("\\", "아이폰"),
        ("ababa", "abab ba"),
        ("13 갤럭시", "아이폰 13"),
        ("아이폰아이폰", "아이폰"),
    ],
)
def test_what_is_not_there_is_not_found(client, shelf, keyword, name):
    shelf(name)
    assert found(client, keyword) == set()


@pytest.mark.parametrize("keyword", ["", " ", "\t", "\u3000"])
def test_no_word_is_no_filter(client, shelf, keyword):
    shelf("아이폰", "기타")
    assert len(found(client, keyword)) == 2


@pytest.mark.parametrize(
    "keyword", ["가" * 50, "a b " * 12, "ﷺ" * 50, "\N{ZERO WIDTH SPACE}", "\u00a8", "\x1c\x1f", "\ufdfa\u0345"]
)
def test_an_odd_keyword_finds_nothing_but_is_answered(client, shelf, keyword):
    shelf("아이폰")
    assert found(client, keyword) <= {"아이폰"}


def test_search_obeys_order_filters_and_status(client, db, shelf):
    shelf("기타 하나", "기타 둘", "기타 셋", "자전거")
    answer = client.get("/api/items?keyword=기타&sort=priceDesc&maxPrice=2000")
    assert [item["name"] for item in answer.json["items"]] == ["기타 둘", "기타 하나"]
    db.run("UPDATE item SET state = 'unsold' WHERE name = '기타 둘'")
    assert found(client, "기타") == {"기타 하나", "기타 셋"}
    assert found(client, "기타", status="ended") == {"기타 둘"}


def test_search_goes_on_over_pages(client, shelf):
    names = [f"기타 {number}" for number in range(7)]
    shelf(*names, "자전거")
    seen, cursor = [], None
    while True:
        query = {"keyword": "기타", "limit": 3, **({"cursor": cursor} if cursor else {})}
        page = client.get("/api/items", query_string=query).json
        seen += [item["name"] for item in page["items"]]
        cursor = page["nextCursor"]
        if not cursor:
            break
    assert seen == names[::-1]


def test_a_common_word_is_found_along_the_order(client, db, shelf, monkeypatch):
    monkeypatch.setattr(search_query, "SAMPLE", 8)
    # two kinds of things with the same pairs of letters, and what has neither
    shelf(*["기타 하나"] * 40, *["자전거"] * 40, *["타기기타타기 스타 기차"] * 2)
    for sort in ("newest", "endingSoon", "priceAsc", "priceDesc", "mostBids"):
        for status in ("live", "all"):
            assert pages(client, "기타", sort=sort, status=status) == plainly(db, "기타", sort)
            assert pages(client, "하나 기타", sort=sort, status=status) == plainly(db, "하나", sort)


def test_a_common_word_at_the_far_end_of_an_order_is_found(client, db, shelf, monkeypatch):
    monkeypatch.setattr(search_query, "SAMPLE", 8)
    monkeypatch.setattr(search_query, "MAX_IDS", 7)
    shelf(*["기타"] * 30, *["자전거"] * 300)
    assert pages(client, "기타", sort="priceDesc") == plainly(db, "기타", "priceDesc")
    db.run("UPDATE item SET state = 'unsold' WHERE name = '기타'")
    for sort in ("newest", "priceAsc"):
        assert pages(client, "기타", sort=sort) == []
        assert pages(client, "기타", sort=sort, status="ended") == plainly(db, "기타", sort)


def test_a_word_is_found_in_a_narrow_and_in_a_wide_range_of_prices(client, db, shelf, monkeypatch):
    shelf(*["기타", "자전거"] * 20)
    for few in (3, 3_000):
        monkeypatch.setattr(list_query, "FEW", few)
        for sort in ORDER_BY:
            wanted = [row for row in plainly(db, "기타", sort) if row in prices_of(db, 9_000, 21_000)]
            assert pages(client, "기타", sort=sort, minPrice=9_000, maxPrice=21_000) == wanted
            assert pages(client, "기타", sort=sort, minPrice=900_000) == []
            assert pages(client, "기타", sort=sort, status="ended", maxPrice=10**6) == []


def test_items_of_many_blocks_are_found_newest_first(client, db, seller, monkeypatch):
    monkeypatch.setattr(search_index, "FIRST_BLOCKS", 1)
    listed = stock(db, "seller", 30)
    for number, item_id in enumerate(listed):
        db.run("UPDATE item SET id = %(new)s, name = '기타' WHERE id = %(old)s", new=10_000 * (number + 1), old=item_id)
        search_index.add(db, 10_000 * (number + 1), grams("기타"))
    assert pages(client, "기타") == [10_000 * number for number in range(30, 0, -1)]
    assert pages(client, "타") == pages(client, "기타")


def test_a_changed_name_is_found_by_its_new_letters_alone(client, seller):
    item = an_item(seller, name="기타 팝니다")
    for name in ("자전거", "기타", "타기", "기타"):
        seller.patch(f"/api/items/{item['id']}", json={"name": name})
    assert found(client, "기타") == {"기타"}
    assert found(client, "자전") == found(client, "타기") == set()


def test_nothing_of_a_removed_item_stays_in_the_index(client, db, seller):
    item = an_item(seller, name="기타 팝니다")
    assert db.one("SELECT COUNT(*) AS count FROM gram")["count"]
    seller.delete(f"/api/items/{item['id']}")
    assert db.all("SELECT gram FROM gram") == []


def test_many_listings_at_once_are_all_found(client, db, seller):
    listed = stock(db, "seller", 16, name="'기타 팝니다'")
    at_once(lambda number: database.transact(search_index.add, listed[number], grams("기타 팝니다")), threads=16)
    assert found(client, "기타 팝니다", limit=100) == {"기타 팝니다"}
    assert pages(client, "타팝") == listed[::-1]


def pages(site, keyword, **query):
    """The ids of all pages, three rows each."""
    ids, cursor = [], None
    while cursor or not ids:
        more = {"cursor": cursor} if cursor else {}
        page = site.get("/api/items", query_string={"keyword": keyword, "limit": 3, **query, **more}).json
        ids += [item["id"] for item in page["items"]]
        cursor = page["nextCursor"]
        if not cursor:
            break
    return ids


ORDER_BY = {
    "newest": "id DESC",
    "endingSoon": "endTime, id",
    "priceAsc": "price, id",
    "priceDesc": "price DESC, id DESC",
    "mostBids": "bidCount DESC, id DESC",
}


def prices_of(db, least, most):
    rows = db.all("SELECT id FROM item WHERE price BETWEEN %(least)s AND %(most)s", least=least, most=most)
    return {row["id"] for row in rows}


def plainly(db, word, sort):
    """The ids that a look at every name gives."""
    rows = db.all(f"SELECT id FROM item WHERE name LIKE %(word)s ORDER BY {ORDER_BY[sort]}", word=f"%{word}%")
    return [row["id"] for row in rows]


@pytest.mark.parametrize(
    ("keyword", "name"),
    [
        ("ㅇㅇㅍ", "에어팟 프로"),
        ("ㅇㅇㅍㅍ", "에어팟 프로"),
        ("에어ㅍ", "에어팟 프로"),
        ("ㅇㅍㄷ 11", "아이패드 11인치"),
        ("ㅋㅋ", "새거ㅋㅋ"),
        ("iphone", "아이폰 13"),
        ("아이폰13", "iPhone 13"),
        ("갤럭시", "Galaxy S24"),
        ("플스", "PlayStation 5"),
        ("켐핑", "캠핑 의자"),
        ("캠핀 의자", "캠핑 의자"),
        ("탠트", "4인용 텐트"),
        ("자전커", "접이식 자전거"),
    ],
)
def test_what_was_meant_is_found(client, shelf, keyword, name):
    shelf(name, "전혀 다른 물건")
    assert found(client, keyword) == {name}
    for sort in ("endingSoon", "priceAsc", "mostBids"):
        assert found(client, keyword, sort=sort) == {name}


def test_what_was_typed_is_never_passed_over_for_a_guess(client, shelf):
    shelf("켐핑 장갑", "캠핑 의자")
    assert found(client, "켐핑") == {"켐핑 장갑"}
    assert found(client, "iphone") == set()


def test_names_of_both_scripts_come_in_one_order_and_none_twice(client, shelf):
    shelf("iPhone 아이폰 12", "아이폰 13", "iPhone 14")
    first = client.get("/api/items?keyword=iphone&limit=2").json
    query = {"keyword": "iphone", "limit": 2, "cursor": first["nextCursor"]}
    second = client.get("/api/items", query_string=query).json
    names = [item["name"] for item in first["items"] + second["items"]]
    assert names == ["iPhone 14", "아이폰 13", "iPhone 아이폰 12"]


def test_the_list_of_2023_takes_a_keyword_by_its_letters(client, shelf):
    shelf("아이폰 13", "iPhone 14")
    answer = client.get("/?keyword=아이폰", headers={"Accept": "application/json"})
    assert [item["name"] for item in answer.json] == ["아이폰 13"]


def test_the_migration_adds_what_the_index_has_of_a_new_item(db, shelf, monkeypatch):
    monkeypatch.setattr("yoyo.step", lambda work: work)
    migration = runpy.run_path(str(ROOT / "schema" / "0054_names_are_found_by_initials.py"))
    names = ("에어팟 프로", "iPhone 13", "ㅋㅋㅋ")
    shelf(*names)
    indexed = lists_of_grams(db)
    initials = sorted(gram for name in names for gram in migration["initials"](name))
    db.run("DELETE FROM gram WHERE gram IN %(initials)s", initials=initials)
    with closing(database.connect(os.environ["DATABASE_URL"], autocommit=False)) as connection:
        # as yoyo hands it to a migration
        connection.cursorclass = Cursor
        for _ in range(2):
            migration["index_initials"](connection)
    assert lists_of_grams(db) == indexed


def lists_of_grams(db):
    rows = db.all("SELECT gram, block, items FROM gram")
    return {(row["gram"], row["block"]): sorted(row["items"]) for row in rows}
