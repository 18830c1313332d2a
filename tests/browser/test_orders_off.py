"""What the page says of a sale on a site that takes no payments: no order is promised."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from database import Db
from tests.browser.test_auction import close_what_is_due
from tests.browser.test_pages import sticking_out
from tests.browser.visitor import PHONE, Visitor
from tests.cast import Person, RunningServer, an_item
from tests.processes import gunicorn
from tests.scenes import move_end

Visit = Callable[..., Visitor]


@pytest.fixture
def server(environment: Path, clean: None) -> Iterator[RunningServer]:
    with gunicorn(environment / "without_payments.log", PAYMENTS="off") as server:
        yield server


def test_both_sides_read_that_they_settle_the_sale_themselves(
    visit: Visit, db: Db, seller: Person, bidder: Person
) -> None:
    item = an_item(seller)
    bidder.bids(item, amount=12_000)
    move_end(db, item, seconds=-1)
    close_what_is_due()
    for side in (bidder, seller):
        visitor = visit(PHONE, person=side).open(f"/items/{item['id']}")
        visitor.page.get_by_role("link", name="거래 이어 가기").click()
        expect(visitor.page.get_by_role("heading", name="거래는 직접 마쳐 주세요", level=1)).to_be_visible()
        expect(visitor.page.get_by_text("잠시 뒤에")).to_have_count(0)
        assert visitor.axe() + sticking_out(visitor.page) == []
    assert db.all("SELECT id FROM orders") == []
