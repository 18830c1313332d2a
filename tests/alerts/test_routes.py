"""Notifications and preferences over HTTP."""

import json

import pytest

from auction.notifications import rules as notifications
from auction.notifications.rules import New
from tests.cast import utc


def add(db, *news):
    return notifications.add_all(db, [New(*new) for new in news])


def listed(person, **query):
    answer = person.get("/api/me/notifications", query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.json


@pytest.fixture
def three(db, item, bidder):
    """Three notifications of the bidder's; returns their ids, newest first."""
    for number in (1, 2, 3):
        add(db, ("bidder", "outbid", f"bid:{number}", item["id"], {"price": number, "name": item["name"]}))
    return [entry["id"] for entry in listed(bidder)["notifications"]]


def test_notifications_are_listed_newest_first_with_their_item(three, item, bidder):
    page = listed(bidder)
    assert (page["unseenCount"], page["nextCursor"]) == (3, None)
    newest = page["notifications"][0]
    assert set(newest) == {"id", "kind", "item", "data", "createdAt", "seenAt"}
    assert (newest["kind"], newest["item"]["id"], newest["seenAt"]) == ("outbid", item["id"], None)
    assert newest["data"] == {"price": 3, "name": item["name"]}
    assert three == sorted(three, reverse=True)


def test_a_page_goes_on_where_the_last_one_ended(three, bidder):
    first = listed(bidder, limit=2)
    second = listed(bidder, limit=2, cursor=first["nextCursor"])
    assert [entry["id"] for page in (first, second) for entry in page["notifications"]] == three
    assert second["nextCursor"] is None


def test_what_is_about_one_auction_is_seen_alone(three, bidder, item):
    for item_id, unseen in ((item["id"] + 1, 3), (item["id"], 0)):
        body = {"upTo": three[0], "itemId": item_id}
        assert bidder.post("/api/me/notifications/seen", json=body).status_code == 204
        assert listed(bidder)["unseenCount"] == unseen


def test_what_was_seen_on_one_device_is_seen_on_all(three, bidder):
    assert bidder.post("/api/me/notifications/seen", json={"upTo": three[1]}).status_code == 204
    page = listed(bidder, unseen="true")
    assert ([entry["id"] for entry in page["notifications"]], page["unseenCount"]) == (three[:1], 1)
    seen = [entry["seenAt"] for entry in listed(bidder)["notifications"]]
    assert [bool(at) for at in seen] == [False, True, True]
    # again, and of what does not exist yet: the times of before stay
    bidder.post("/api/me/notifications/seen", json={"upTo": three[0] + 1000})
    again = listed(bidder)
    assert again["unseenCount"] == 0
    assert [entry["seenAt"] for entry in again["notifications"]][1:] == seen[1:]


def test_nobody_reads_or_marks_those_of_another_user(db, three, rival, bidder):
    assert listed(rival) == {"notifications": [], "nextCursor": None, "unseenCount": 0}
    assert rival.post("/api/me/notifications/seen", json={"upTo": three[0]}).status_code == 204
    assert listed(bidder)["unseenCount"] == 3


def test_a_notification_outlives_its_item(db, item, seller, bidder):
    add(db, ("bidder", "searchMatch", "item:1", item["id"], {"search": "아이폰"}))
    assert seller.delete(f"/api/items/{item['id']}").status_code == 204
    (entry,) = listed(bidder)["notifications"]
    assert (entry["item"], entry["data"]) == (None, {"search": "아이폰"})


@pytest.mark.parametrize("body", [{}, {"upTo": -1}, {"upTo": "1"}, {"upTo": 2**63}, {"upTo": None}])
def test_a_bad_mark_is_refused_by_its_field(bidder, body):
    answer = bidder.post("/api/me/notifications/seen", json=body)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "upTo")


def test_at_the_start_urgent_things_come_at_once_and_watched_ones_in_the_digest(bidder):
    got = bidder.get("/api/me/preferences").json
    assert got["groups"]["bidding"] == {"mail": "now", "push": "now", "hook": "now"}
    assert got["groups"]["watching"]["mail"] == "digest"
    assert {name: got[name] for name in ("quietFrom", "quietTo", "digestHour", "locale", "timeZone")} == {
        "quietFrom": "22:00", "quietTo": "08:00", "digestHour": 8, "locale": "ko", "timeZone": "Asia/Seoul",
    }  # fmt: skip
    assert got["endingSoon"] == [60, 10]


@pytest.mark.parametrize(("accepted", "locale"), [("en", "en"), ("en-US,en;q=0.9,ko;q=0.8", "en"), ("fr", "ko")])
def test_mails_are_in_the_language_of_the_sign_up(newest, accepted, locale):
    form = {"id": "reader", "password": "reader has a long one", "phone": "010-1234-5678", "nickname": "Reader"}
    answer = newest.post("/api/users", json=form, headers={"Accept-Language": accepted})
    token = {"Authorization": f"Bearer {answer.json['accessToken']}"}
    assert newest.get("/api/me/preferences", headers=token).json["locale"] == locale


