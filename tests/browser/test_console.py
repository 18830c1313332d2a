"""The operators' console: a dispute is decided, a payout approved, and the trail says so."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from database import Db
from tests.browser.test_orders import titled
from tests.browser.test_pages import sticking_out
from tests.browser.test_second_factors import add_authenticator_app, code_of
from tests.browser.visitor import DESK, PHONE, Visitor
from tests.cast import Person, sign_up
from tests.operators.acting import proven, with_role
from tests.orders.sales import a_paid_order, act

Visit = Callable[..., Visitor]

DISPUTE = {"reason": "broken", "text": "갓이 깨져서 왔어요.", "wants": "refund"}


def a_disputed_order(db: Db, seller: Person, buyer: Person, **changes: Any) -> Any:
    """A shipped order whose buyer has reported a problem."""
    order = a_paid_order(db, seller, buyer, **changes)
    act(seller, order, "ship", carrier="cj", trackingNumber="123456789012")
    act(buyer, order, "dispute", **DISPUTE)
    return order


def test_an_operator_sets_up_a_factor_and_decides_a_dispute_that_both_sides_read(
    app: Any, visit: Visit, db: Db, server: Any, seller: Person, bidder: Person
) -> None:
    order = a_disputed_order(db, seller, bidder, name="초록 스탠드")
    operator = with_role(sign_up(server, "referee"), "chief")
    desk = visit(PHONE, person=operator).open("/console")
    desk.page.get_by_role("link", name="2단계 인증 켜기").click()
    expect(desk.page.get_by_role("heading", name="2단계 인증")).to_be_in_viewport()
    secret = add_authenticator_app(desk, operator)
    db.run("UPDATE sign_in SET provenAt = NULL")
    db.run("UPDATE totp SET lastStep = 0")
    desk.open("/console")
    desk.page.get_by_label("인증 앱의 여섯 자리 숫자").fill(code_of(secret))
    desk.tap("확인", exact=True)
    desk.page.get_by_role("link", name="초록 스탠드").click()
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text("분쟁")
    expect(desk.page.get_by_role("region", name="알린 문제")).to_contain_text(DISPUTE["text"])
    assert desk.axe() + sticking_out(desk.page) == []
    decide(desk, db, secret)
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text("완료")
    buyer, owner = (visit(PHONE, person=person).open(f"/orders/{order['id']}") for person in (bidder, seller))
    expect(buyer.page.get_by_role("region", name="영수증")).to_contain_text("환불−5,000원")
    for side in (buyer, owner):
        side.page.get_by_text("거래 기록").click()
        expect(side.page.locator("#main")).to_contain_text("흠이 있지만 쓸 수 있어요.")
    desk.open("/").page.get_by_role("link", name="운영").click()
    desk.page.get_by_role("tab", name="처리 기록").click()
    expect(desk.page.get_by_role("tabpanel")).to_contain_text("흠이 있지만 쓸 수 있어요.")
    assert desk.axe() + sticking_out(desk.page) == []


def decide(desk: Visitor, db: Db, secret: str) -> None:
    """Decide on a part refund; the proof has run out meanwhile, so that the act is done after it is shown again."""
    desk.page.locator("label").get_by_text("일부만 환불", exact=True).click()
    desk.page.get_by_label("환불할 금액").fill("5천")
    desk.page.get_by_label("까닭").fill("흠이 있지만 쓸 수 있어요.")
    desk.tap("돈이 어떻게 되는지 보기")
    sheet = desk.page.get_by_role("dialog", name="이대로 판정할까요?")
    expect(sheet).to_contain_text("Bidder 님에게 5,000원을 환불하고, Seller 님에게 18,500원을 정산해요.")
    assert desk.axe() + sticking_out(desk.page) == []
    db.run("UPDATE sign_in SET provenAt = NULL")
    db.run("UPDATE totp SET lastStep = 0")
    desk.refusals_expected = True
    sheet.get_by_role("button", name="이대로 판정하기").click()
    question = desk.page.get_by_role("dialog", name="본인 확인")
    assert desk.axe() == []
    question.get_by_label("인증 앱의 여섯 자리 숫자").fill(code_of(secret))
    question.get_by_role("button", name="확인", exact=True).click()
    expect(desk.page.get_by_role("dialog")).to_have_count(0)
    desk.refusals_expected = False


def test_two_people_approve_a_large_payout(
    app: Any, visit: Visit, db: Db, server: Any, seller: Person, bidder: Person
) -> None:
    order = a_paid_order(db, seller, bidder, startPrice="1200000", buyNowPrice="1200000")
    act(seller, order, "ship", carrier="cj", trackingNumber="123456789012")
    act(bidder, order, "confirm")
    for number in (1, 2):
        operator = with_role(sign_up(server, f"treasurer{number}"), "treasurer")
        desk = visit(DESK, person=operator)
        proven(operator)
        desk.open("/console?tab=payouts")
        desk.tap("승인", exact=True)
        sheet = desk.page.get_by_role("dialog")
        expect(sheet).to_contain_text("Seller 님에게 1,203,500원을 보내는 것을 승인해요.")
        sheet.get_by_label("까닭").fill("거래 내용을 확인했어요.")
        sheet.get_by_role("button", name="승인", exact=True).click()
        expect(desk.page.get_by_text(f"승인 {number}/2")).to_be_visible()
    assert desk.axe() + sticking_out(desk.page) == []
    desk.page.get_by_role("tab", name="장부").click()
    expect(desk.page.get_by_role("table").first).to_contain_text("escrow")
    assert desk.axe() + sticking_out(desk.page) == []


def test_the_console_is_closed_to_everybody_else_and_nobody_is_asked_for_it(visit: Visit, seller: Person) -> None:
    visitor = visit(PHONE, person=seller)
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url) if "/api/admin" in request.url else None)
    for path in ("/", "/me", "/settings"):
        visitor.open(path)
        expect(visitor.page.get_by_role("contentinfo")).to_contain_text("설정")
    visitor.page.wait_for_load_state("networkidle")
    assert asked == []
    expect(visitor.page.get_by_role("link", name="운영")).to_have_count(0)
    visitor.refusals_expected = True
    visitor.open("/console")
    titled(visitor, "운영자만 볼 수 있어요")
    assert visitor.axe() == []
