"""What holds the page together: a release that took parts away, a network that goes and comes, readers elsewhere."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Route, expect

from tests.browser.visitor import DESK, PHONE, Visitor
from tests.cast import Person, an_item

Visit = Callable[..., Visitor]


def test_a_part_that_a_new_release_took_away_is_fetched_with_the_new_page(visit: Visit, seller: Person) -> None:
    visitor = visit(DESK, person=seller).open("/sell")
    visitor.refusals_expected = True
    visitor.page.get_by_label("상품 이름").fill("쓰던 이름")
    visitor.page.wait_for_timeout(200)
    visitor.page.get_by_role("link", name="설정").first.click()
    visitor.page.get_by_label("닉네임").fill("쓰던 별명")
    refused: list[str] = []

    def gone(route: Route) -> None:
        # gone from the page that is open; the page that is fetched names another file
        if refused:
            return route.continue_()
        refused.append(route.request.url)
        return route.fulfill(status=404)

    visitor.page.route("**/assets/MyPage-*.js", gone)
    visitor.page.get_by_role("link", name="내 거래").first.click()
    expect(visitor.page.get_by_role("heading", name="님의 거래")).to_be_visible()
    assert refused
    visitor.open("/sell")
    expect(visitor.page.get_by_label("상품 이름")).to_have_value("쓰던 이름")
    visitor.open("/settings")
    expect(visitor.page.get_by_label("닉네임")).to_have_value("쓰던 별명")


def test_a_network_that_is_gone_is_said_and_what_is_there_stays(visit: Visit, item: dict[str, Any]) -> None:
    visitor = visit(PHONE).open(f"/items/{item['id']}")
    expect(visitor.price()).to_have_text("10,000원")
    visitor.refusals_expected = True
    visitor.context.set_offline(True)
    expect(visitor.page.get_by_text("인터넷이 끊겼어요")).to_be_visible()
    expect(visitor.price()).to_have_text("10,000원")
    visitor.context.set_offline(False)
    expect(visitor.page.get_by_text("인터넷이 끊겼어요")).to_be_hidden()


def test_nothing_moves_while_the_front_page_is_drawn(visit: Visit, seller: Person) -> None:
    for number in range(6):
        an_item(seller, name=f"의자 {number}")
    visitor = visit(PHONE)
    visitor.page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach(e => window.moved += e.value))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    visitor.open("/")
    expect(visitor.page.get_by_role("heading", name="곧 마감해요")).to_be_visible()
    expect(visitor.page.get_by_role("link", name="의자 5").last).to_be_visible()
    visitor.page.wait_for_timeout(800)
    assert visitor.page.evaluate("window.moved") <= 0.02


def test_the_description_stands_above_the_fold_and_the_way_back_is_there(visit: Visit, seller: Person) -> None:
    item = an_item(seller, content="한 줄 설명")
    visitor = visit(PHONE).open("/?q=중고")
    visitor.open(f"/items/{item['id']}")
    box = visitor.page.get_by_text("한 줄 설명").bounding_box()
    bar = visitor.page.get_by_role("link", name="로그인하고 입찰하기").bounding_box()
    assert box is not None
    assert bar is not None
    assert box["y"] + box["height"] <= bar["y"]
    visitor.tap("뒤로")
    expect(visitor.page.get_by_role("searchbox")).to_be_visible()
    assert "/items/" not in visitor.page.url


def test_a_seller_edits_every_term_and_the_photos(visit: Visit, seller: Person) -> None:
    item = an_item(seller, reservePrice="20000")
    visitor = visit(PHONE, person=seller).open(f"/items/{item['id']}")
    visitor.tap("고치기")
    dialog = visitor.page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="최저 낙찰가")).to_have_value("20,000")
    dialog.get_by_role("textbox", name="최저 낙찰가").fill("")
    dialog.get_by_role("textbox", name="즉시 구매가").fill("5만")
    dialog.locator("input[type=file]").set_input_files(
        {"name": "no.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8 not really"}
    )
    visitor.refusals_expected = True
    visitor.tap("저장")
    expect(dialog.get_by_text("사진 2: ")).to_be_visible()
    visitor.tap("사진 2 빼기")
    expect(dialog.get_by_text("사진 2: ")).to_have_count(0)
    visitor.tap("저장")
    expect(dialog).to_be_hidden()
    own = seller.get(f"/api/items/{item['id']}").json
    assert (own["viewer"].get("reservePrice"), own["viewer"]["buyNowPrice"]) == (None, 50_000)
