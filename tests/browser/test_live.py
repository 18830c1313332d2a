"""Prices and leads move while people look, and people know when they do not."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.visitor import DESK, PHONE, Visitor
from tests.cast import Person, an_item

Visit = Callable[..., Visitor]


def test_two_bidders_see_each_others_price_without_reload(
    visit: Visit, item: dict[str, Any], bidder: Person, rival: Person
) -> None:
    first = visit(PHONE, person=bidder).open(f"/items/{item['id']}")
    second = visit(DESK, person=rival).open(f"/items/{item['id']}")
    first.bid(10_000)
    expect(first.page.get_by_role("status").filter(has_text="지금 최고 입찰자예요").first).to_be_visible()
    expect(second.price()).to_have_text("10,000원")
    expect(second.page.get_by_text("입찰 1", exact=True)).to_be_visible()
    second.bid(30_000)
    expect(second.price()).to_have_text("30,000원")
    expect(first.price()).to_have_text("30,000원")
    expect(first.page.get_by_role("alert").filter(has_text="더 높은 입찰이 나왔어요")).to_be_visible()
    expect(first.page.get_by_text("31,000원부터 다시 입찰할 수 있어요.")).to_be_visible()


def test_a_secret_maximum_answers_by_itself_and_the_bidder_sees_it_at_once(
    visit: Visit, item: dict[str, Any], bidder: Person, rival: Person
) -> None:
    rival.bids(item, max_amount=50_000)
    visitor = visit(DESK, person=bidder).open(f"/items/{item['id']}")
    visitor.bid(20_000)
    expect(visitor.page.get_by_role("alert").filter(has_text="자동 입찰이 더 높아요")).to_be_visible()
    expect(visitor.price()).to_have_text("21,000원")
    assert "50,000" not in visitor.page.content()


def test_a_list_moves_too(visit: Visit, item: dict[str, Any], bidder: Person) -> None:
    visitor = visit(PHONE).open("/")
    card = visitor.page.get_by_role("link", name=item["name"])
    expect(card).to_contain_text("10,000원")
    bidder.bids(item, amount=15_000)
    expect(card).to_contain_text("15,000원")
    expect(card).to_contain_text("입찰 1")


def test_an_outbid_user_is_notified_on_any_page(
    visit: Visit, item: dict[str, Any], bidder: Person, rival: Person
) -> None:
    bidder.bids(item, amount=10_000)
    visitor = visit(DESK, person=bidder).open("/settings")
    expect(visitor.page.get_by_label("닉네임")).to_have_value("Bidder")
    visitor.page.wait_for_timeout(700)
    rival.bids(item, amount=12_000)
    toast = visitor.page.get_by_role("alert").filter(has_text="더 높은 입찰이 나왔어요")
    expect(toast).to_contain_text("12,000원")
    toast.click()
    expect(visitor.price()).to_have_text("12,000원")


def test_the_page_recovers_after_the_network_was_lost(visit: Visit, item: dict[str, Any], rival: Person) -> None:
    visitor = visit(DESK).open(f"/items/{item['id']}")
    expect(visitor.page.get_by_text("실시간으로 보고 있어요")).to_be_visible()
    visitor.refusals_expected = True
    visitor.context.set_offline(True)
    expect(visitor.page.get_by_text("인터넷이 끊겼어요")).to_be_visible()
    expect(visitor.page.get_by_text("실시간 연결이 끊겨")).to_be_visible()
    rival.bids(item, amount=11_000)
    visitor.page.wait_for_timeout(300)
    expect(visitor.price()).to_have_text("10,000원")
    visitor.context.set_offline(False)
    expect(visitor.price()).to_have_text("11,000원")
    expect(visitor.page.get_by_text("인터넷이 끊겼어요")).to_be_hidden()
    expect(visitor.page.get_by_text("실시간으로 보고 있어요")).to_be_visible()


def test_every_tab_of_a_visitor_moves(visit: Visit, seller: Person, rival: Person) -> None:
    things = [an_item(seller, name=f"물건 {number}") for number in range(2)]
    visitor = visit(DESK).open(f"/items/{things[0]['id']}")
    other = visitor.listen(visitor.context.new_page())
    other.goto(f"{visitor.server.url}/items/{things[1]['id']}")
    for thing in things:
        rival.bids(thing, amount=17_000)
    expect(visitor.price()).to_have_text("17,000원")
    expect(other.get_by_test_id("price")).to_have_text("17,000원")
