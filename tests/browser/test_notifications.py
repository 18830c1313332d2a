"""Who is outbid learns it and acts upon it on any device; contacts, choices, and a forgotten password had back."""

import email
import email.message
import email.policy
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from database import Db
from tests.alerts.deliveries.scenes import add_contact
from tests.browser.test_auction import close_what_is_due
from tests.browser.test_pages import sticking_out
from tests.browser.visitor import DESK, PHONE, Visitor
from tests.cast import Person
from tests.processes import a_worker, wait_for
from tests.scenes import move_end

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

    with a_worker():
        yield arrived


def link_of(mail: email.message.EmailMessage, path: str) -> str:
    """The path of the first link of a mail to this page."""
    text = mail.get_body(("plain",))
    assert text
    found = re.search(rf"https?://[^/\s]+({path}\S*)", text.get_content())
    assert found, text.get_content()
    return found[1]


def unseen(person: Person) -> int:
    return int(person.get("/api/me/notifications").json["unseenCount"])


def never_quiet(*people: Person) -> None:
    for person in people:
        assert person.put("/api/me/preferences", json={"quietFrom": None, "quietTo": None}).status_code == 200


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


def test_who_is_outbid_learns_it_and_is_back_in_the_lead_in_three_taps(
    visit: Visit, db: Db, item: dict[str, Any], bidder: Person, rival: Person, mails: Any
) -> None:
    never_quiet(bidder)
    desk = visit(DESK, person=bidder)
    add_address(desk, mails, "bidder@example.com")
    # that browser and address are new
    wait_for(lambda: unseen(bidder) == 2)
    assert bidder.post("/api/me/notifications/seen", json={"upTo": 2**62}).status_code == 204
    bidder.bids(item, amount=10_000)
    rival.bids(item, amount=20_000)
    bell = desk.page.get_by_role("link", name="알림").first
    expect(bell).to_contain_text("1")
    way = link_of(mails(item["name"]), f"/items/{item['id']}")

    phone = visit(PHONE, person=bidder).open(way)
    phone.tap("입찰 내용 확인")
    phone.tap("21,000원 입찰")
    expect(phone.page.get_by_text("지금 최고 입찰자예요").first).to_be_visible()
    # the page of the auction was in sight, so nothing is left to be read on any device
    expect(bell).not_to_contain_text("1")

    # the auction's own page would note the result as seen
    phone.open("/")
    move_end(db, item, seconds=-1)
    close_what_is_due()
    phone.open("/notifications")
    expect(phone.page.get_by_text("축하해요, 낙찰받았어요!")).to_be_visible()
    assert phone.axe() + sticking_out(phone.page) == []
    phone.tap("모두 읽음")
    expect(phone.page.get_by_role("button", name="모두 읽음")).to_have_count(0)
    assert unseen(bidder) == 0


def test_the_end_of_what_is_watched_is_mailed_until_the_mail_program_unsubscribes(
    visit: Visit, db: Db, item: dict[str, Any], bidder: Person, mails: Any
) -> None:
    never_quiet(bidder)
    add_contact(db, bidder.id, "mail", "bidder@example.com")
    assert bidder.put("/api/me/preferences", json={"groups": {"watching": {"mail": "now"}}}).status_code == 200
    phone = visit(PHONE, person=bidder).open(f"/items/{item['id']}")
    heart = phone.page.get_by_role("button", name="찜하기").first
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "true")
    # what is seen in the page of the auction is not mailed
    phone.page.close()
    phone.page = phone.listen(phone.context.new_page())
    move_end(db, item, seconds=-1)
    close_what_is_due()
    mail = mails("찜한 경매가 끝났어요")
    phone.open("/notifications")
    expect(phone.page.get_by_text("찜한 경매가 끝났어요").first).to_be_visible()

    # RFC 8058: a scanner opens the link, which changes nothing; a mail program posts one field, without a cookie
    link = str(mail["List-Unsubscribe"])[1:-1].partition("/api/")[2]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for method, choice in (("GET", "now"), ("POST", "never")):
        form = {"List-Unsubscribe": "One-Click"} if method == "POST" else None
        assert phone.server.open(f"/api/{link}", method=method, data=form).status_code == 200
        assert bidder.get("/api/me/preferences").json["groups"]["watching"]["mail"] == choice
    phone.open("/settings")
    watching = phone.page.get_by_role("group", name="찜과 저장한 검색")
    expect(watching.get_by_role("radiogroup", name="메일").get_by_role("radio", name="안 받기")).to_be_checked()


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
    visitor.page.get_by_role("group", name="마감 알림").get_by_label("1시간 전").uncheck(force=True)
    assert visitor.axe() + sticking_out(visitor.page) == []
    visitor.page.reload()
    expect(mine.get_by_role("radiogroup", name="메일").get_by_role("radio", name="모아서")).to_be_checked()
    expect(hooks.get_by_text("https://example.com/hook")).to_be_visible()
    expect(hooks.get_by_label("서명 비밀키")).to_have_count(0)
    kept = bidder.get("/api/me/preferences").json
    assert (kept["groups"]["bidding"]["mail"], kept["endingSoon"]) == ("digest", [10])
