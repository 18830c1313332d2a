"""Second factors in the settings: an authenticator app, a passkey of a virtual authenticator, recovery codes."""

import dataclasses
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.test_pages import sticking_out
from tests.browser.visitor import PHONE, Visitor
from tests.cast import Person

Visit = Callable[..., Visitor]

AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def code_of(secret: str) -> str:
    """The code that an authenticator app shows now."""
    import pyotp

    return pyotp.TOTP(secret.replace(" ", "")).now()


def add_authenticator_app(visitor: Visitor, person: Person) -> str:
    """Add an authenticator app in the settings; return its secret. The recovery codes are shown then."""
    visitor.open("/settings")
    visitor.tap("인증 앱 추가")
    sheet = visitor.page.get_by_role("dialog")
    sheet.get_by_label("지금 비밀번호").fill(person.password)
    sheet.get_by_role("button", name="다음").click()
    expect(sheet.get_by_role("img", name="QR 코드")).to_be_visible()
    secret = sheet.get_by_text("찍을 수 없으면").locator("xpath=following-sibling::p").inner_text()
    sheet.get_by_label("여섯 자리 인증 번호").fill(code_of(secret))
    sheet.get_by_role("button", name="확인하고 켜기").click()
    expect(sheet.get_by_role("heading", name="복구 코드를 보관해 주세요")).to_be_visible()
    return secret


def on_localhost(visitor: Visitor) -> Visitor:
    """Let the visitor use a host name, since a passkey belongs to a name, never to a number."""
    visitor.server = dataclasses.replace(visitor.server, url=visitor.server.url.replace("127.0.0.1", "localhost"))
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return visitor


def test_an_authenticator_app_is_added_with_its_recovery_codes_and_removed(visit: Visit, seller: Person) -> None:
    phone = visit(PHONE, person=seller)
    add_authenticator_app(phone, seller)
    sheet = phone.page.get_by_role("dialog")
    codes = sheet.get_by_role("list", name="복구 코드").get_by_role("listitem").all_inner_texts()
    assert len(set(codes)) == 10
    with phone.page.expect_download() as download:
        sheet.get_by_role("button", name="파일로 저장").click()
    assert download.value.path().read_text().split() == codes
    assert phone.axe() + sticking_out(phone.page) == []
    sheet.get_by_role("button", name="보관했어요").click()
    factors = phone.page.get_by_role("region", name="2단계 인증")
    expect(factors).to_contain_text("10개 남았어요")
    assert phone.axe() + sticking_out(phone.page) == []
    # a sign-in that has shown nothing yet removes it with a recovery code
    other = visit(PHONE, person=seller).open("/settings")
    other.refusals_expected = True
    other.tap("인증 앱 빼기")
    other.page.get_by_role("dialog").get_by_role("button", name="빼기", exact=True).click()
    question = other.page.get_by_role("dialog", name="본인 확인")
    question.get_by_role("button", name="복구 코드로 확인").click()
    question.get_by_label("복구 코드", exact=True).fill("not one of them")
    question.get_by_role("button", name="확인", exact=True).click()
    expect(question.get_by_role("alert")).to_be_visible()
    assert other.axe() + sticking_out(other.page) == []
    question.get_by_label("복구 코드", exact=True).fill(codes[0])
    question.get_by_role("button", name="확인", exact=True).click()
    expect(other.page.get_by_role("dialog")).to_have_count(0)
    expect(other.page.get_by_role("button", name="인증 앱 추가")).to_be_visible()


def test_back_closes_the_question_and_the_act_is_not_done(visit: Visit, seller: Person) -> None:
    add_authenticator_app(visit(PHONE, person=seller), seller)
    phone = visit(PHONE, person=seller).open("/settings")
    phone.refusals_expected = True
    phone.tap("인증 앱 빼기")
    phone.page.get_by_role("dialog").get_by_role("button", name="빼기", exact=True).click()
    expect(phone.page.get_by_role("dialog", name="본인 확인")).to_be_visible()
    phone.page.go_back()
    expect(phone.page.get_by_role("dialog", name="본인 확인")).to_have_count(0)
    expect(phone.page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    phone.page.go_back()
    expect(phone.page.get_by_role("dialog")).to_have_count(0)
    expect(phone.page.get_by_role("button", name="인증 앱 빼기")).to_be_visible()


def test_a_passkey_is_added_and_is_the_proof_of_another_sign_in(visit: Visit, seller: Person) -> None:
    phone = on_localhost(visit(PHONE)).sign_in(seller).open("/settings")
    phone.tap("패스키 추가")
    sheet = phone.page.get_by_role("dialog")
    sheet.get_by_label("패스키 이름").fill("회사 전화")
    sheet.get_by_label("지금 비밀번호").fill(seller.password)
    sheet.get_by_role("button", name="패스키 만들기").click()
    sheet.get_by_role("button", name="보관했어요").click()
    expect(phone.page.get_by_role("region", name="2단계 인증")).to_contain_text("회사 전화")
    # the same device signs in anew, which has shown nothing yet
    phone.sign_in(seller).open("/settings")
    phone.refusals_expected = True
    phone.tap("회사 전화 빼기")
    phone.page.get_by_role("dialog").get_by_role("button", name="빼기", exact=True).click()
    phone.page.get_by_role("dialog", name="본인 확인").get_by_role("button", name="패스키로 확인").click()
    expect(phone.page.get_by_role("dialog")).to_have_count(0)
    expect(phone.page.get_by_role("region", name="2단계 인증")).not_to_contain_text("회사 전화")
