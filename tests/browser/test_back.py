"""Back and Escape: they close what lies on top, and nothing else; what was under it is where it was."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.visitor import DESK, PHONE, Visitor
from tests.cast import Person, an_item
from tests.processes import wait_for

Visit = Callable[..., Visitor]


def dialogs_in_history(visitor: Visitor) -> int:
    """How many dialogs the browser's current history entry has. The page's policy forbids `wait_for_function`."""
    return int(visitor.page.evaluate("history.state?.usr?.dialogs?.length ?? 0"))


def test_back_closes_the_question_then_the_sheet_and_the_bidder_stays(
    visit: Visit, item: dict[str, Any], bidder: Person
) -> None:
    visitor = visit(PHONE, person=bidder).open("/")
    visitor.page.get_by_role("link", name=item["name"]).first.click()
    visitor.offer(12_000)
    question = visitor.page.get_by_role("dialog", name="이대로 입찰할까요?")
    expect(question).to_be_visible()
    # it is drawn a moment before it has its entry
    wait_for(lambda: dialogs_in_history(visitor) == 2)
    visitor.page.go_back()
    expect(question).to_be_hidden()
    expect(visitor.page.get_by_label("입찰 금액", exact=True)).to_have_value("12,000")
    visitor.page.go_back()
    expect(visitor.page.get_by_role("dialog")).to_have_count(0)
    assert visitor.page.url.endswith(f"/items/{item['id']}")
    visitor.bid(13_000)
    expect(visitor.price()).to_have_text("13,000원")
    # the dialogs of the bid leave the history a moment after it was accepted
    wait_for(lambda: dialogs_in_history(visitor) == 0)
    visitor.page.go_back()
    expect(visitor.page.get_by_role("heading", name="지금 올라온 경매")).to_be_visible()


def test_escape_closes_the_top_dialog_and_the_focus_returns(visit: Visit, item: dict[str, Any], bidder: Person) -> None:
    visitor = visit(DESK, person=bidder).open(f"/items/{item['id']}")
    photo = visitor.page.get_by_role("button", name="크게 보기").first
    photo.click()
    expect(visitor.page.get_by_role("dialog")).to_be_visible()
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.get_by_role("dialog")).to_have_count(0)
    expect(photo).to_be_focused()
    visitor.offer(12_000)
    expect(visitor.page.get_by_role("dialog")).to_be_visible()
    visitor.page.reload()
    expect(visitor.price()).to_have_text("10,000원")
    expect(visitor.page.get_by_role("dialog")).to_have_count(0)
    assert visitor.page.evaluate("history.state?.usr?.dialogs ?? []") == []


def test_signing_in_leads_back_to_the_place_with_its_filters(visit: Visit, seller: Person, bidder: Person) -> None:
    an_item(seller, name="빨간 의자")
    visitor = visit(DESK).open("/?q=의자&sort=priceAsc")
    visitor.page.get_by_role("link", name="로그인").click()
    visitor.page.get_by_role("link", name="회원가입").click()
    visitor.page.get_by_role("main").get_by_role("link", name="로그인").click()
    visitor.page.get_by_label("아이디").fill(bidder.id)
    visitor.page.get_by_label("비밀번호", exact=True).fill(bidder.password)
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_role("heading", name="‘의자’ 검색 결과")).to_be_visible()
    assert "sort=priceAsc" in visitor.page.url
    assert visitor.page.evaluate("history.state.idx") == 0
