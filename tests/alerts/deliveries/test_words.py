"""What messages say: every kind in both languages, and no secret in any of them."""

import json
from datetime import datetime, timedelta
from typing import get_args

import pytest

from auction.alerts.deliveries import hooks, mails, pushes
from auction.alerts.deliveries.rows import Message, Part
from auction.alerts.words import LONGEST_NAME, shortened, words_of
from auction.notifications.rows import Kind

NOW = datetime(2026, 11, 27, 3)
MAXIMUM, RESERVE, LEADER = 7_654_321, 6_543_217, "secretleader"
DATA = {
    "price": 20_000, "name": "옛 제목", "reason": "약속을 어겼어요", "outcome": "ended", "device": "Chrome · Windows",
    "address": "203.0.113.7", "search": "라이카", "searchId": 3, "count": 2, "channel": "mail",
}  # fmt: skip


def a_part(kind, **changes):
    item = {
        "id": 7, "name": "중고 아이폰 13", "content": None, "price": 20_000, "startPrice": 10_000, "bidCount": 2,
        "leader_id": LEADER, "maximum": MAXIMUM, "reserve": RESERVE, "buyNowPrice": None, "buyNowUntil": "price",
        "startTime": NOW, "endTime": NOW + timedelta(days=1), "originalEnd": NOW, "extends": 1, "rulesVersion": 2,
        "state": "open", "user_id": "seller", "closedAt": None, "relistOf": None, "image": None, "createdAt": NOW,
        "nickname": "판매자", "leftAt": None, "now": NOW, **changes,
    }  # fmt: skip
    notification = {
        "id": 71, "user_id": "bidder", "kind": kind, "about": "bid:1", "item_id": 7, "data": json.dumps(DATA),
        "createdAt": NOW, "seenAt": None,
    }  # fmt: skip
    return Part(notification, item)


def a_message(kind, locale="ko", is_digest=False, **changes):
    contact = {
        "id": 5, "user_id": "bidder", "channel": "mail", "address": "bidder@mail.example", "secret": None,
        "label": None, "verifiedAt": NOW, "failures": 0, "stoppedAt": None, "createdAt": NOW,
    }  # fmt: skip
    settings = {
        "id": "bidder", "locale": locale, "timeZone": "Asia/Seoul", "quietFrom": None, "quietTo": None, "digestHour": 8,
        "endingSoon": "60,10",
    }  # fmt: skip
    return Message(71, contact, settings, [a_part(kind, **changes)], is_digest, 1, [1])


@pytest.mark.parametrize("locale", ["ko", "en"])
@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_has_words_and_none_of_them_is_a_secret(mails_on, kind, locale):
    message = a_message(kind, locale)
    words = words_of(message.parts[0], message.settings)
    assert words.heading
    assert words.button
    assert words.path.startswith("/")
    assert "{" not in "".join([words.heading, *words.lines, words.path])
    both = (message, message._replace(is_digest=True))
    sent = [part.get_payload(decode=True).decode() for each in both for part in mails.composed(each).get_payload()]
    sent += [each(message).decode() for each in (hooks.composed, lambda message: pushes.composed(message).body)]
    for text in sent:
        for secret in (MAXIMUM, f"{MAXIMUM:,}", RESERVE, f"{RESERVE:,}", LEADER):
            assert str(secret) not in text
    assert "bidder@mail.example" not in "".join(sent)


def test_a_text_in_korean_is_polite():
    """해요체: each sentence that ends with a full stop ends with 요."""
    from auction.alerts.words import _words

    texts = [text for name, entry in _words.items() if name != "frame" for text, _ in entry["lines"]]
    sentences = [part for text in texts for part in text.split(". ") if text.endswith(".")]
    assert len(sentences) > 15
    assert [part for part in sentences if not part.rstrip(".").endswith("요")] == []


def test_what_ended_without_a_bid_has_no_last_price():
    part = a_part("watchedEnded", state="unsold", bidCount=0)
    assert words_of(part, a_message("watchedEnded").settings).lines == []


def test_a_long_name_is_cut_to_one_line():
    assert shortened("가" * 200) == "가" * (LONGEST_NAME - 1) + "…"
    assert shortened(" a\r\nb\tc ") == "a b c"


def test_a_stopped_contact_is_named_by_its_kind():
    part = a_part("contactChanged")
    part.notification["data"] = json.dumps({"channel": "push", "why": "unreachable"})
    lines = words_of(part, a_message("contactChanged").settings).lines
    assert lines[0] == "기기 하나에 알림이 닿지 않아서 더 보내지 않아요. 설정에서 다시 등록할 수 있어요."
