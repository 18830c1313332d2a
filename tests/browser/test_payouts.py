"""A seller's money: where it goes, and when it has arrived."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

import database
from database import Db
from tests.browser.test_orders import titled
from tests.browser.test_pages import sticking_out
from tests.browser.visitor import PHONE, Visitor
from tests.cast import Person
from tests.orders.sales import a_paid_order, act

Visit = Callable[..., Visitor]


def transfer(db: Db, order: Any) -> None:
    """Hand the payout of an order to the bank, which pays it."""
    from auction.payments.payouts import rules as payouts

    (payout,) = payouts.of_orders(db, [order["id"]]).values()
    database.transact(lambda db: payouts.send(db, payout))
    database.transact(lambda db: payouts.arrived(db, payout["id"]))


def test_a_seller_enters_the_account_and_sees_the_money_arrive(
    app: Any, visit: Visit, db: Db, seller: Person, bidder: Person
) -> None:
    order = a_paid_order(db, seller, bidder)
    act(seller, order, "ship", carrier="cj", trackingNumber="123456789012")
    act(bidder, order, "confirm")
    owner = visit(PHONE, person=seller).open("/orders?role=seller")
    owner.page.get_by_role("link", name="정산과 계좌 보기").click()
    account = owner.page.get_by_role("region", name="정산 계좌")
    expect(account).to_contain_text("적기 전에는 정산해 드릴 수 없어요")
    account.get_by_label("은행").select_option("카카오뱅크")
    account.get_by_label("계좌 번호").fill("3333-01-2345678")
    account.get_by_label("예금주").fill("김판매")
    account.get_by_label("지금 비밀번호").fill("not this one")
    owner.refusals_expected = True
    account.get_by_role("button", name="저장").click()
    expect(account.get_by_text("비밀번호")).to_have_count(2)
    owner.refusals_expected = False
    account.get_by_label("지금 비밀번호").fill(seller.password)
    account.get_by_role("button", name="저장").click()
    expect(account).to_contain_text("카카오뱅크 ***5678 · 김판매")
    expect(owner.page.locator("#main")).to_contain_text("정산 예정")
    assert owner.axe() + sticking_out(owner.page) == []
    transfer(db, order)
    owner.page.get_by_role("link", name=f"주문 {order['id']}").click()
    titled(owner, "정산이 끝났어요")
    expect(owner.page.get_by_role("listitem").filter(has_text="정산")).to_contain_text("월")
    expect(owner.page.get_by_role("region", name="영수증")).to_contain_text("정산 시각")
