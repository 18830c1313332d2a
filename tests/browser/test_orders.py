"""From won to completed on two phones, and the ways out, as buyer and seller live them."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from auction.orders import timers
from database import Db
from tests.browser.test_auction import close_what_is_due
from tests.browser.test_pages import sticking_out
from tests.browser.visitor import DESK, PHONE, Visitor
from tests.cast import Person, an_item
from tests.orders.sales import a_paid_order, act, an_order, let_pass, order_of
from tests.scenes import move_end

Visit = Callable[..., Visitor]

# a tap is a finger that goes down; the count outlives each page
COUNT_TAPS = """
addEventListener('pointerdown', () => {
  sessionStorage.setItem('taps', Number(sessionStorage.getItem('taps') ?? 0) + 1);
}, true);
"""
MOST_TAPS = 12
ADDRESS = ("김구매", "010-1234-5678", "04524", "서울 중구 세종대로 110", "3층")


@pytest.fixture
def sold(db: Db, seller: Person, bidder: Person) -> dict[str, Any]:
    """A lamp sold to the bidder for 30,000 won, with a parcel for 4,000 won or a meeting."""
    item = an_item(seller, name="초록 스탠드", shipping='[{"kind": "parcel", "fee": 4000}, {"kind": "meet", "fee": 0}]')
    bidder.bids(item, amount=30_000)
    move_end(db, item, seconds=-1)
    close_what_is_due()
    return item


def titled(visitor: Visitor, title: str) -> Locator:
    """Wait until this is the heading of the page; return it."""
    heading = visitor.page.get_by_role("heading", name=title, level=1)
    expect(heading).to_be_visible()
    return heading


def taps(visitor: Visitor) -> int:
    return int(visitor.page.evaluate("Number(sessionStorage.getItem('taps') ?? 0)"))


def fill_address(visitor: Visitor) -> None:
    """Tap the first field and go on from field to field by the keyboard."""
    visitor.page.get_by_label("받는 사람").click()
    for text in ADDRESS:
        visitor.page.keyboard.type(text)
        visitor.page.keyboard.press("Tab")


def pay(visitor: Visitor, total: str) -> None:
    """Pay at the sandbox's page and come back."""
    visitor.tap(f"{total}원 결제하기")
    visitor.page.wait_for_url("**/sandbox/*")
    visitor.page.get_by_role("button", name="결제하기").click()
    visitor.page.wait_for_url("**/orders/*")


def test_from_won_to_completed_in_few_taps_on_a_phone(
    visit: Visit, seller: Person, bidder: Person, sold: dict[str, Any]
) -> None:
    buyer = visit(PHONE, person=bidder)
    buyer.page.add_init_script(COUNT_TAPS)
    buyer.open(f"/items/{sold['id']}")
    buyer.page.get_by_role("link", name="거래 이어 가기").click()
    titled(buyer, "결제해 주세요")
    assert buyer.axe() + sticking_out(buyer.page) == []
    fill_address(buyer)
    pay(buyer, "34,000")
    large = titled(buyer, "결제 완료")
    assert float(large.evaluate("shown => parseFloat(getComputedStyle(shown).fontSize)")) >= 30
    assert buyer.axe() + sticking_out(buyer.page) == []

    owner = visit(PHONE, person=seller).open("/me")
    expect(owner.page.get_by_role("region", name="지금 할 일 1")).to_contain_text("상품을 보내 주세요")
    owner.page.get_by_role("link", name="초록 스탠드").first.click()
    titled(owner, "상품을 보내 주세요")
    expect(owner.page.get_by_text("서울 중구 세종대로 110")).to_be_visible()
    owner.tap("보냈어요")
    owner.page.get_by_label("운송장 번호").fill("123456789012")
    owner.page.get_by_role("dialog").get_by_role("button", name="보냈어요").click()
    titled(owner, "구매확정을 기다려요")
    assert owner.axe() + sticking_out(owner.page) == []

    buyer.page.reload()
    titled(buyer, "받아 보셨나요?")
    expect(buyer.page.get_by_role("link", name="배송 조회")).to_be_visible()
    buyer.tap("구매확정")
    buyer.page.get_by_role("dialog").get_by_role("button", name="구매확정").click()
    titled(buyer, "거래가 끝났어요")
    assert taps(buyer) <= MOST_TAPS
    owner.page.reload()
    titled(owner, "구매가 확정됐어요")
    expect(owner.page.get_by_role("region", name="영수증")).to_contain_text("34,000원")
    assert owner.axe() + sticking_out(owner.page) == []
    desk = visit(DESK, lang="en", scheme="dark", person=bidder).open("/orders")
    desk.page.get_by_role("link", name="초록 스탠드").click()
    titled(desk, "All done")
    assert desk.axe() + sticking_out(desk.page) == []


