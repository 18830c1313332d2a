"""Listing: photos in their order, a draft that survives, faults at their fields."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, expect

from tests.browser.visitor import DESK, PHONE, Visitor
from tests.cast import Person, a_photo, an_item

Visit = Callable[..., Visitor]


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Three photos: wide, tall, square."""
    paths = [tmp_path / f"{name}.jpg" for name in ("wide", "tall", "square")]
    for path, size in zip(paths, ((400, 200), (200, 400), (300, 300)), strict=True):
        path.write_bytes(a_photo(*size))
    return paths


def test_a_draft_survives_the_closing_of_its_tab(visit: Visit, seller: Person, photos: list[Path]) -> None:
    visitor = visit(PHONE, person=seller).open("/sell")
    visitor.page.locator("input[type=file]").set_input_files(photos)
    visitor.page.get_by_label("상품 이름").fill("쓰다 만 이름")
    visitor.page.get_by_label("시작가").fill("45000")
    expect(visitor.page.get_by_alt_text("사진 3: square.jpg")).to_be_visible()
    visitor.page.wait_for_timeout(200)
    visitor.page.close()
    visitor.page = visitor.listen(visitor.context.new_page())
    visitor.open("/sell")
    expect(visitor.page.get_by_text("쓰던 내용을 불러왔어요.")).to_be_visible()
    expect(visitor.page.get_by_label("상품 이름")).to_have_value("쓰다 만 이름")
    expect(visitor.page.get_by_label("시작가")).to_have_value("45,000")
    expect(visitor.page.get_by_alt_text("사진 3: square.jpg")).to_be_visible()
    visitor.tap("새로 쓰기")
    expect(visitor.page.get_by_label("상품 이름")).to_have_value("")


def test_photos_are_listed_in_the_order_given_to_them(visit: Visit, seller: Person, photos: list[Path]) -> None:
    visitor = visit(DESK, person=seller).open("/sell")
    visitor.page.locator("input[type=file]").set_input_files(photos)
    visitor.tap("사진 3 앞으로")
    visitor.tap("사진 2 앞으로")
    visitor.tap("사진 3 빼기")
    visitor.page.get_by_label("상품 이름").fill("순서 있는 것")
    visitor.page.get_by_label("시작가").fill("1000")
    visitor.tap("경매 올리기")
    visitor.page.wait_for_url("**/items/*")
    item = visitor.server.get("/api/items/" + visitor.page.url.rsplit("/", 1)[-1]).json
    assert [(image["width"], image["height"]) for image in item["images"]] == [(300, 300), (400, 200)]


def test_a_missing_value_is_reported_at_its_field(visit: Visit, seller: Person) -> None:
    visitor = visit(PHONE, person=seller).open("/sell")
    visitor.tap("경매 올리기")
    expect(visitor.page.get_by_text("사진을 한 장 이상 올려 주세요.")).to_be_visible()
    expect(visitor.page.get_by_text("이름을 적어 주세요.")).to_be_visible()
    expect(visitor.page.get_by_text("시작가를 적어 주세요.")).to_be_visible()


def test_a_broken_photo_is_refused_at_the_photos_and_nothing_is_lost(visit: Visit, seller: Person) -> None:
    visitor = visit(DESK, person=seller).open("/sell")
    visitor.refusals_expected = True
    broken: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8 not really"}
    visitor.page.locator("input[type=file]").set_input_files(broken)
    visitor.page.get_by_label("상품 이름").fill("이름은 남는다")
    visitor.page.get_by_label("시작가").fill("3000")
    visitor.tap("경매 올리기")
    expect(visitor.page.get_by_role("alert").filter(has_text="사진")).to_be_visible()
    expect(visitor.page.get_by_label("상품 이름")).to_have_value("이름은 남는다")


def test_a_reserve_under_the_start_price_is_reported_before_anything_is_sent(visit: Visit, seller: Person) -> None:
    visitor = visit(DESK, person=seller).open("/sell")
    visitor.page.get_by_label("시작가").fill("30000")
    visitor.page.get_by_role("switch", name="추가 설정").check()
    visitor.page.get_by_role("textbox", name="최저 낙찰가").fill("20000")
    visitor.tap("경매 올리기")
    expect(visitor.page.get_by_text("시작가보다 낮을 수 없어요.")).to_be_visible()


def test_a_file_that_is_not_a_photo_is_refused(visit: Visit, seller: Person) -> None:
    visitor = visit(PHONE, person=seller).open("/sell")
    svg: FilePayload = {
        "name": "x.svg",
        "mimeType": "image/svg+xml",
        "buffer": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    }
    visitor.page.locator("input[type=file]").set_input_files(svg)
    expect(visitor.page.get_by_text("JPEG, PNG, WebP 사진만 올릴 수 있어요.")).to_be_visible()


def test_a_heavy_photo_is_made_lighter_before_it_is_sent(visit: Visit, seller: Person, tmp_path: Path) -> None:
    heavy = tmp_path / "heavy.png"
    heavy.write_bytes(a_photo(3600, 1800, "PNG", compress_level=0))
    assert heavy.stat().st_size > 10_000_000
    visitor = visit(PHONE, person=seller).open("/sell")
    visitor.page.locator("input[type=file]").set_input_files(heavy)
    expect(visitor.page.get_by_alt_text("사진 1: heavy.jpg")).to_be_visible()
    size = visitor.page.get_by_alt_text("사진 1: heavy.jpg").evaluate(
        "image => [image.naturalWidth, image.naturalHeight]"
    )
    assert size == [2560, 1280]


def test_a_start_price_unlike_the_last_ones_is_asked_again(visit: Visit, seller: Person, photos: list[Path]) -> None:
    an_item(seller, price="12000")
    visitor = visit(PHONE, person=seller).open("/sell")
    form = visitor.page
    form.locator("input[type=file]").set_input_files(photos[:1])
    form.get_by_label("상품 이름").fill("작은 의자")
    form.get_by_role("textbox", name="시작가").fill("12만")
    visitor.tap("경매 올리기")
    expect(form.get_by_role("dialog")).to_contain_text("지난번에는 1만 2,000원에 시작했어요")
    visitor.tap("고칠게요")
    expect(form.get_by_role("textbox", name="시작가")).to_have_value("12만")
    visitor.tap("경매 올리기")
    visitor.tap("네, 12만원에 시작할게요")
    form.wait_for_url("**/items/*")
    expect(visitor.price()).to_have_text("120,000원")
