"""Terms, privacy and consent: read before and after signing up, agreed to on purpose, stored with their version."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from database import Db
from tests.browser.visitor import DESK, PHONE, Visitor
from tests.cast import RunningServer

Visit = Callable[..., Visitor]

FIRST_LINES = {
    "ko": {"이용약관": "이 약관은 무엇인가요", "개인정보 처리방침": "모으는 정보와 까닭"},
    "en": {"Terms": "What these terms are", "Privacy": "What we collect, and why"},
}


@pytest.mark.parametrize("lang", FIRST_LINES)
def test_the_foot_of_a_page_leads_to_terms_and_privacy(visit: Visit, lang: str) -> None:
    visitor = visit(PHONE, lang=lang).open("/")
    for name, line in FIRST_LINES[lang].items():
        visitor.page.get_by_role("contentinfo").get_by_role("link", name=name).click()
        expect(visitor.page.get_by_role("heading", name=name, level=1)).to_be_visible()
        expect(visitor.page.get_by_role("heading", name=line)).to_be_visible()
        expect(visitor.page.get_by_text("2026-11-27")).to_be_visible()


def test_who_signs_up_reads_the_terms_beside_the_form_and_agrees_to_their_version(
    visit: Visit, server: RunningServer, db: Db
) -> None:
    visitor = visit(DESK).open("/signup")
    form = visitor.page
    form.get_by_label("아이디").fill("haneul")
    with visitor.context.expect_page() as opened:
        form.get_by_role("link", name="읽어 보기").first.click()
    beside = visitor.listen(opened.value)
    expect(beside.get_by_role("heading", name="이 약관은 무엇인가요")).to_be_visible()
    beside.close()
    expect(form.get_by_label("아이디")).to_have_value("haneul")
    form.get_by_label("비밀번호", exact=True).fill("길고 안전한 비밀번호 하나")
    form.get_by_label("닉네임").fill("하늘")
    form.get_by_label("전화번호").fill("010-1234-5678")
    visitor.tap("가입하고 시작하기")
    expect(form.get_by_text("동의해야 가입할 수 있어요.")).to_have_count(2)
    assert db.all("SELECT document FROM consent") == []
    visitor.agree()
    visitor.tap("가입하고 시작하기")
    form.wait_for_url(server.url + "/")
    agreed = db.all("SELECT document, version FROM consent WHERE user_id = 'haneul' ORDER BY document")
    in_force = server.get("/api/legal").json
    assert {row["document"]: row["version"] for row in agreed} == {
        "terms": in_force["terms"], "privacy": in_force["privacy"],
    }  # fmt: skip
