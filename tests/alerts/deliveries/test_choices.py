"""Whatever happens between a notification and its turn: nothing is sent that is off, quiet, seen or pointless then."""

from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auction.alerts.deliveries import sending
from auction.notifications.rules import New, save_preferences
from tests.alerts.deliveries.scenes import add_contact, be_quiet, notify
from tests.scenes import stock

KINDS = {
    "outbid": "bidding", "leadLost": "bidding", "lost": "bidding", "firstBid": "selling", "sold": "selling",
    "endingSoon": "watching", "watchedEnded": "watching", "newSignIn": "account",
}  # fmt: skip
ONLY_WHILE_RUNNING = {"outbid", "leadLost", "firstBid", "endingSoon"}
FATES = {
    "running": "price = price",
    "leading": "leader_id = 'bidder'",
    "ended": "startTime = UTC_TIMESTAMP(6) - INTERVAL 2 DAY, endTime = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND",
    "cancelled": "state = 'cancelled', closedAt = UTC_TIMESTAMP(6)",
}
# the quiet hours, from now
QUIET = {"never": None, "now": (-1, 1), "not now": (1, 2)}


class News(NamedTuple):
    """A notification, and what becomes of it before its turn."""

    kind: str
    fate: str
    is_seen: bool


class Example(NamedTuple):
    """What a user chooses before the turn of their notifications."""

    news: list[News]
    choices: dict[str, str]
    quiet: str


news = st.builds(News, st.sampled_from(sorted(KINDS)), st.sampled_from(sorted(FATES)), st.booleans())
choices = st.fixed_dictionaries(
    {group: st.sampled_from(["now", "digest", "never"]) for group in sorted(set(KINDS.values()))}
)
examples = st.builds(Example, st.lists(news, min_size=4, max_size=12), choices, st.sampled_from(sorted(QUIET)))


def is_due(each, example):
    """Said once more, in other words than the code's."""
    if each.kind == "newSignIn":
        return True
    over = each.fate in ("ended", "cancelled")
    return not (
        each.is_seen
        or example.choices[KINDS[each.kind]] != "now"
        or example.quiet == "now"
        or (each.kind in ONLY_WHILE_RUNNING and over)
        or (each.kind in ("outbid", "leadLost") and each.fate == "leading")
    )


@pytest.fixture
def sent(monkeypatch, mails_on):
    """The ids of the notifications in each message that leaves."""
    left = []
    monkeypatch.setitem(
        sending.SENDERS, "mail", lambda message: left.extend(part.notification["id"] for part in message.parts)
    )
    return left


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(example=examples)
def test_exactly_what_is_still_wanted_is_sent(db, seller, bidder, cleaner_of_messages, sent, example):
    cleaner_of_messages()
    sent.clear()
    items = stock(db, "seller", len(example.news))
    ids = notify(
        db,
        *(New("bidder", each.kind, f"item:{item}", item) for each, item in zip(example.news, items, strict=True)),
    )
    by_item = {row["item_id"]: row["id"] for row in db.all("SELECT id, item_id FROM notification")}
    for each, item in zip(example.news, items, strict=True):
        db.run(f"UPDATE item SET {FATES[each.fate]} WHERE id = %(item)s", item=item)
        if each.is_seen:
            db.run("UPDATE notification SET seenAt = UTC_TIMESTAMP(6) WHERE item_id = %(item)s", item=item)
    save_preferences(db, "bidder", {group: {"mail": choice} for group, choice in example.choices.items()})
    if hours := QUIET[example.quiet]:
        be_quiet(db, "bidder", *hours)
    sending.send_mails()
    assert len(ids) == len(example.news)
    wanted = {by_item[item] for each, item in zip(example.news, items, strict=True) if is_due(each, example)}
    assert sorted(sent) == sorted(wanted)


@pytest.fixture
def cleaner_of_messages(db):
    """Called before each example: no notification, one mail address, everything at its default, no quiet hour."""

    def clean():
        for table in ("delivery", "notification", "contact", "preference"):
            db.run(f"DELETE FROM {table}")
        db.run("UPDATE `user` SET quietFrom = NULL, quietTo = NULL WHERE id = 'bidder'")
        add_contact(db, "bidder", "mail", "bidder@mail.example")
        # everything is due at once, whatever its default
        save_preferences(db, "bidder", {group: {"mail": "now"} for group in set(KINDS.values())})

    return clean
