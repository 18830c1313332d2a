"""Signing in and up: said where it is wrong, kept where no script can read it, the same in every tab."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.visitor import DESK, PHONE, Visitor
from tests.cast import Person

Visit = Callable[..., Visitor]


def enter(visitor: Visitor, person: Person, password: str = "") -> None:
    visitor.page.get_by_label("아이디").fill(person.id)
    visitor.page.get_by_label("비밀번호", exact=True).fill(password or person.password)
    visitor.page.keyboard.press("Enter")


def test_a_sign_in_outlives_a_reload_and_no_script_can_read_it(visit: Visit, bidder: Person) -> None:
    visitor = visit(DESK).open("/login")
    enter(visitor, bidder)
    visitor.page.wait_for_url(visitor.server.url + "/")
    cookie = next(cookie for cookie in visitor.context.cookies() if cookie["name"] == "refresh")
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Strict", "/api")
    seen: dict[str, Any] = visitor.page.evaluate("({...localStorage, ...sessionStorage, cookie: document.cookie})")
    assert not [value for value in seen.values() if str(value).count(".") == 2 and len(str(value)) > 60]
    for _ in range(3):
        visitor.page.reload()
    visitor.open("/me")
    expect(visitor.page.get_by_role("heading", name="Bidder님의 거래")).to_be_visible()


def test_a_wrong_password_is_reported_and_the_id_stays_typed(visit: Visit, bidder: Person) -> None:
    visitor = visit(PHONE).open("/login")
    visitor.refusals_expected = True
    enter(visitor, bidder, "not this one")
    expect(visitor.page.get_by_role("alert")).to_contain_text("아이디 또는 비밀번호가 틀렸어요")
    expect(visitor.page.get_by_label("아이디")).to_have_value("bidder")


def test_an_error_of_a_sign_up_is_reported_at_its_field(visit: Visit, bidder: Person) -> None:
    visitor = visit(PHONE).open("/signup")
    visitor.refusals_expected = True
    form = visitor.page
    form.get_by_label("아이디").fill("Ab")
    form.get_by_label("전화번호").fill("12")
    visitor.tap("가입하고 시작하기")
    for label in ("아이디", "비밀번호", "닉네임", "전화번호"):
        expect(form.get_by_label(label, exact=True)).to_have_attribute("aria-invalid", "true")
    form.get_by_label("아이디").fill(bidder.id)
    form.get_by_label("비밀번호", exact=True).fill("password1234")
    form.get_by_label("닉네임").fill("별")
    form.get_by_label("전화번호").fill("010-1234-5678")
    expect(form.get_by_text("동의해야 가입할 수 있어요.")).to_have_count(2)
    visitor.agree()
    visitor.tap("가입하고 시작하기")
    expect(form.get_by_text("흔한 말이라 쉽게 추측할 수 있어요")).to_be_visible()
    form.get_by_label("비밀번호", exact=True).fill("길고 안전한 비밀번호 하나")
    visitor.tap("가입하고 시작하기")
    expect(form.get_by_text("이미 쓰는 아이디예요")).to_be_visible()
    expect(form.get_by_label("닉네임")).to_have_value("별")


def test_signing_out_in_one_tab_signs_out_in_all(visit: Visit, bidder: Person) -> None:
    visitor = visit(DESK).open("/login?next=/me")
    enter(visitor, bidder)
    expect(visitor.page.get_by_role("heading", name="Bidder님의 거래")).to_be_visible()
    # what a tab was just asking for may still be refused
    visitor.refusals_expected = True
    other = visitor.listen(visitor.context.new_page())
    other.goto(visitor.server.url + "/settings")
    other.get_by_role("button", name="로그아웃", exact=True).last.click()
    expect(visitor.page.get_by_text("로그인하면 내 거래를 볼 수 있어요")).to_be_visible()
    assert not [cookie for cookie in visitor.context.cookies() if cookie["name"] == "refresh"]


def test_a_sign_in_that_was_ended_elsewhere_leaves_a_stranger(visit: Visit, bidder: Person) -> None:
    visitor = visit(DESK, person=bidder).open("/me")
    visitor.refusals_expected = True
    expect(visitor.page.get_by_role("heading", name="Bidder님의 거래")).to_be_visible()
    changed = bidder.patch("/api/me", json={"password": "another long one", "currentPassword": bidder.password})
    assert changed.status_code == 200
    visitor.page.get_by_role("tab", name="낙찰", exact=True).click()
    expect(visitor.page.get_by_text("로그인하면 내 거래를 볼 수 있어요")).to_be_visible()


def test_signing_in_never_leads_to_another_site(visit: Visit, bidder: Person) -> None:
    visitor = visit(DESK).open("/login?next=//evil.example/")
    enter(visitor, bidder)
    visitor.page.wait_for_url(visitor.server.url + "/")


def test_a_profile_is_changed_and_a_password_needs_the_old_one(visit: Visit, bidder: Person) -> None:
    visitor = visit(PHONE, person=bidder).open("/settings")
    visitor.refusals_expected = True
    visitor.page.get_by_label("닉네임").fill("달빛")
    visitor.tap("저장")
    expect(visitor.page.get_by_text("저장했어요.")).to_be_visible()
    visitor.page.get_by_label("지금 비밀번호").fill("wrong one")
    visitor.page.get_by_label("새 비밀번호").fill("길고 새로운 비밀번호")
    visitor.tap("비밀번호 바꾸기")
    expect(visitor.page.get_by_text("현재 비밀번호가 틀렸어요")).to_be_visible()
    expect(visitor.page.get_by_label("새 비밀번호")).to_have_value("길고 새로운 비밀번호")


def test_an_answer_that_breaks_off_signs_nobody_out(visit: Visit, bidder: Person) -> None:
    visitor = visit(DESK).open("/login")
    enter(visitor, bidder)
    visitor.page.wait_for_url(visitor.server.url + "/")
    visitor.refusals_expected = True
    visitor.page.route("**/api/token", lambda route: route.fulfill(status=200, body='{"accessTok'))
    visitor.open("/me")
    expect(visitor.page.get_by_role("status").filter(has_text="불러오는 중")).to_have_count(0)
    assert visitor.page.evaluate("localStorage.getItem('ssgbay.signedIn')") == "1"
    visitor.page.unroute("**/api/token")
    visitor.page.reload()
    expect(visitor.page.get_by_role("heading", name="Bidder님의 거래")).to_be_visible()


def test_own_sign_ins_are_listed_and_ended(visit: Visit, bidder: Person) -> None:
    other = visit(PHONE, person=bidder).open("/me")
    expect(other.page.get_by_role("heading", name="Bidder님의 거래")).to_be_visible()
    other.refusals_expected = True
    visitor = visit(DESK, person=bidder).open("/settings")
    devices = visitor.page.get_by_role("region", name="로그인한 기기")
    expect(devices.get_by_text("지금 이 기기")).to_have_count(1)
    expect(devices.get_by_text("127.0.0.1").first).to_be_visible()
    devices.get_by_role("button", name="다른 기기에서 모두 로그아웃").click()
    expect(devices.get_by_role("listitem")).to_have_count(1)
    other.page.reload()
    expect(other.page.get_by_text("로그인하면 내 거래를 볼 수 있어요")).to_be_visible()
    visitor.page.reload()
    expect(devices.get_by_text("지금 이 기기")).to_be_visible()


def test_a_new_phone_and_leaving_take_the_password(visit: Visit, bidder: Person) -> None:
    visitor = visit(PHONE, person=bidder).open("/settings")
    visitor.refusals_expected = True
    profile = visitor.page.get_by_role("form", name="내 정보")
    profile.get_by_label("전화번호").fill("010-9999-8888")
    profile.get_by_label("지금 비밀번호", exact=True).fill("not this one")
    profile.get_by_role("button", name="저장").click()
    expect(profile.get_by_text("현재 비밀번호가 틀렸어요")).to_be_visible()
    profile.get_by_label("지금 비밀번호", exact=True).fill(bidder.password)
    profile.get_by_role("button", name="저장").click()
    expect(visitor.page.get_by_text("저장했어요.")).to_be_visible()
    visitor.tap("탈퇴하기")
    leaving = visitor.page.get_by_role("dialog")
    leaving.get_by_label("지금 비밀번호", exact=True).fill(bidder.password)
    leaving.get_by_role("button", name="탈퇴하기").click()
    visitor.page.wait_for_url(visitor.server.url + "/")
    assert bidder.get("/api/me").status_code == 401
