"""Every page at both widths, in both languages, light and dark: axe finds nothing and nothing sticks out."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from auction.config import ROOT
from commands import demo
from database import Db
from tests.browser.visitor import DESK, PHONE, Visitor
from tests.cast import Person, an_item
from tests.operators.acting import proven, with_role
from tests.orders.sales import an_order
from tests.processes import wait_for
from tests.scenes import move_end

Visit = Callable[..., Visitor]

# address, whether somebody is signed in, what is there once it is drawn, the same in English
PAGES = {
    "browse": ("/", False, "지금 올라온 경매", "Live auctions"),
    "none": ("/?q=없는것", False, "딱 맞는 경매가 없어요", "No matching auctions"),
    "item": ("/items/{item}", False, "입찰 기록", "Bids"),
    "item-leading": ("/items/{item}", True, "지금 최고 입찰자예요", "You’re the highest bidder"),
    "item-ended": ("/items/{ended}", False, "10,000원에 낙찰됐어요", "Sold for"),
    "item-own": ("/items/{own}", True, "내가 올린 경매예요", "This is your auction"),
    "sell": ("/sell", True, "판매하기", "Sell an item"),
    "me": ("/me", True, "님의 거래", "’s auctions"),
    "orders": ("/orders", True, "결제해 주세요", "Please pay"),
    "order": ("/orders/{order}", True, "결제해 주세요", "Please pay"),
    "payouts": ("/payouts", True, "아직 정산할 것이 없어요", "No payouts yet"),
    "console": ("/console?tab=trail", True, "역할 변경", "Role changed"),
    "console-order": ("/console/orders/{order}", True, "거래하는 사람", "Buyer and seller"),
    "notifications": ("/notifications", True, "아직 알림이 없어요", "No notifications yet"),
    "watching": ("/watching", True, "아직 찜한 경매가 없어요", "You watch no auctions yet"),
    "profile": ("/users/seller", False, "올린 경매", "Auctions"),
    "settings": ("/settings", True, "비밀번호 바꾸기", "Change password"),
    "terms": ("/terms", False, "이 약관은 무엇인가요", "What these terms are"),
    "forgot-password": ("/forgot-password", False, "링크 보내기", "Send the link"),
    "reset-password": ("/reset-password?token=x", False, "새 비밀번호 정하기", "Set a new password"),
    "login": ("/login", False, "로그인", "Sign in"),
    "signup": ("/signup", False, "회원가입", "Sign up"),
}
SHIFTS = """
window.moved = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) moved += entry.value;
}).observe({type: 'layout-shift', buffered: true});
"""
MOST_SHIFT = 0.02
SHOTS = ROOT / "docs" / "screenshots"
# the eight that tell most
KEPT = (
    "browse-390-light", "browse-1280-dark", "item-1280-light", "item-390-dark", "item-leading-390-light",
    "question-390-light", "me-1280-light", "sell-390-light",
)  # fmt: skip


@pytest.fixture
def scene(app: Any, db: Db, server: Any, seller: Person, bidder: Person, rival: Person) -> dict[str, int]:
    """An auction with a leader, one that has ended, one of the visitor's own; an order that the visitor has to pay.

    The visitor is an operator.
    """
    with_role(bidder, "chief")
    item, ended, own = an_item(seller), an_item(seller, name="끝난 것"), an_item(bidder, name="내 것")
    rival.bids(item, amount=10_000)
    bidder.bids(item, max_amount=40_000)
    rival.bids(item, amount=15_000)
    rival.bids(ended, amount=10_000)
    move_end(db, ended, seconds=-1)
    order = an_order(db, seller, bidder)
    return {"item": item["id"], "ended": ended["id"], "own": own["id"], "order": order["id"]}


@pytest.mark.parametrize(
    ("width", "lang", "scheme"),
    [(PHONE, "ko", "light"), (DESK, "ko", "dark"), (PHONE, "en", "dark"), (DESK, "en", "light")],
)
def test_axe_finds_nothing_on_any_page_and_nothing_moves(
    visit: Visit, scene: dict[str, int], bidder: Person, width: int, lang: str, scheme: str
) -> None:
    look = {"lang": lang, "scheme": scheme}
    visitors = {False: visit(width, **look), True: visit(width, **look, person=bidder)}
    proven(bidder)
    for visitor in visitors.values():
        visitor.page.add_init_script(SHIFTS)
    found = {}
    for name, (path, signed_in, korean, english) in PAGES.items():
        visitor = visitors[signed_in].open(path.format(**scene))
        sight = korean if lang == "ko" else english
        expect(visitor.page.locator("#main").get_by_text(sight).first).to_be_visible()
        visitor.page.wait_for_timeout(300)
        found[name] = moved(visitor.page) + visitor.axe() + sticking_out(visitor.page)
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_axe_finds_nothing_in_a_question_in_the_dark(visit: Visit, scene: dict[str, int], rival: Person) -> None:
    phone = visit(PHONE, scheme="dark", person=rival).open(f"/items/{scene['item']}")
    phone.offer(200_000)
    phone.page.wait_for_timeout(400)
    assert phone.axe() == []


def test_an_unknown_address_shows_a_page_not_found(visit: Visit) -> None:
    visitor = visit(PHONE)
    visitor.refusals_expected = True
    visitor.open("/no/such/page")
    expect(visitor.page.get_by_role("heading", name="여기에는 아무것도 없어요")).to_be_visible()
    visitor.open("/items/999999999")
    expect(visitor.page.get_by_role("heading", name="여기에는 아무것도 없어요")).to_be_visible()
    assert visitor.axe() == []


def test_nothing_moves_with_reduced_motion(visit: Visit, scene: dict[str, int]) -> None:
    visitor = visit(DESK)
    visitor.page.emulate_media(reduced_motion="reduce")
    visitor.open("/")
    expect(visitor.page.get_by_role("heading", name="지금 올라온 경매")).to_be_visible()
    longest = visitor.page.evaluate(
        "Math.max(...[...document.querySelectorAll('*')].map(e => parseFloat(getComputedStyle(e).transitionDuration)))"
    )
    assert longest <= 0.01


def moved(page: Page) -> list[str]:
    """What moved while the page was drawn, if it was more than the bound."""
    shift = page.evaluate("moved")
    return [f"a layout shift of {shift:.3f}"] if shift > MOST_SHIFT else []


def sticking_out(page: Page) -> list[str]:
    """A page wider than its window scrolls sideways, which nobody wants."""
    wide, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return [f"{wide} px wide in a window of {window}"] if wide > window else []


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_page_of_a_busy_site(visit: Visit, server: Any, environment: Path, width: int, scheme: str) -> None:
    """The demo site at both widths and in both lights; SCREENSHOTS=1 keeps those of KEPT."""
    demo.fill()
    password = (environment / "data" / "demo-password").read_text().strip()
    answer = server.post("/api/login", json={"id": "minji", "password": password}).json
    minji = Person(server, "minji", password, answer["accessToken"], answer["refreshToken"])
    own = next(item for item in minji.get("/api/me/items").json["items"] if item["status"] == "live")
    most = server.get("/api/items?sort=mostBids&limit=9").json["items"]
    live = next(item for item in most if item["seller"]["id"] != "minji")
    assert minji.bids(live, max_amount=live["minimumBid"] * 3).status_code == 201
    over = server.get("/api/items?status=ended&limit=50").json["items"]
    sold = next(item for item in over if item["status"] == "sold")
    bought, sales = (minji.get(f"/api/orders?role={role}").json["orders"] for role in ("buyer", "seller"))
    order = (bought + sales)[0]
    places = {"item": live["id"], "ended": sold["id"], "own": own["id"], "order": order["id"]}
    visitors = {False: visit(width, scheme=scheme), True: visit(width, scheme=scheme, person=minji)}
    visitors[False].refusals_expected = True
    proven(with_role(minji, "chief"))
    found = {}
    for name, (path, signed_in, *_) in {**PAGES, "nowhere": ("/nowhere", False)}.items():
        visitor = visitors[signed_in].open(path.format(**places).replace("/seller", "/junho"))
        keep_picture(visitor.page, f"{name}-{width}-{scheme}")
        found[name] = visitor.axe() + sticking_out(visitor.page)
    other = next(item for item in most if item["seller"]["id"] != "minji" and item["id"] != live["id"])
    visitor = visitors[True].open(f"/items/{other['id']}")
    visitor.offer(other["minimumBid"] * 11)
    keep_picture(visitor.page, f"question-{width}-{scheme}")
    found["question"] = visitor.axe()
    assert {name: faults for name, faults in found.items() if faults} == {}


def keep_picture(page: Page, name: str) -> None:
    """A picture of what is seen, once everything that is seen is there."""
    page.wait_for_timeout(700)
    wait_for(
        lambda: page.evaluate(
            "[...document.images].every(i => i.dataset.there || !i.checkVisibility() "
            "|| i.getBoundingClientRect().top > innerHeight || i.getBoundingClientRect().left > innerWidth)"
        )
    )
    page.wait_for_timeout(500)
    if os.environ.get("SCREENSHOTS") and name in KEPT:
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.jpg", type="jpeg", quality=80)
