"""What the operator sees of deliveries, and how long they are kept."""

from auction.alerts.deliveries import figures
from auction.alerts.deliveries.sending import send_mails
from tests.alerts.deliveries.scenes import notify, outbid, pass_time
from tests.metrics import metrics


def test_the_metrics_say_what_became_of_deliveries_and_how_late_they_are(db, client, mails, item, address):
    notify(db, outbid("bidder", item, 1))
    send_mails()
    notify(db, outbid("bidder", item, 2))
    db.run("UPDATE delivery SET dueAt = UTC_TIMESTAMP(6) - INTERVAL 100 SECOND WHERE state = 'waiting'")
    seen = metrics(client)
    assert seen['ssgbay_deliveries{channel="mail",outcome="sent"}'] == 1
    assert 100 <= seen['ssgbay_delivery_late_seconds{channel="mail"}'] < 160
    db.run("UPDATE notification SET seenAt = UTC_TIMESTAMP(6)")
    send_mails()
    assert {row["outcome"]: row["number"] for row in figures.counts(db)} == {"sent": 1, "skipped": 1}


def test_what_ended_long_ago_is_deleted_and_what_waits_is_not(db, mails, item, address):
    notify(db, outbid("bidder", item, 1))
    send_mails()
    notify(db, outbid("bidder", item, 2))
    pass_time(db, figures.KEPT_DAYS * 86_400 + 60)
    assert figures.forget_old(db) == 1
    assert db.all("SELECT state FROM delivery") == [{"state": "waiting"}]
