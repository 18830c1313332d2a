"""Where notifications are sent and what is chosen of them, and a forgotten password had back by mail."""

import email
import email.message
import email.policy
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from auction.config import ROOT
from commands import children
from tests.browser.test_pages import sticking_out
from tests.browser.visitor import DESK, PHONE, Visitor
from tests.cast import Person
from tests.processes import wait_for

Visit = Callable[..., Visitor]
NARROW = {"width": 320, "height": 640}


@pytest.fixture
def mails(environment: Path) -> Iterator[Callable[[str], email.message.EmailMessage]]:
    """A worker, and `mails("subject")`: the newest mail whose subject has these words, once it is there."""
    folder = environment / "data" / "mail"
    for path in folder.glob("*.eml"):
        path.unlink()

    def newest(words: str) -> email.message.EmailMessage | None:
        for path in sorted(folder.glob("*.eml"), reverse=True):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if words in str(mail["Subject"]):
                return mail
        return None

    def arrived(words: str) -> email.message.EmailMessage:
        wait_for(lambda: newest(words), 60, lambda: str([path.read_text()[:300] for path in folder.glob("*.eml")]))
        mail = newest(words)
        assert mail
        return mail

    worker = children.start([sys.executable, "-m", "commands", "worker"], cwd=ROOT)
    yield arrived
    children.end(worker, within=10)


def link_of(mail: email.message.EmailMessage, path: str) -> str:
    """The path of the first link of a mail to this page."""
    text = mail.get_body(("plain",))
    assert text
    found = re.search(rf"https?://[^/\s]+({path}\S*)", text.get_content())
    assert found, text.get_content()
    return found[1]


def add_address(visitor: Visitor, mails: Callable[[str], email.message.EmailMessage], address: str) -> None:
    """Add a mail address in the settings, with its code."""
    visitor.open("/settings")
    visitor.page.get_by_label("메일 주소").fill(address)
    visitor.page.get_by_role("region", name="알림 받을 곳").get_by_role("button", name="추가").first.click()
    visitor.page.get_by_label("확인 번호").wait_for()
    text = mails("").get_body(("plain",))
    code = re.search(r"\b\d{6}\b", text.get_content() if text else "")
    assert code
    visitor.page.get_by_label("확인 번호").fill(code[0])
    visitor.tap("확인", exact=True)
    expect(visitor.page.get_by_text("확인된 주소")).to_be_visible()


def test_a_forgotten_password_is_had_back_by_mail(visit: Visit, bidder: Person, mails: Any) -> None:
    signed_in = visit(DESK, person=bidder)
    add_address(signed_in, mails, "bidder@example.com")
    signed_in.refusals_expected = True
    phone = visit(PHONE).open("/login")
    phone.page.get_by_role("link", name="비밀번호를 잊으셨나요?").click()
    phone.page.get_by_label("메일 주소").fill("bidder@example.com")
    phone.tap("링크 보내기")
    expect(phone.page.get_by_role("heading", name="메일을 확인해 주세요")).to_be_visible()
    assert phone.axe() == []
    phone.open(link_of(mails("비밀번호"), "/reset-password"))
    phone.page.get_by_label("새 비밀번호").fill("아주 길고 새로운 비밀번호")
    phone.tap("비밀번호 바꾸기")
    phone.page.wait_for_url(phone.server.url + "/")
    signed_in.open("/me")
    expect(signed_in.page.get_by_text("로그인하면 내 거래를 볼 수 있어요")).to_be_visible()


def test_choices_and_hooks_are_kept_and_fit_the_narrowest_phone(visit: Visit, bidder: Person) -> None:
    visitor = visit(PHONE, person=bidder)
    visitor.page.set_viewport_size(NARROW)
    visitor.open("/settings")
    mine = visitor.page.get_by_role("group", name="내 입찰")
    mine.get_by_role("radiogroup", name="메일").get_by_role("radio", name="모아서").check()
    expect(visitor.page.get_by_text("저장했어요.").first).to_be_visible()
    hooks = visitor.page.get_by_role("region", name="알림 받을 곳")
    hooks.get_by_text("훅", exact=True).click()
    hooks.get_by_label("받을 주소").fill("https://example.com/hook")
    hooks.get_by_role("button", name="추가").last.click()
    expect(hooks.get_by_label("서명 비밀키")).to_have_value(re.compile("^whsec_"))
    assert visitor.axe() + sticking_out(visitor.page) == []
    visitor.page.reload()
    expect(mine.get_by_role("radiogroup", name="메일").get_by_role("radio", name="모아서")).to_be_checked()
    expect(hooks.get_by_text("https://example.com/hook")).to_be_visible()
    expect(hooks.get_by_label("서명 비밀키")).to_have_count(0)
    assert bidder.get("/api/me/preferences").json["groups"]["bidding"]["mail"] == "digest"
