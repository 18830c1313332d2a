"""The keyword of GET /: in name and content, of any length, and never reading for long."""

import unicodedata
from itertools import chain

import pytest

from auction.items.search import contents
from tests.cast import an_item
from tests.legacy.contract import pages
from tests.scenes import stock


def found(client, keyword, **query):
    answer = client.get("/", query_string={"keyword": keyword, **query})
    assert answer.status_code == 200, answer.text
    return [entry["id"] for entry in answer.json]


@pytest.fixture
def impatient(monkeypatch):
    """A search that reads a few rows of content a page, as if there were very many."""
    monkeypatch.setattr(contents, "CHUNK", 10)
    monkeypatch.setattr(contents, "SECONDS", 0)


def test_the_keyword_is_sought_in_name_and_content(client, seller):
    phone = an_item(seller, name="중고아이폰팝니다", content="상자 없음")
    case = an_item(seller, name="가죽 케이스", content="아이폰 13에 맞아요.\n직거래만 합니다.")
    an_item(seller, name="자전거", content="새것")
    assert found(client, "아이폰") == [case["id"], phone["id"]]
    assert found(client, "직거래만 합") == [case["id"]]
    assert found(client, "아이폰 13에 맞아요.\n직거래") == [case["id"]]
    assert found(client, "직거래만합") == []
    assert len(found(client, "")) == len(found(client, "  ")) == 3


@pytest.mark.parametrize("keyword", ["폰", "a", "%", "_", "\\", "'", '"', "()", "🎸", "é"])
def test_one_letter_or_sign_is_a_keyword(client, seller, keyword):
    item = an_item(seller, name="무엇", content=f"앞{keyword}뒤")
    named = an_item(seller, name=f"앞{keyword}뒤", content="")
    an_item(seller, name="다른 것", content="없음")
    assert found(client, keyword) == [named["id"], item["id"]]


@pytest.mark.parametrize("length", [51, 100, 101, 500, 1000])
def test_a_keyword_may_be_long(client, seller, length):
    text = "".join(chr(0xAC00 + number * 7) for number in range(length))
    item = an_item(seller, name="긴 글", content=f"처음 {text} 끝")
    assert found(client, text) == [item["id"]]
    assert found(client, f"{text}x") == []


def test_capitals_do_not_count(client, seller):
    item = an_item(seller, name="무엇", content="Apple iPhone 13")
    assert found(client, "IPHONE") == found(client, "iphone") == [item["id"]]


def test_letters_in_pieces_are_the_same_letters(client, seller):
    item = an_item(seller, name="의자", content="튼튼한 것")
    assert found(client, unicodedata.normalize("NFD", "튼튼한")) == [item["id"]]


def test_a_word_that_is_in_both_is_found_once(client, seller):
    item = an_item(seller, name="기타", content="기타 팝니다")
    assert found(client, "기타") == [item["id"]]


@pytest.mark.parametrize("sort", ["date", "priceDown", "priceUp"])
def test_names_and_contents_stand_in_one_order(client, db, seller, sort):
    ids = stock(db, "seller", 260, name="'물건'", content="IF(MOD(n, 3) = 1, '의자가 붉은색', '')")
    # as a seller's change of name does, so that the index knows the names
    for item_id in ids[2::3]:
        seller.patch(f"/api/items/{item_id}", json={"name": "푸른 의자"})
    has = [item_id for place, item_id in enumerate(ids) if place % 3 != 1]
    there = pages(client, f"/?keyword=의자&sort={sort}")
    assert [len(page) for page in there] == [100, 73]
    assert [*chain(*there)] == (has if sort == "priceUp" else has[::-1])


@pytest.mark.parametrize("sort", ["date", "priceDown", "priceUp"])
def test_a_search_reads_a_while_and_links_to_where_it_stopped(client, db, seller, impatient, sort):
    ids = stock(db, "seller", 95, content="IF(n IN (3, 50, 90), '희귀본', '')")
    there = pages(client, f"/?keyword=희귀본&sort={sort}")
    assert len(there) == 10
    wanted = [ids[2], ids[49], ids[89]]
    assert [*chain(*there)] == (wanted if sort == "priceUp" else wanted[::-1])


def test_names_are_found_on_the_first_page_however_many_contents_there_are(client, db, seller, impatient):
    old = an_item(seller, name="희귀본", content="희귀본")
    ids = stock(db, "seller", 95, content="IF(n = 50, '희귀본', '')")
    there = pages(client, "/?keyword=희귀본")
    assert there[0] == [old["id"]]
    assert [*chain(*there)] == [old["id"], ids[49]]


def test_every_match_is_shown_once_while_others_bid(client, db, seller, bidder, impatient):
    ids = stock(db, "seller", 60, content="'한정판'")
    seen, path = [], "/?keyword=한정판&sort=priceUp"
    for step in range(40):
        answer = client.get(path)
        seen += [entry["id"] for entry in answer.json]
        if "Link" not in answer.headers:
            break
        path = answer.headers["Link"][1:].split(">")[0]
        bidder.bids({"id": ids[step % 60]}, amount=1_000_000 + step)
    assert sorted(seen) == ids


def test_a_change_of_the_content_is_found_at_once(client, seller):
    item = an_item(seller, content="옛글")
    seller.patch(f"/api/items/{item['id']}", json={"content": "새글"})
    assert (found(client, "옛글"), found(client, "새글")) == ([], [item["id"]])
