"""The worker's part: mails about addresses and passwords survive its death and a mail server that refuses."""

import pytest

from auction.contacts import mailing
from auction.contacts.codes import rules as codes
from tests.contacts.conftest import add_mail, verified

ADDRESS = "bidder@mail.example"


def due_now(db):
    db.run("UPDATE mail_code SET dueAt = UTC_TIMESTAMP(6) WHERE dueAt IS NOT NULL")


def test_a_mail_is_sent_once(bidder, post):
    add_mail(bidder, ADDRESS)
    assert [post.deliver() for _ in range(3)] == [1, 0, 0]


def test_a_mail_that_is_refused_for_now_is_sent_later(db, bidder, post):
    add_mail(bidder, ADDRESS)
    post.server.recipient_answer = "451 4.7.1 try again later"
    assert post.deliver() == 0
    post.server.recipient_answer = ""
    assert post.deliver() == 0
    due_now(db)
    assert post.deliver() == 1


def test_a_mail_that_is_refused_for_good_is_not_sent_again(db, bidder, post):
    add_mail(bidder, ADDRESS)
    post.server.recipient_answer = "550 5.1.1 no such user"
    assert post.deliver() == 0
    assert db.all("SELECT id FROM mail_code") == []


@pytest.mark.parametrize("dies", ["_prepare", "mail.send", "store.sent"])
def test_a_worker_that_dies_at_any_point_leaves_the_mail_to_the_next_one(db, bidder, post, monkeypatch, dies):
    contact_id = add_mail(bidder, ADDRESS).json["id"]

    class Killed(BaseException):
        pass

    def die(*_args):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(f"auction.contacts.mailing.{dies}", die)
        with pytest.raises(Killed):
            mailing.send_due()
    # nobody else sends it until the lease ends
    assert post.deliver() == 0
    due_now(db)
    assert post.deliver() == 1
    answer = bidder.post(f"/api/me/contacts/{contact_id}/verify", json={"code": post.code_to(ADDRESS)})
    assert answer.status_code == 200


def test_two_workers_send_different_mails(db, bidder, rival, post):
    add_mail(bidder, ADDRESS)
    add_mail(rival, "rival@mail.example")
    import database

    with database.reading():
        assert sum(mailing.send_due() for _ in range(2)) == 2
    assert sorted(mail["To"] for mail in post.server.mails) == [ADDRESS, "rival@mail.example"]


def test_no_log_line_names_an_address_or_a_code(bidder, post, caplog):
    verified(bidder, post, ADDRESS)
    for answer in ("451 no bidder@mail.example", "550 no bidder@mail.example"):
        post.server.recipient_answer = answer
        add_mail(bidder, "bidder@other.example")
        post.deliver()
    logged = "".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert "mail refused" in logged
    assert "mail.example" not in logged
    assert post.code_to(ADDRESS) not in logged


def test_expired_codes_are_deleted(db, bidder, post):
    add_mail(bidder, ADDRESS)
    assert codes.forget_expired(db) == 0
    db.run("UPDATE mail_code SET expiresAt = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND")
    assert codes.forget_expired(db) == 1
