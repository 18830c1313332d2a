"""Mails of notifications at a real SMTP server: what they say, when they go, and what becomes of a failure."""

import contextlib

import pytest

import database
from auction.alerts.deliveries.leasing import LEASE_S, lease
from auction.alerts.deliveries.sending import send_mails
from auction.notifications.rules import New, mark_seen_about, save_preferences
from tests.alerts.deliveries.scenes import add_contact, be_quiet, keep_awake, notify, outbid, pass_time, states
from tests.cast import an_item
from tests.scenes import move_end


def test_an_outbid_is_mailed_at_once_with_a_link_to_bid_and_one_to_unsubscribe(db, mails, item, address):
    (number,) = notify(db, outbid("bidder", item))
    assert send_mails() == 1
    (mail,) = mails.mails
    assert mail["To"] == address
    assert mail["Subject"] == f"다른 분이 더 높게 입찰했어요: {item['name']}"
    assert mail["Message-ID"].startswith(f"<n{number}.")
    assert mail["List-Unsubscribe"].strip().startswith("<https://auction.example/api/unsubscribe?token=")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for body in (text, html):
        assert f"https://auction.example/items/{item['id']}?bid=1" in body
        assert "10,000원" in body
    assert states(db) == [("sent", None)]
    assert send_mails() == 0


def test_a_mail_is_in_the_users_language_and_time(db, mails, item, address):
    db.run("UPDATE `user` SET locale = 'en', timeZone = 'America/New_York' WHERE id = 'bidder'")
    db.run("UPDATE item SET endTime = '2030-01-02 03:04:00' WHERE id = %(id)s", id=item["id"])
    notify(db, outbid("bidder", item))
    send_mails()
    (mail,) = mails.mails
    assert mail["Subject"] == f"You have been outbid: {item['name']}"
    assert "The auction ends on 1 Jan 22:04." in mail.get_body(("plain",)).get_content()


def test_nothing_is_mailed_to_an_address_that_is_not_verified(db, mails, item, bidder):
    keep_awake(db, "bidder")
    add_contact(db, "bidder", "mail", "unproven@mail.example", verified=False)
    notify(db, outbid("bidder", item))
    assert send_mails() == 0
    assert states(db) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("UPDATE notification SET seenAt = UTC_TIMESTAMP(6)", "seen"),
        ("INSERT INTO preference (user_id, topic, channel, choice) VALUES ('bidder', 'bidding', 'mail', 'never')",
         "switched off"),
        ("UPDATE item SET leader_id = 'bidder'", "pointless"),
        ("UPDATE item SET endTime = UTC_TIMESTAMP(6), startTime = endTime - INTERVAL 1 DAY", "pointless"),
        ("UPDATE contact SET stoppedAt = UTC_TIMESTAMP(6)", "no contact"),
        ("DELETE FROM contact", "no contact"),
        ("DELETE FROM notification", "forgotten"),
    ],
    ids=["seen in the page", "switched off", "leading again", "over", "stopped", "deleted", "forgotten"],
)  # fmt: skip
def test_what_has_become_needless_is_not_sent(db, mails, item, address, change, reason):
    notify(db, outbid("bidder", item))
    db.run(change)
    assert send_mails() == 0
    assert mails.mails == []
    assert states(db) == [("skipped", reason)]


def test_what_concerns_the_account_is_sent_whatever_was_chosen_or_seen(db, mails, address):
    be_quiet(db, "bidder", -1, 1)
    save_preferences(db, "bidder", {"account": {"mail": "never"}})
    notify(db, New("bidder", "newSignIn", "event:1", data={"device": "Chrome · Windows", "address": "203.0.113.7"}))
    db.run("UPDATE notification SET seenAt = UTC_TIMESTAMP(6)")
    assert send_mails() == 1
    (mail,) = mails.mails
    assert "203.0.113.7" in mail.get_body(("plain",)).get_content()
    assert mail["List-Unsubscribe"] is None


def test_a_quiet_hour_holds_a_mail_until_it_ends(db, mails, item, address):
    notify(db, outbid("bidder", item))
    be_quiet(db, "bidder", -1, 1)
    assert send_mails() == 0
    (row,) = db.all("SELECT dueAt > UTC_TIMESTAMP(6) AS waits, attempts FROM delivery")
    assert row == {"waits": 1, "attempts": 0}


