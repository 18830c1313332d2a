"""The chat of an order on two phones: words, a photo, a failure, a dispute with photos, and the receipt."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, expect

from database import Db
from tests.browser.test_orders import titled
from tests.browser.test_pages import sticking_out
from tests.browser.visitor import DESK, PHONE, Visitor
from tests.cast import Person, a_photo
from tests.orders.sales import SHIPMENT, a_paid_order, act

Visit = Callable[..., Visitor]
HOSTILE = "<img src=x onerror=alert(1)> https://bad.example 010-1234-5678"


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    files = [tmp_path / f"{name}.jpg" for name in ("label", "scratch", "box")]
    for seed, file in enumerate(files):
        file.write_bytes(a_photo(640, 480, seed=seed))
    return files


def chat(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("log", name="대화")


def write(visitor: Visitor, text: str) -> Locator:
    field = visitor.page.get_by_label("메시지 쓰기")
    field.fill(text)
    return field


def test_two_phones_chat_with_a_photo_then_a_dispute_with_photos(
    app: Any, visit: Visit, db: Db, seller: Person, bidder: Person, photos: list[Path]
) -> None:
    order = a_paid_order(db, seller, bidder)
    buyer, owner = (visit(PHONE, person=person).open(f"/orders/{order['id']}") for person in (bidder, seller))
    titled(buyer, "결제 완료")
    chat(owner).scroll_into_view_if_needed()
    write(buyer, HOSTILE).press("Enter")
    expect(chat(buyer)).to_contain_text(HOSTILE)
    # the page's own stream brings it, without a reload
    expect(chat(owner)).to_contain_text(HOSTILE)
    assert chat(owner).locator("p a, p img").count() == 0
    owner.page.locator("#messages input[type=file]").set_input_files(photos[0])
    expect(owner.page.get_by_alt_text("사진 1: label.jpg")).to_be_visible()
    owner.tap("보내기", exact=True)
    picture = chat(buyer).get_by_alt_text("보낸 사진")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 480)
    assert buyer.axe() + sticking_out(buyer.page) == []

    act(seller, order, "ship", **SHIPMENT)
    titled(buyer, "받아 보셨나요?")
    buyer.tap("문제 알리기")
    sheet = buyer.page.get_by_role("dialog")
    sheet.get_by_label("자세한 내용").fill("긁혀서 왔어요.")
    sheet.locator("input[type=file]").set_input_files(photos[1:])
    expect(sheet.get_by_alt_text("사진 2: box.jpg")).to_be_visible()
    assert buyer.axe() + sticking_out(buyer.page) == []
    sheet.get_by_role("button", name="문제 알리기").click()
    titled(buyer, "판매자의 답을 기다려요")
    titled(owner, "구매자가 문제를 알렸어요")
    expect(chat(owner).get_by_alt_text("보낸 사진")).to_have_count(3)
    assert owner.axe() + sticking_out(owner.page) == []


def test_what_could_not_be_sent_stays_and_is_sent_once(
    app: Any, visit: Visit, db: Db, seller: Person, bidder: Person
) -> None:
    order = a_paid_order(db, seller, bidder)
    buyer = visit(PHONE, person=bidder).open(f"/orders/{order['id']}")
    buyer.refusals_expected = True
    titled(buyer, "결제 완료")
    # the server takes the message, and the answer is lost
    path = f"**/api/orders/{order['id']}/messages"

    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    buyer.page.route(path, lose)
    field = write(buyer, "잘 보내 주세요.")
    buyer.tap("보내기", exact=True)
    expect(buyer.page.locator("#messages [role=alert]")).to_be_visible(timeout=20_000)
    expect(field).to_have_value("잘 보내 주세요.")
    buyer.page.unroute(path)
    buyer.tap("보내기", exact=True)
    expect(field).to_have_value("")
    expect(chat(buyer).get_by_text("잘 보내 주세요.")).to_have_count(1)
    assert len(bidder.get(f"/api/orders/{order['id']}/messages").json["messages"]) == 1


def test_a_list_says_what_is_unread_until_it_is_read(
    app: Any, visit: Visit, db: Db, seller: Person, bidder: Person
) -> None:
    order = a_paid_order(db, seller, bidder)
    for text in ("하나", "둘"):
        seller.post(f"/api/orders/{order['id']}/messages", json={"text": text})
    desk = visit(DESK, lang="en", person=bidder).open("/orders")
    expect(desk.page.get_by_text("New messages: 2")).to_be_visible()
    desk.open(f"/orders/{order['id']}#messages")
    expect(desk.page.get_by_role("log", name="Messages")).to_contain_text("둘")
    assert desk.axe() + sticking_out(desk.page) == []
    expect(desk.page.get_by_text("New messages: 2")).to_have_count(0)
    desk.open("/orders")
    expect(desk.page.get_by_role("link", name="중고 아이폰 13").first).to_be_visible()
    expect(desk.page.get_by_text("New messages")).to_have_count(0)


def test_printing_prints_the_receipt_alone(app: Any, visit: Visit, db: Db, seller: Person, bidder: Person) -> None:
    order = a_paid_order(db, seller, bidder)
    buyer = visit(PHONE, person=bidder).open(f"/orders/{order['id']}")
    receipt = buyer.page.get_by_role("region", name="영수증")
    for words in ("중고 아이폰 13", "20,000원", "3,500원", "23,500원", "Seller", "Bidder", "통신판매의 당사자가 아"):
        expect(receipt).to_contain_text(words)
    buyer.page.emulate_media(media="print")
    expect(receipt).to_be_visible()
    expect(receipt.get_by_role("button")).to_have_count(0)
    expect(buyer.page.get_by_role("heading", name="결제 완료")).not_to_be_visible()
