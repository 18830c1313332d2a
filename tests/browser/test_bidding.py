"""A bid is one bid, what was typed is never lost, and every no is said where it was caused."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Route, expect

from database import Db
from tests.browser.visitor import DESK, PHONE, Visitor
from tests.cast import Person, an_item
from tests.scenes import move_end

Visit = Callable[..., Visitor]


def bids_of(db: Db, item: dict[str, Any]) -> int:
    return int((db.one("SELECT COUNT(*) AS n FROM bid WHERE item_id = %(id)s", id=item["id"]) or {})["n"])


def test_a_double_click_bids_once(visit: Visit, db: Db, item: dict[str, Any], bidder: Person) -> None:
    visitor = visit(DESK, person=bidder).open(f"/items/{item['id']}")
    visitor.offer(10_000, "자동 입찰")
    visitor.page.get_by_role("button", name="10,000원 입찰").dblclick()
    expect(visitor.page.get_by_text("지금 최고 입찰자예요").first).to_be_visible()
    visitor.page.wait_for_timeout(300)
    assert bids_of(db, item) == 1


def test_a_retry_after_a_lost_answer_bids_once(visit: Visit, db: Db, item: dict[str, Any], bidder: Person) -> None:
    visitor = visit(DESK, person=bidder).open(f"/items/{item['id']}")
    visitor.refusals_expected = True
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        if lost or route.request.method != "POST":
            return route.continue_()
        lost.append(route.fetch().text())
        return route.abort()

    visitor.page.route("**/bids", lose_the_first)
    visitor.bid(12_000)
    expect(visitor.page.get_by_text("지금 최고 입찰자예요").first).to_be_visible()
    assert bids_of(db, item) == 1
    assert '"outcome":"leading"' in lost[0]


def test_five_times_the_smallest_bid_asks_again(visit: Visit, db: Db, item: dict[str, Any], bidder: Person) -> None:
    visitor = visit(PHONE, person=bidder).open(f"/items/{item['id']}")
    visitor.offer("5만")
    expect(visitor.page.get_by_role("alert")).to_contain_text("5배")
    expect(visitor.page.get_by_role("button", name="50,000원 입찰")).to_have_count(0)
    assert bids_of(db, item) == 0
    visitor.tap("네, 금액이 맞아요")
    visitor.tap("50,000원 입찰")
    expect(visitor.price()).to_have_text("50,000원")


def test_a_bid_that_is_too_low_is_reported_at_its_field(visit: Visit, item: dict[str, Any], bidder: Person) -> None:
    visitor = visit(DESK, person=bidder).open(f"/items/{item['id']}")
    visitor.offer(9_000)
    field = visitor.page.get_by_label("입찰 금액", exact=True)
    expect(field).to_have_value("9,000")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(visitor.page.get_by_text("10,000원부터 입찰할 수 있어요.")).to_be_visible()


def test_a_price_that_moved_while_one_thought_turns_the_button(
    visit: Visit, item: dict[str, Any], bidder: Person, rival: Person
) -> None:
    visitor = visit(DESK, person=bidder).open(f"/items/{item['id']}")
    visitor.offer(10_000)
    expect(visitor.page.get_by_role("button", name="10,000원 입찰")).to_be_visible()
    rival.bids(item, amount=20_000)
    expect(visitor.page.get_by_role("dialog").get_by_role("alert")).to_contain_text("21,000원부터")
    visitor.tap("21,000원으로 올려 입찰")
    expect(visitor.price()).to_have_text("21,000원")
    expect(visitor.page.get_by_text("지금 최고 입찰자예요")).to_be_visible()


def test_a_question_that_is_open_at_the_end_says_how_it_ended(
    visit: Visit, db: Db, item: dict[str, Any], bidder: Person, rival: Person
) -> None:
    bidder.bids(item, amount=20_000)
    rival.bids(item, amount=25_000)
    visitor = visit(PHONE, person=bidder).open(f"/items/{item['id']}")
    visitor.offer(30_000)
    expect(visitor.page.get_by_role("button", name="30,000원 입찰")).to_be_visible()
    question = visitor.page.get_by_role("dialog").last
    move_end(db, item, seconds=-1)
    expect(question.get_by_role("status")).to_contain_text("5,000원 차이로 놓쳤어요")
    expect(question.get_by_role("status")).to_contain_text("r***l 님이 25,000원에 낙찰받았어요")
    expect(question.get_by_role("button", name="30,000원 입찰")).to_have_count(0)


def test_the_server_says_no_in_the_readers_language(visit: Visit, bidder: Person) -> None:
    visitor = visit(DESK, lang="en").open("/login")
    visitor.refusals_expected = True
    visitor.page.get_by_label("ID").fill(bidder.id)
    visitor.page.get_by_label("Password", exact=True).fill("not this one")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_role("alert")).to_contain_text("Wrong ID or password")


def test_what_is_no_amount_is_refused_in_words(visit: Visit, db: Db, item: dict[str, Any], bidder: Person) -> None:
    visitor = visit(DESK, person=bidder).open(f"/items/{item['id']}")
    visitor.offer("1e6")
    expect(visitor.page.get_by_text("금액을 알아보지 못했어요")).to_be_visible()
    field = visitor.page.get_by_label("입찰 금액", exact=True)
    field.fill("7만 5천")
    expect(visitor.page.get_by_text("7만 5,000원")).to_be_visible()
    expect(field).to_have_value("7만 5천")
    assert bids_of(db, item) == 0


def test_a_stranger_is_led_to_sign_in_and_back(visit: Visit, item: dict[str, Any], bidder: Person) -> None:
    visitor = visit(PHONE).open(f"/items/{item['id']}")
    visitor.page.get_by_role("link", name="로그인하고 입찰하기").click()
    visitor.page.get_by_label("아이디").fill(bidder.id)
    visitor.page.get_by_label("비밀번호", exact=True).fill(bidder.password)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(f"**/items/{item['id']}")
    visitor.bid(10_000)
    expect(visitor.page.get_by_text("지금 최고 입찰자예요").first).to_be_visible()


def test_the_quick_amounts_fill_the_field(visit: Visit, item: dict[str, Any], bidder: Person, rival: Person) -> None:
    rival.bids(item, amount=10_000)
    visitor = visit(DESK, person=bidder).open(f"/items/{item['id']}")
    steps = visitor.page.get_by_role("group", name="빠른 금액")
    expect(steps.get_by_role("button")).to_have_text(["+1단계11,000원", "+2단계12,000원", "+5단계15,000원"])
    steps.get_by_role("button").nth(2).click()
    expect(visitor.page.get_by_label("자동 입찰 한도", exact=True)).to_have_value("15,000")


def test_a_bid_is_taken_back_in_public(visit: Visit, item: dict[str, Any], bidder: Person, rival: Person) -> None:
    rival.bids(item, amount=10_000)
    visitor = visit(DESK, person=bidder).open(f"/items/{item['id']}")
    visitor.bid(50_000)
    expect(visitor.price()).to_have_text("50,000원")
    visitor.tap("고치기·철회")
    question = visitor.page.get_by_role("dialog")
    question.get_by_text("철회하고 빠지기").first.click()
    expect(question.get_by_text("이 경매에는 다시 입찰할 수 없어요.")).to_be_visible()
    question.get_by_label("까닭").fill("0을 하나 더 눌렀어요")
    question.get_by_role("button", name="철회하고 빠지기").click()
    expect(visitor.price()).to_have_text("10,000원")
    expect(visitor.page.get_by_text("0을 하나 더 눌렀어요")).to_be_visible()
    expect(visitor.page.get_by_text("이 경매에서 빠졌어요")).to_be_visible()
    expect(visitor.page.get_by_text("더 높은 입찰이 나왔어요")).to_have_count(0)


def test_a_slip_is_corrected_in_one_go(visit: Visit, item: dict[str, Any], bidder: Person, rival: Person) -> None:
    rival.bids(item, amount=10_000)
    bidder.bids(item, amount=150_000)
    visitor = visit(PHONE, person=bidder).open(f"/items/{item['id']}")
    visitor.tap("고치기·철회")
    question = visitor.page.get_by_role("dialog")
    question.get_by_label("입찰 금액", exact=True).fill("1만 5천")
    question.get_by_label("까닭").fill("0을 하나 더 눌렀어요")
    assert visitor.axe() == []
    visitor.tap("15,000원으로 고쳐서 입찰")
    expect(visitor.price()).to_have_text("15,000원")
    expect(visitor.page.get_by_text("지금 최고 입찰자예요").first).to_be_visible()
    expect(visitor.page.get_by_role("button", name="고치기·철회")).to_have_count(0)


def test_a_seller_removes_a_bidder_who_reads_that_they_are_out(
    visit: Visit, seller: Person, item: dict[str, Any], bidder: Person, rival: Person
) -> None:
    rival.bids(item, amount=10_000)
    bidder.bids(item, amount=20_000)
    buyer = visit(PHONE, person=bidder).open(f"/items/{item['id']}")
    expect(buyer.page.get_by_text("지금 최고 입찰자예요")).to_be_visible()
    visitor = visit(DESK, person=seller).open(f"/items/{item['id']}")
    visitor.page.get_by_role("listitem").filter(has_text="b***r").get_by_role("button", name="이 입찰자 빼기").click()
    question = visitor.page.get_by_role("dialog")
    expect(question).to_contain_text("다시 입찰할 수 없고")
    question.get_by_label("빼는 까닭").fill("거래하지 않기로 했어요")
    question.get_by_role("button", name="이 입찰자 빼기").click()
    expect(visitor.price()).to_have_text("10,000원")
    expect(buyer.page.get_by_text("이 경매에서 빠졌어요")).to_be_visible()
    expect(buyer.page.get_by_text("거래하지 않기로 했어요")).to_be_visible()
    expect(buyer.page.get_by_role("button", name="입찰하기")).to_have_count(0)


def test_buying_now_ends_the_auction_for_everybody(visit: Visit, seller: Person, bidder: Person) -> None:
    item = an_item(seller, buyNowPrice="90000")
    onlooker = visit(PHONE).open(f"/items/{item['id']}")
    expect(onlooker.page.get_by_text("실시간으로")).to_be_visible()
    buyer = visit(DESK, person=bidder).open(f"/items/{item['id']}")
    buyer.tap("90,000원에 즉시 구매")
    buyer.page.get_by_role("dialog").get_by_role("button", name="즉시 구매", exact=True).click()
    expect(buyer.page.get_by_text("축하해요, 낙찰받았어요!").first).to_be_visible()
    expect(onlooker.page.get_by_text("90,000원에 낙찰됐어요")).to_be_visible()
