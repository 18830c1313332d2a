"""Watching from a tile, an item and the bid sheet; the tab of what is watched, and what was viewed in this browser."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from database import Db
from tests.browser.test_pages import sticking_out
from tests.browser.visitor import DESK, PHONE, Visitor
from tests.cast import Person, an_item
from tests.scenes import move_end

Visit = Callable[..., Visitor]


def test_a_heart_is_kept_and_counted_and_the_ended_stand_apart(
    visit: Visit, db: Db, seller: Person, bidder: Person
) -> None:
    living, ended = an_item(seller, name="의자"), an_item(seller, name="책상")
    visitor = visit(PHONE, person=bidder).open("/")
    for item in (living, ended):
        heart = visitor.page.get_by_role("button", name=f"‘{item['name']}’ 찜하기").first
        heart.click()
        expect(heart).to_have_attribute("aria-pressed", "true")
        expect(heart).to_contain_text("1")
    move_end(db, ended, seconds=-1)
    visitor.page.get_by_role("link", name="찜", exact=True).click()
    expect(visitor.page.get_by_role("heading", name="끝난 경매")).to_be_visible()
    names = visitor.page.locator("#main").get_by_role("listitem")
    expect(names.nth(0)).to_contain_text("의자")
    expect(names.nth(1)).to_contain_text("책상")
    assert visitor.axe() + sticking_out(visitor.page) == []
    assert [item["id"] for item in bidder.get("/api/me/watching").json["items"]] == [living["id"], ended["id"]]


def test_a_stranger_who_presses_the_heart_signs_in_and_then_watches(
    visit: Visit, item: dict[str, Any], bidder: Person
) -> None:
    visitor = visit(DESK).open(f"/items/{item['id']}")
    heart = visitor.page.get_by_role("button", name="찜하기").first
    heart.click()
    visitor.page.get_by_label("아이디").fill(bidder.id)
    visitor.page.get_by_label("비밀번호", exact=True).fill(bidder.password)
    visitor.page.keyboard.press("Enter")
    expect(heart).to_have_attribute("aria-pressed", "true")
    expect(heart).to_contain_text("1")


def test_a_link_that_asks_for_a_bid_opens_the_sheet_with_the_smallest_one(
    visit: Visit, item: dict[str, Any], bidder: Person, rival: Person
) -> None:
    bidder.bids(item, amount=10_000)
    rival.bids(item, amount=20_000)
    visitor = visit(PHONE, person=bidder).open(f"/items/{item['id']}?bid=1")
    expect(visitor.page.get_by_label("자동 입찰 한도", exact=True)).to_have_value("21,000")
    visitor.tap("입찰 내용 확인")
    visitor.tap("21,000원 입찰")
    expect(visitor.page.get_by_text("지금 최고 입찰자예요").first).to_be_visible()


def test_what_was_viewed_is_kept_in_this_browser_alone(visit: Visit, item: dict[str, Any]) -> None:
    visitor = visit(PHONE).open(f"/items/{item['id']}")
    expect(visitor.price()).to_be_visible()
    visitor.open("/watching?tab=viewed")
    expect(visitor.page.get_by_role("link", name=item["name"])).to_be_visible()
    visitor.tap("모두 지우기")
    expect(visitor.page.get_by_text("최근에 본 상품이 없어요")).to_be_visible()


def test_a_search_is_saved_with_its_alert_and_leads_back(visit: Visit, seller: Person, bidder: Person) -> None:
    an_item(seller, name="캠핑 의자")
    visitor = visit(PHONE, person=bidder).open("/?q=의자")
    visitor.tap("이 검색 저장")
    visitor.page.get_by_label("바로").check()
    visitor.tap("저장", exact=True)
    expect(visitor.page.get_by_text("검색을 저장했어요.")).to_be_visible()
    visitor.open("/watching?tab=searches")
    expect(visitor.page.get_by_label("‘의자’ 알림")).to_have_value("now")
    assert visitor.axe() + sticking_out(visitor.page) == []
    visitor.page.get_by_role("link", name="의자", exact=True).click()
    expect(visitor.page.get_by_role("heading", name="‘의자’ 검색 결과")).to_be_visible()
    assert bidder.get("/api/me/searches").json["searches"][0]["alert"] == "now"
