"""Search: Korean words inside words, however they are spelled and typed."""

import unicodedata

import pytest

from auction.items import listing
from auction.items.search import grams
from tests.scenes import stock


@pytest.fixture
def shelf(db, seller):
    """Puts things of these names on the shelf and their grams in the index."""

    def put(*names):
        found = stock(db, "seller", len(names))
        for item_id, name in zip(found, names, strict=True):
            db.run("UPDATE item SET name = %(name)s WHERE id = %(id)s", name=name, id=item_id)
            db.many("INSERT INTO item_gram (gram, item_id) VALUES (%s, %s)", [(gram, item_id) for gram in grams(name)])

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


def test_a_word_that_many_have_is_found_along_the_way(client, shelf, monkeypatch):
    monkeypatch.setattr(listing, "MOST_FOUND", 2)
    shelf("기타 하나", "기타 둘", "기타 셋", "기차와 타조", "자전거")
    assert found(client, "기타") == {"기타 하나", "기타 둘", "기타 셋"}
    assert found(client, "기타 셋") == {"기타 셋"}