def test_what_is_chosen_stays_and_the_rest_as_it_was(bidder, rival):
    before = bidder.get("/api/me/preferences").json
    changes = {
        "groups": {"selling": {"mail": "never"}},
        "digestHour": 0,
        "locale": "en",
        "timeZone": "America/New_York",
    }
    answer = bidder.put("/api/me/preferences", json=changes)
    expected = json.loads(json.dumps(before)) | {"digestHour": 0, "locale": "en", "timeZone": "America/New_York"}
    expected["groups"]["selling"]["mail"] = "never"
    assert answer.json == bidder.get("/api/me/preferences").json == expected
    assert bidder.put("/api/me/preferences", json=expected).json == expected
    assert rival.get("/api/me/preferences").json == before


def test_quiet_hours_are_switched_off_together(bidder):
    off = {"quietFrom": None, "quietTo": None}
    assert bidder.put("/api/me/preferences", json=off).json["quietFrom"] is None
    assert bidder.put("/api/me/preferences", json={"digestHour": 9}).json["quietTo"] is None
    on = bidder.put("/api/me/preferences", json={"quietFrom": "23:30", "quietTo": "07:05"}).json
    assert (on["quietFrom"], on["quietTo"]) == ("23:30", "07:05")


@pytest.mark.parametrize(("chosen", "kept"), [([10, 60], [60, 10]), ([10, 10], [10]), ([], [])], ids=str)
def test_how_long_before_an_end_is_chosen_from_an_hour_and_ten_minutes(bidder, chosen, kept):
    assert bidder.put("/api/me/preferences", json={"endingSoon": chosen}).json["endingSoon"] == kept
    assert bidder.put("/api/me/preferences", json={"digestHour": 9}).json["endingSoon"] == kept


def test_the_security_of_the_account_is_always_delivered(db, bidder):
    never = {"account": {"mail": "never", "push": "never", "hook": "digest"}}
    answer = bidder.put("/api/me/preferences", json={"groups": never})
    assert answer.json["groups"]["account"] == {"mail": "now", "push": "now", "hook": "now"}
    assert db.all("SELECT * FROM preference") == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"groups": {"bidding": {"mail": "weekly"}}}, "groups.bidding.mail"),
        ({"groups": []}, "groups"),
        ({"quietFrom": "22:00"}, "body"),
        ({"quietFrom": "22:00", "quietTo": None}, "body"),
        ({"quietFrom": "24:00", "quietTo": "08:00"}, "quietFrom"),
        ({"quietFrom": "22:00", "quietTo": "8:00"}, "quietTo"),
        ({"digestHour": 24}, "digestHour"),
        ({"digestHour": "8"}, "digestHour"),
        ({"endingSoon": [30]}, "endingSoon.0"),
        ({"endingSoon": 60}, "endingSoon"),
        ({"endingSoon": [60, 10, 60]}, "endingSoon"),
        ({"locale": "de"}, "locale"),
        ({"timeZone": "Seoul"}, "timeZone"),
        ({"timeZone": "../../etc/passwd"}, "timeZone"),
        ({"timeZone": "Asia/" + "x" * 10_000}, "timeZone"),
        ({"timeZone": ""}, "timeZone"),
    ],
)
def test_a_bad_preference_is_refused_by_its_field(db, bidder, body, field):
    answer = bidder.put("/api/me/preferences", json=body)
    assert answer.status_code == 422, answer.text
    assert [fault["field"] for fault in answer.json["errors"]] == [field]
    assert bidder.get("/api/me/preferences").json["timeZone"] == "Asia/Seoul"


def test_who_leaves_takes_notifications_and_preferences_along(db, three, bidder):
    bidder.put("/api/me/preferences", json={"groups": {"bidding": {"mail": "never"}}, "locale": "en"})
    assert bidder.leave().status_code == 204
    assert db.all("SELECT id FROM notification") == db.all("SELECT topic FROM preference") == []
    assert db.one("SELECT locale FROM `user` WHERE id = 'bidder'") == {"locale": "ko"}
    assert add(db, ("bidder", "outbid", "bid:9", None, {})) == 0


def test_old_notifications_are_deleted(db, three, bidder):
    db.run("UPDATE notification SET createdAt = UTC_TIMESTAMP(6) - INTERVAL 181 DAY WHERE id = %(id)s", id=three[2])
    assert notifications.forget_old(db) == 1
    assert [entry["id"] for entry in listed(bidder)["notifications"]] == three[:2]
    assert utc() > listed(bidder)["notifications"][0]["createdAt"][:19]