def test_mails_about_one_auction_are_ten_minutes_apart_and_merged(db, mails, seller, item, address):
    other = an_item(seller)
    notify(db, outbid("bidder", item, 1))
    send_mails()
    notify(db, outbid("bidder", item, 2))
    notify(db, New("bidder", "priceFell", "bid:3", item["id"]))
    notify(db, outbid("bidder", other, 4))
    assert send_mails() == 1
    assert [mail["Subject"] for mail in mails.mails[1:]] == [f"다른 분이 더 높게 입찰했어요: {other['name']}"]
    pass_time(db, 540)
    assert send_mails() == 0
    pass_time(db, 61)
    assert send_mails() == 2
    merged = mails.mails[2]
    assert merged["Subject"].startswith("현재가가 내려갔어요")
    assert "그 사이에: 다른 분이 더 높게 입찰했어요" in merged.get_body(("plain",)).get_content()
    assert [state for state, _ in states(db)] == ["sent"] * 4


def test_a_mail_that_would_come_too_late_to_act_is_not_held(db, mails, item, address):
    notify(db, outbid("bidder", item, 1))
    send_mails()
    move_end(db, item, 180)
    notify(db, outbid("bidder", item, 2))
    assert send_mails() == 1


def test_the_result_of_an_auction_is_mailed_at_once(db, mails, item, address):
    notify(db, outbid("bidder", item, 1))
    send_mails()
    db.run("UPDATE item SET state = 'sold', closedAt = UTC_TIMESTAMP(6)")
    notify(db, New("bidder", "lost", f"item:{item['id']}", item["id"]))
    assert send_mails() == 1
    assert mails.mails[1]["Subject"].startswith("낙찰받지 못했어요")


def test_mails_about_a_chat_are_ten_minutes_apart_and_none_comes_once_it_is_read(db, mails, item, address):
    db.run("UPDATE item SET state = 'sold', closedAt = UTC_TIMESTAMP(6)")
    talk = [New("bidder", "orderMessage", f"order:7:message:{at}", item["id"], {"order": 7}) for at in range(3)]
    notify(db, talk[0])
    assert send_mails() == 1
    assert "/orders/7#messages" in mails.mails[0].get_body(("plain",)).get_content()
    notify(db, talk[1])
    assert send_mails() == 0
    pass_time(db, 601)
    assert send_mails() == 1
    notify(db, talk[2])
    mark_seen_about(db, "bidder", "orderMessage", "order:7:message:")
    pass_time(db, 601)
    assert send_mails() == 0
    assert states(db)[-1] == ("skipped", "seen")


def test_a_digest_collects_until_the_users_hour(db, mails, seller, bidder, item, address):
    save_preferences(db, "bidder", {"bidding": {"mail": "digest"}})
    others = [an_item(seller, name=f"상품 {number}") for number in range(2)]
    notify(db, *(outbid("bidder", each, number) for number, each in enumerate([item, *others])))
    assert send_mails() == 0
    (row,) = db.all("SELECT HOUR(CONVERT_TZ(MIN(dueAt), '+00:00', '+09:00')) AS hour, COUNT(*) AS number FROM delivery")
    assert row == {"hour": 8, "number": 3}
    pass_time(db, 25 * 3_600)
    db.run("UPDATE item SET leader_id = 'bidder' WHERE id = %(id)s", id=item["id"])
    assert send_mails() == 2
    (mail,) = mails.mails
    assert mail["Subject"] == "알림 2개를 모았어요"
    text = mail.get_body(("plain",)).get_content()
    assert "상품 0" in text
    assert "상품 1" in text
    assert item["name"] not in text


def test_what_waits_now_joins_the_digest_once_the_user_has_chosen_it(db, mails, item, address):
    notify(db, outbid("bidder", item))
    save_preferences(db, "bidder", {"bidding": {"mail": "digest"}})
    assert send_mails() == 0
    (row,) = db.all("SELECT state, isDigest, dueAt > UTC_TIMESTAMP(6) AS waits FROM delivery")
    assert row == {"state": "waiting", "isDigest": 1, "waits": 1}