def confirm(visitor: Visitor, act: str) -> None:
    """Press the button of an act, and the same one in the sheet that confirms it."""
    visitor.tap(act, exact=True)
    visitor.page.get_by_role("dialog").get_by_role("button", name=act, exact=True).click()


def test_a_paid_order_is_cancelled_by_agreement(app: Any, visit: Visit, db: Db, seller: Person, bidder: Person) -> None:
    order = a_paid_order(db, seller, bidder)
    buyer, owner = visit(PHONE, person=bidder), visit(PHONE, person=seller)
    buyer.open(f"/orders/{order['id']}")
    confirm(buyer, "취소 요청하기")
    titled(buyer, "취소를 요청했어요")
    owner.open(f"/orders/{order['id']}")
    titled(owner, "구매자가 취소를 요청했어요")
    confirm(owner, "취소에 동의하기")
    titled(owner, "구매자에게 환불됐어요")
    buyer.page.reload()
    titled(buyer, "환불됐어요")
    expect(buyer.page.get_by_role("region", name="영수증")).to_contain_text("환불−23,500원")


def test_a_broken_item_is_returned_and_refunded(app: Any, visit: Visit, db: Db, seller: Person, bidder: Person) -> None:
    order = a_paid_order(db, seller, bidder)
    act(seller, order, "ship", carrier="cj", trackingNumber="123456789012")
    buyer, owner = visit(PHONE, person=bidder), visit(PHONE, person=seller)
    buyer.open(f"/orders/{order['id']}")
    buyer.tap("문제 알리기")
    buyer.page.get_by_label("무슨 문제인가요?").select_option("broken")
    buyer.page.get_by_label("자세한 내용").fill("갓이 깨져서 왔어요.")
    buyer.page.get_by_text("반품하고 환불").click()
    assert buyer.axe() + sticking_out(buyer.page) == []
    buyer.page.get_by_role("dialog").get_by_role("button", name="문제 알리기").click()
    titled(buyer, "판매자의 답을 기다려요")
    owner.open(f"/orders/{order['id']}")
    expect(owner.page.get_by_role("region", name="알린 문제")).to_contain_text("갓이 깨져서 왔어요.")
    confirm(owner, "받아들이기")
    titled(owner, "구매자가 돌려보낼 거예요")
    buyer.page.reload()
    buyer.tap("돌려보냈어요")
    buyer.page.get_by_label("운송장 번호").fill("210987654321")
    buyer.page.get_by_role("dialog").get_by_role("button", name="돌려보냈어요").click()
    titled(buyer, "판매자가 받기를 기다려요")
    owner.page.reload()
    confirm(owner, "돌려받았어요")
    titled(owner, "구매자에게 환불됐어요")


