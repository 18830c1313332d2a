"""Pictures to look at; not committed."""
from pathlib import Path
import pytest
from playwright.sync_api import expect
from tests.browser.visitor import DESK, PHONE
from tests.cast import an_item, sign_up
from tests.scenes import move_end
from auction.history.rules import close_due

OUT = Path("/tmp/shots"); OUT.mkdir(exist_ok=True)


def shot(visitor, name, full=False):
    visitor.page.wait_for_timeout(600)
    visitor.page.screenshot(path=OUT / f"{name}.png", full_page=full)


@pytest.mark.parametrize(("width", "lang"), [(PHONE, "ko"), (DESK, "en")])
def test_shots(visit, db, seller, bidder, rival, server, width, lang):
    n = f"{width}-{lang}"
    item = an_item(seller, name="캠핑 의자 두 개 세트", reservePrice="60000", buyNowPrice="150000")
    plain = an_item(seller, name="캠핑 의자 하나")
    over = an_item(seller, name="캠핑 랜턴")
    unsold = an_item(bidder, name="내 낡은 자전거")
    own = an_item(bidder, name="내 라디오")
    rival.bids(own, amount=10000)
    bidder.bids(item, max_amount=40000)
    bidder.bids(plain, amount=10000); rival.bids(plain, amount=12000)
    bidder.bids(over, amount=20000); rival.bids(over, amount=21000)
    move_end(db, over, -1); move_end(db, unsold, -1)
    close_due(db)
    v = visit(width, lang=lang, person=bidder)
    shot(v.open("/"), f"browse-{n}", True)
    shot(v.open(f"/items/{item['id']}"), f"leading-unmet-{n}")
    shot(v.open(f"/items/{plain['id']}"), f"outbid-{n}")
    if width == PHONE:
        v.tap("입찰하기", exact=True)
        v.page.get_by_role("dialog").get_by_label("자동 입찰 한도", exact=True).fill("7만 5천")
        shot(v, f"sheet-{n}")
        v.tap("입찰 내용 확인")
        shot(v, f"confirm-{n}")
        rival.bids(plain, amount=80000)
        shot(v, f"moved-{n}")
    shot(v.open(f"/items/{over['id']}"), f"lost-{n}", True)
    shot(v.open("/me"), f"me-{n}", True)
    shot(v.open("/me?tab=selling"), f"me-selling-{n}", True)
    shot(v.open(f"/items/{unsold['id']}"), f"seller-unsold-{n}")
    s = visit(width, lang=lang)
    shot(s.open("/signup"), f"signup-{n}")
    s.page.locator("input[name=id]").fill("한글"); s.page.locator("input[name=password]").fill("123"); s.page.locator("input[name=phone]").fill("12"); s.page.keyboard.press("Enter")
    shot(s, f"signup-errors-{n}")
    small = visit(width, lang=lang, person=bidder)
    small.page.set_viewport_size({"width": 320, "height": 640})
    shot(small.open("/me"), f"me320-{n}", True)
