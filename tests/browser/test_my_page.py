"""My page: what to do first, nothing twice, and every list to its end, on the narrowest phone."""

from collections.abc import Callable

from playwright.sync_api import expect

from auction.history.rules import close_due
from database import Db
from tests.browser.test_pages import sticking_out
from tests.browser.visitor import PHONE, Visitor
from tests.cast import Person, an_item
from tests.scenes import move_end, stock

Visit = Callable[..., Visitor]
NARROW = {"width": 320, "height": 640}


def test_my_page_begins_with_what_to_do_and_repeats_nothing(
    visit: Visit, db: Db, seller: Person, bidder: Person, rival: Person
) -> None:
    outbid, led = an_item(seller, name="놓친 것"), an_item(seller, name="앞선 것")
    unsold = an_item(bidder, name="남은 것")
    bidder.bids(outbid, amount=10_000)
    rival.bids(outbid, amount=12_000)
    bidder.bids(led, max_amount=20_000)
    move_end(db, unsold, seconds=-1)
    close_due(db)
    visitor = visit(PHONE, person=bidder)
    visitor.page.set_viewport_size(NARROW)
    page = visitor.open("/me").page
    to_do = page.get_by_role("region", name="지금 할 일 2")
    expect(to_do.get_by_role("link", name="놓친 것")).to_contain_text("13,000원부터 다시 입찰할 수 있어요.")
    expect(to_do.get_by_role("link", name="남은 것")).to_contain_text("값을 낮춰 다시 올려 보세요.")
    expect(page.get_by_role("link", name="앞선 것")).to_have_count(1)
    for name in ("입찰 중", "낙찰", "놓침", "판매 중", "판매 완료", "유찰"):
        tab = page.get_by_role("tab", name=name, exact=True)
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
        place = tab.bounding_box()
        assert place
        assert 0 <= place["x"] <= place["x"] + place["width"] <= NARROW["width"]
        assert sticking_out(page) == []
        expect(page.get_by_role("link", name="놓친 것")).to_have_count(1)
        expect(page.get_by_role("link", name="남은 것")).to_have_count(1)


def test_a_long_list_goes_on_to_its_end(visit: Visit, db: Db, seller: Person) -> None:
    stock(db, seller.id, 60)
    page = visit(PHONE, person=seller).open("/me?tab=selling").page
    rows = page.get_by_role("tabpanel").get_by_role("listitem")
    expect(rows).to_have_count(50)
    page.get_by_role("button", name="더 보기").click()
    expect(rows).to_have_count(60)
    expect(page.get_by_role("button", name="더 보기")).to_have_count(0)