def test_a_broken_part_is_settled_by_a_part_of_the_money(
    app: Any, visit: Visit, db: Db, seller: Person, bidder: Person
) -> None:
    order = a_paid_order(db, seller, bidder)
    act(seller, order, "ship", carrier="cj", trackingNumber="123456789012")
    buyer, owner = visit(PHONE, person=bidder), visit(PHONE, person=seller)
    buyer.open(f"/orders/{order['id']}")
    buyer.tap("문제 알리기")
    buyer.page.get_by_label("무슨 문제인가요?").select_option("missing")
    buyer.page.get_by_label("자세한 내용").fill("전구가 없어요.")
    buyer.page.get_by_text("일부만 환불").click()
    buyer.page.get_by_label("환불받을 금액").fill("5000")
    buyer.page.get_by_role("dialog").get_by_role("button", name="문제 알리기").click()
    titled(buyer, "판매자의 답을 기다려요")
    owner.open(f"/orders/{order['id']}")
    expect(owner.page.get_by_role("region", name="알린 문제")).to_contain_text("5,000원 환불")
    confirm(owner, "받아들이기")
    titled(owner, "구매가 확정됐어요")
    expect(owner.page.get_by_role("region", name="영수증")).to_contain_text("18,500원")
    assert owner.axe() + sticking_out(owner.page) == []
    buyer.page.reload()
    titled(buyer, "거래가 끝났어요")
    expect(buyer.page.get_by_role("region", name="영수증")).to_contain_text("환불−5,000원")


def test_an_unpaid_item_goes_to_the_runner_up_who_pays(
    app: Any, visit: Visit, db: Db, seller: Person, bidder: Person, rival: Person
) -> None:
    item = an_item(seller, name="초록 스탠드", shipping='[{"kind": "parcel", "fee": 4000}]')
    rival.bids(item, amount=20_000)
    bidder.bids(item, amount=30_000)
    move_end(db, item, seconds=-1)
    close_what_is_due()
    bidder.get("/api/orders", query_string={"item": item["id"]})
    let_pass(db, order_of(db, item), hours=73)
    timers.lapse_due()

    owner = visit(PHONE, person=seller).open(f"/orders?item={item['id']}")
    titled(owner, "구매자가 결제하지 않았어요")
    expect(owner.page.get_by_role("button", name="다시 올리기")).to_be_visible()
    confirm(owner, "다음 입찰자에게 제안하기")
    expect(owner.page.get_by_role("button", name="다시 올리기")).to_have_count(0)
    runner_up = visit(PHONE, person=rival).open("/orders")
    expect(runner_up.page.get_by_role("region", name="나에게 온 제안")).to_contain_text("초록 스탠드")
    assert runner_up.axe() + sticking_out(runner_up.page) == []
    runner_up.tap("20,000원에 살게요")
    titled(runner_up, "결제해 주세요")
    fill_address(runner_up)
    pay(runner_up, "24,000")
    titled(runner_up, "결제 완료")


def test_the_item_of_an_order_that_failed_is_listed_again(
    app: Any, visit: Visit, db: Db, seller: Person, bidder: Person
) -> None:
    order = an_order(db, seller, bidder)
    act(seller, order, "cancel")
    owner = visit(PHONE, person=seller).open(f"/orders/{order['id']}")
    confirm(owner, "다시 올리기")
    owner.page.wait_for_url(lambda url: "/items/" in url and not url.endswith(f"/{order['item_id']}"))
    expect(owner.page.get_by_text("다시 올린 상품이에요")).to_be_visible()


def test_an_order_is_nobody_elses(visit: Visit, seller: Person, bidder: Person, rival: Person, sold: Any) -> None:
    order_id = bidder.get("/api/orders", query_string={"item": sold["id"]}).json["orders"][0]["id"]
    stranger = visit(PHONE, person=rival)
    stranger.refusals_expected = True
    stranger.open(f"/orders/{order_id}")
    expect(stranger.page.get_by_role("heading", name="여기에는 아무것도 없어요")).to_be_visible()
    outside = visit(PHONE).open(f"/orders/{order_id}")
    expect(outside.page.get_by_role("heading", name="로그인하면 거래를 볼 수 있어요")).to_be_visible()
