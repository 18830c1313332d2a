"""A whole auction as people live it, from two sign-ups to won and sold; and the ways it can end otherwise."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from auction.config import ROOT
from database import Db
from tests.browser.visitor import DESK, PHONE, Visitor
from tests.cast import Person, a_photo, an_item
from tests.scenes import move_end

Visit = Callable[..., Visitor]


def close_what_is_due() -> None:
    """What cron does each minute."""
    subprocess.run([sys.executable, "historyUpdate.py"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def join(visitor: Visitor, user_id: str, nickname: str, phone: str) -> None:
    """Sign up by hand."""
    form = visitor.page
    # the page before has a field of this name too
    expect(form.get_by_role("heading", name="회원가입")).to_be_visible()
    form.get_by_label("아이디").fill(user_id)
    form.get_by_label("비밀번호", exact=True).fill("길고 안전한 비밀번호 하나")
    form.get_by_label("닉네임").fill(nickname)
    form.get_by_label("전화번호").fill(phone)
    visitor.agree()
    visitor.tap("가입하고 시작하기")


def list_a_lamp(visitor: Visitor, folder: Path) -> int:
    """List a thing by hand; returns its id."""
    photo = folder / "lamp.jpg"
    photo.write_bytes(a_photo())
    form = visitor.page
    form.locator("input[type=file]").set_input_files(photo)
    form.get_by_label("상품 이름").fill("초록 스탠드")
    form.get_by_label("설명").fill("세 번 켰어요.")
    form.get_by_label("시작가").fill("12000")
    form.get_by_role("button", name="1시간").click()
    visitor.tap("경매 올리기")
    form.wait_for_url("**/items/*")
    return int(form.url.rsplit("/", 1)[-1])


def test_from_sign_up_to_won_and_sold(visit: Visit, db: Db, tmp_path: Path) -> None:
    seller = visit(DESK).open("/signup?next=/sell")
    join(seller, "lampseller", "램프집", "010-2222-3333")
    expect(seller.page.get_by_role("heading", name="판매하기")).to_be_visible()
    item_id = list_a_lamp(seller, tmp_path)
    expect(seller.page.get_by_role("heading", name="내가 올린 경매예요")).to_be_visible()

    buyer = visit(PHONE).open(f"/items/{item_id}")
    buyer.page.get_by_role("link", name="로그인하고 입찰하기").click()
    buyer.page.get_by_role("link", name="회원가입").click()
    join(buyer, "lampbuyer", "불빛", "010-4444-5555")
    buyer.page.wait_for_url(f"**/items/{item_id}")
    buyer.bid(15_000)
    expect(seller.price()).to_have_text("15,000원")

    move_end(db, {"id": item_id}, seconds=2)
    expect(buyer.page.get_by_text("축하해요, 낙찰받았어요!").first).to_be_visible()
    close_what_is_due()
    expect(buyer.page.get_by_text("축하해요, 낙찰받았어요!").first).to_be_visible()
    expect(seller.page.get_by_text("15,000원에 팔렸어요")).to_be_visible()

    buyer.page.get_by_role("link", name="거래 이어 가기").click()
    expect(buyer.page.get_by_role("heading", name="결제해 주세요")).to_be_visible()
    expect(buyer.page.get_by_text("15,000원").first).to_be_visible()
    seller.open("/me?tab=sold")
    expect(seller.page.get_by_role("link", name="초록 스탠드")).to_contain_text("낙찰")


def test_unsold_and_listed_again_for_less(visit: Visit, db: Db, seller: Person, item: dict[str, Any]) -> None:
    visitor = visit(PHONE, person=seller).open(f"/items/{item['id']}")
    move_end(db, item, seconds=-1)
    close_what_is_due()
    visitor.open("/me")
    expect(visitor.page.get_by_role("heading", name="지금 할 일 1")).to_be_visible()
    visitor.page.get_by_role("link", name=item["name"]).click()
    visitor.tap("다시 올리기")
    visitor.page.get_by_label("시작가").fill("7000")
    visitor.page.get_by_role("dialog").get_by_role("button", name="다시 올리기").click()
    expect(visitor.price()).to_have_text("7,000원")
    expect(visitor.page.get_by_role("link", name="다시 올린 상품이에요")).to_be_visible()


def test_sold_early_to_the_leader(visit: Visit, seller: Person, bidder: Person, item: dict[str, Any]) -> None:
    bidder.bids(item, amount=20_000)
    buyer = visit(PHONE, person=bidder).open(f"/items/{item['id']}")
    expect(buyer.page.get_by_text("지금 최고 입찰자예요")).to_be_visible()
    visitor = visit(DESK, person=seller).open(f"/items/{item['id']}")
    visitor.tap("일찍 끝내기")
    visitor.tap("지금 팔기", exact=True)
    expect(visitor.page.get_by_text("20,000원에 팔렸어요")).to_be_visible()
    expect(buyer.page.get_by_text("축하해요, 낙찰받았어요!").first).to_be_visible()


def test_cancelled_with_a_reason_that_bidders_see(
    visit: Visit, seller: Person, bidder: Person, item: dict[str, Any]
) -> None:
    bidder.bids(item, amount=20_000)
    visitor = visit(DESK, person=seller).open(f"/items/{item['id']}")
    visitor.tap("일찍 끝내기")
    visitor.page.get_by_text("경매 취소하기").click()
    visitor.page.get_by_label("취소하는 까닭").fill("옮기다 깨졌어요")
    visitor.tap("경매 취소", exact=True)
    expect(visitor.page.get_by_text("취소한 경매예요")).to_be_visible()
    expect(visitor.page.locator("q", has_text="옮기다 깨졌어요")).to_be_visible()


def test_a_listing_is_changed_and_taken_down_before_the_first_bid(visit: Visit, seller: Person) -> None:
    item = an_item(seller, name="낡은 이름")
    visitor = visit(DESK, person=seller).open(f"/items/{item['id']}")
    visitor.tap("고치기")
    visitor.page.get_by_label("상품 이름").fill("새 이름")
    visitor.tap("저장")
    expect(visitor.page.get_by_role("heading", name="새 이름", level=1)).to_be_visible()
    visitor.tap("내리기")
    # the page hears that it is gone and asks, perhaps before it has left
    visitor.refusals_expected = True
    visitor.page.get_by_role("dialog").get_by_role("button", name="내리기").click()
    visitor.page.wait_for_url("**/me?tab=selling")
    expect(visitor.page.get_by_text("판매 중인 상품이 없어요")).to_be_visible()