def test_a_refused_mail_is_tried_again_after_growing_pauses_and_given_up_after_seven(db, mails, item, address):
    mails.content_answer = "451 4.3.0 try later bidder@mail.example"
    notify(db, outbid("bidder", item))
    pauses = []
    for _ in range(7):
        assert send_mails() == 1
        (row,) = db.all("SELECT TIMESTAMPDIFF(SECOND, triedAt, dueAt) AS pause, state, reason FROM delivery")
        pauses.append(row["pause"])
        assert row["reason"] == "content: 451 4.3.0"
        pass_time(db, 40 * 3_600)
        db.run("UPDATE delivery SET triedAt = NULL")
    assert send_mails() == 0
    assert states(db) == [("dead", "content: 451 4.3.0")]
    for pause, about in zip(pauses[:6], (30, 120, 600, 3_600, 21_600, 86_400), strict=True):
        assert 0.8 * about - 1 <= pause <= 1.2 * about + 1
    assert db.one("SELECT stoppedAt, failures FROM contact") == {"stoppedAt": None, "failures": 0}


def test_an_address_that_refuses_three_mails_is_stopped_and_its_user_notified(db, mails, seller, address):
    mails.recipient_answer = "550 5.1.1 no such user"
    for number in range(3):
        notify(db, outbid("bidder", an_item(seller), number))
        assert send_mails() == 1
    assert states(db) == [("dead", "recipient: 550 5.1.1")] * 3
    assert db.one("SELECT stoppedAt IS NOT NULL AS stopped FROM contact") == {"stopped": 1}
    (row,) = db.all("SELECT user_id, data FROM notification WHERE kind = 'contactChanged'")
    assert row == {"user_id": "bidder", "data": '{"channel": "mail", "why": "unreachable"}'}
    notify(db, outbid("bidder", an_item(seller), 9))
    assert send_mails() == 0


def test_a_mail_whose_answer_is_lost_is_sent_again_under_its_name(db, mails, item, address):
    mails.cuts_after_content = True
    notify(db, outbid("bidder", item))
    send_mails()
    assert [state for state, _ in states(db)] == ["waiting"]
    mails.cuts_after_content = False
    pass_time(db, 60)
    notify(db, outbid("bidder", item, 2))
    send_mails()
    assert len(mails.mails) == 2
    assert len({mail["Message-ID"] for mail in mails.mails}) == 1
    assert [state for state, _ in states(db)] == ["sent", "waiting"]


def test_while_a_server_is_slow_what_has_waited_is_checked_again(db, mails, seller, item, address):
    notify(db, *(outbid("bidder", an_item(seller), number) for number in range(3)))
    mails.wait_s = 1.1
    mails.on_content = lambda: db.run("UPDATE item SET leader_id = 'bidder'")
    assert send_mails() == 1
    assert len(mails.mails) == 1
    assert sorted(state for state, _ in states(db)) == ["sent", "skipped", "skipped"]


@pytest.mark.parametrize(
    "name",
    ["가" * 60, "👩‍👩‍👧‍👦" * 12, "a\r\nBcc: rival@mail.example", "‮evil", "=?utf-8?q?x?=", "<b>&amp;</b> {price}", "x"],
    ids=["long", "family", "newline", "right to left", "encoded word", "markup", "short"],
)
def test_any_title_makes_a_safe_mail(db, mails, item, address, name):
    db.run("UPDATE item SET name = %(name)s WHERE id = %(id)s", name=name, id=item["id"])
    notify(db, outbid("bidder", item))
    assert send_mails() == 1
    (mail,) = mails.mails
    assert mail["Bcc"] is None
    assert mail["To"] == address
    assert all(sign.isprintable() or sign == "\u200d" for sign in str(mail["Subject"]))
    assert states(db) == [("sent", None)]


def test_a_contact_that_another_worker_has_locked_is_left_to_it(db, database_url, mails, item, address):
    notify(db, outbid("bidder", item))
    with contextlib.closing(database.connect(database_url)) as other:
        database.Db(other).all("SELECT id FROM contact FOR UPDATE")
        assert send_mails() == 0
        # MySQL releases the locks of a connection some time after it was closed
        other.rollback()
    assert send_mails() == 1


def test_what_a_killed_worker_had_leased_is_sent_after_the_lease_under_the_same_name(db, mails, item, address):
    notify(db, outbid("bidder", item, 1))
    (leased,) = lease("mail", 25)
    notify(db, outbid("bidder", item, 2))
    assert send_mails() == 0
    pass_time(db, LEASE_S + 1)
    assert send_mails() == 1
    (mail,) = mails.mails
    assert mail["Message-ID"].startswith(f"<n{leased.name}.")
    assert [state for state, _ in states(db)] == ["sent", "waiting"]
