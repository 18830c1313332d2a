"""Looking around: search as one types, a long list that Back finds again, a server that goes and comes."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from database import Db
from tests.browser.visitor import DESK, PHONE, Visitor
from tests.cast import Person, an_item
from tests.scenes import stock

Visit = Callable[..., Visitor]


def test_search_finds_while_one_types_and_back_undoes_it(visit: Visit, seller: Person) -> None:
    an_item(seller, name="빨간 의자")
    an_item(seller, name="파란 책상")
    visitor = visit(DESK).open("/")
    box = visitor.page.get_by_role("searchbox")
    expect(visitor.page.get_by_role("link", name="파란 책상")).to_be_visible()
    box.press_sequentially("의자", delay=30)
    expect(visitor.page.get_by_role("heading", name="‘의자’ 검색 결과")).to_be_visible()
    expect(visitor.page.get_by_role("link", name="파란 책상")).to_have_count(0)
    assert "q=" in visitor.page.url
    visitor.page.go_back()
    expect(visitor.page.get_by_role("link", name="파란 책상")).to_be_visible()
    expect(box).to_have_value("")
    box.fill("없는것")
    expect(visitor.page.get_by_text("딱 맞는 경매가 없어요")).to_be_visible()
    visitor.tap("조건 모두 지우기")
    expect(visitor.page.get_by_role("link", name="빨간 의자")).to_be_visible()


def test_a_filter_lives_in_the_address(visit: Visit, seller: Person) -> None:
    an_item(seller, name="싼 것", price="1000")
    an_item(seller, name="비싼 것", price="900000")
    visitor = visit(PHONE).open("/")
    visitor.tap("필터")
    visitor.page.get_by_label("최고 가격").fill("5000")
    visitor.tap("적용하기")
    expect(visitor.page.get_by_role("link", name="비싼 것")).to_have_count(0)
    visitor.page.reload()
    expect(visitor.page.get_by_role("link", name="싼 것", exact=False)).to_have_count(1)
    expect(visitor.page.get_by_role("button", name="~ 5,000원")).to_be_visible()


def test_back_finds_the_same_place_in_a_long_list(visit: Visit, db: Db, seller: Person) -> None:
    stock(db, seller.id, 90)
    visitor = visit(PHONE).open("/?sort=priceAsc")
    expect(visitor.page.get_by_role("link", name="상품 1", exact=False).first).to_be_visible()
    goal = visitor.page.get_by_role("link").filter(has_text="70,000원")
    for _ in range(30):
        if goal.count():
            break
        visitor.page.mouse.wheel(0, 2500)
        visitor.page.wait_for_timeout(120)
    goal.scroll_into_view_if_needed()
    before = visitor.page.evaluate("scrollY")
    goal.click()
    expect(visitor.price()).to_have_text("70,000원")
    visitor.page.go_back()
    expect(goal).to_be_in_viewport()
    assert abs(visitor.page.evaluate("scrollY") - before) < 50


def test_an_unreachable_server_is_reported_and_the_page_recovers(visit: Visit, item: dict[str, Any]) -> None:
    visitor = visit(DESK)
    visitor.refusals_expected = True
    visitor.page.route("**/api/**", lambda route: route.abort())
    # not the list that comes inside the page
    visitor.open("/?sort=priceAsc")
    expect(visitor.page.get_by_text("서버와 연결이 끊겼어요")).to_be_visible()
    expect(visitor.page.get_by_role("heading", name="불러오지 못했어요")).to_be_visible()
    visitor.page.unroute("**/api/**")
    expect(visitor.page.get_by_role("link", name=item["name"])).to_be_visible()
    expect(visitor.page.get_by_text("서버와 연결이 끊겼어요")).to_be_hidden()


def test_a_choice_of_language_is_remembered(visit: Visit, item: dict[str, Any]) -> None:
    visitor = visit(DESK).open("/")
    visitor.tap("English")
    expect(visitor.page.get_by_role("heading", name="Live auctions")).to_be_visible()
    visitor.page.reload()
    expect(visitor.page.get_by_role("heading", name="Live auctions")).to_be_visible()
    assert visitor.page.evaluate("document.documentElement.lang") == "en"
    expect(visitor.page.get_by_role("link", name=item["name"])).to_contain_text("₩10,000")


def test_a_bid_can_be_placed_by_keyboard_alone(visit: Visit, item: dict[str, Any], bidder: Person) -> None:
    visitor = visit(DESK, person=bidder).open(f"/items/{item['id']}")
    field = visitor.page.get_by_label("자동 입찰 한도", exact=True)
    for _ in range(40):
        visitor.page.keyboard.press("Tab")
        if field.evaluate("field => field === document.activeElement"):
            break
    visitor.page.keyboard.type("13000")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_role("dialog")).to_be_visible()
    button = visitor.page.get_by_role("button", name="13,000원 입찰")
    for _ in range(6):
        if button.evaluate("button => button === document.activeElement"):
            break
        visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_text("13,000원까지 자동으로 지켜 드려요").first).to_be_visible()
    expect(visitor.price()).to_have_text("10,000원")


def test_names_and_words_of_others_are_never_run(visit: Visit, seller: Person) -> None:
    item = an_item(seller, name="<img src=x onerror=alert(1)>", content="<script>alert(1)</script>{{constructor}}")
    visitor = visit(DESK).open(f"/items/{item['id']}")
    visitor.page.on("dialog", lambda dialog: visitor.troubles.append(f"dialog: {dialog.message}"))
    expect(visitor.page.get_by_role("heading", name="<img src=x onerror=alert(1)>")).to_be_visible()
    expect(visitor.page.get_by_text("<script>alert(1)</script>")).to_be_visible()
