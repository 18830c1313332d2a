"""A user's own sign-ins: what is listed, ending one or all others, and the events that tell of it."""

import re

import pytest

from auction.users.devices import device_name
from auction.users.security_events.rules import forget_old
from tests.cast import Person

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1"
)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def log_in(seller, agent=IPHONE):
    """The same user on another device."""
    form = {"id": seller.id, "password": seller.password}
    answer = seller.site.open("/api/login", method="POST", json=form, headers={"User-Agent": agent})
    return Person(seller.site, seller.id, seller.password, answer.json["accessToken"], answer.json["refreshToken"])


def sign_ins(person):
    return person.get("/api/me/sign-ins").json["signIns"]


def refresh(person):
    return person.site.open("/api/token", method="POST", headers={"Authorization": f"Bearer {person.refresh_token}"})


def kinds(person):
    return [event["kind"] for event in person.get("/api/me/security-events").json["events"]]


def test_own_sign_ins_are_listed_with_device_address_and_times(seller):
    log_in(seller)
    phone, here = sign_ins(seller)
    assert set(phone) == {"id", "device", "address", "createdAt", "lastUsedAt", "current"}
    assert (phone["device"], phone["address"], phone["current"]) == ("Safari, iPhone", "127.0.0.1", False)
    assert (here["device"], here["current"]) == ("Werkzeug", True)
    assert MOMENT.fullmatch(here["createdAt"])
    assert MOMENT.fullmatch(here["lastUsedAt"])


def test_only_own_sign_ins_that_live_are_listed(client, db, seller, bidder):
    other, ended = log_in(seller), log_in(seller)
    client.post("/api/logout", headers={"Authorization": f"Bearer {ended.refresh_token}"})
    assert len(sign_ins(seller)) == 2
    assert len(sign_ins(bidder)) == 1
    db.run("UPDATE sign_in SET expiresAt = UTC_TIMESTAMP(6) WHERE device = 'Safari, iPhone'")
    assert [one["current"] for one in sign_ins(seller)] == [True]
    assert other.get("/api/me/sign-ins").status_code == 401


def test_a_sign_in_of_an_earlier_release_is_listed_without_device(db, seller):
    db.run("UPDATE sign_in SET device = NULL, address = NULL, lastUsedAt = NULL")
    (one,) = sign_ins(seller)
    assert (one["device"], one["address"], one["lastUsedAt"]) == ("알 수 없는 기기", None, one["createdAt"])
    english = seller.get("/api/me/sign-ins", headers={"Accept-Language": "en"}).json["signIns"][0]
    assert english["device"] == "Unknown device"


def test_the_last_use_is_that_of_the_last_refresh(db, seller):
    db.run("UPDATE sign_in SET lastUsedAt = '2026-01-01', address = '192.0.2.1'")
    seller.get("/api/me")
    assert sign_ins(seller)[0]["lastUsedAt"].startswith("2026-01-01")
    assert refresh(seller).status_code == 200
    (one,) = sign_ins(seller)
    assert not one["lastUsedAt"].startswith("2026-01-01")
    assert one["address"] == "127.0.0.1"


def test_a_refresh_by_cookie_is_a_use_too(app, db):
    browser = app.test_client()
    form = {"id": "cookie", "password": "a long enough one", "phone": "010-1234-5678", "nickname": "x"}
    browser.post("/api/users", json=form, headers={"X-Refresh": "cookie"})
    db.run("UPDATE sign_in SET lastUsedAt = '2026-01-01'")
    assert browser.post("/api/token", headers={"X-Refresh": "cookie"}).status_code == 200
    assert db.one("SELECT lastUsedAt > '2026-01-02' AS noted FROM sign_in")["noted"]


def test_an_ended_sign_in_is_refused_at_once(client, seller):
    thief = log_in(seller)
    assert seller.delete(f"/api/me/sign-ins/{sign_ins(seller)[0]['id']}").status_code == 204
    answers = [thief.get("/api/me"), thief.post("/api/items/1/bids", json={"amount": 1000}), refresh(thief)]
    assert [(answer.status_code, answer.json["code"]) for answer in answers] == [(401, "sign_in_ended")] * 3
    assert [one["current"] for one in sign_ins(seller)] == [True]


@pytest.mark.parametrize("which", ["another's", "ended", "0" * 32, "x", "' OR 1=1", "로그인"])
def test_no_other_sign_in_can_be_ended(seller, bidder, which):
    if which == "another's":
        which = sign_ins(bidder)[0]["id"]
    elif which == "ended":
        log_in(seller)
        which = sign_ins(seller)[0]["id"]
        seller.delete(f"/api/me/sign-ins/{which}")
    answer = seller.delete(f"/api/me/sign-ins/{which}")
    assert (answer.status_code, answer.json["code"]) == (404, "sign_in_not_found")
    assert [person.get("/api/me").status_code for person in (seller, bidder)] == [200, 200]


def test_ending_this_very_sign_in_deletes_its_cookie(app):
    browser = app.test_client()
    form = {"id": "cookie", "password": "a long enough one", "phone": "010-1234-5678", "nickname": "x"}
    token = browser.post("/api/users", json=form, headers={"X-Refresh": "cookie"}).json["accessToken"]
    headers = {"Authorization": f"Bearer {token}"}
    (one,) = browser.get("/api/me/sign-ins", headers=headers).json["signIns"]
    assert browser.delete(f"/api/me/sign-ins/{one['id']}", headers=headers).status_code == 204
    assert browser.get("/api/me", headers=headers).status_code == 401
    assert browser.post("/api/token", headers={"X-Refresh": "cookie"}).json["code"] == "not_signed_in"


def test_all_other_sign_ins_end_together(seller, bidder):
    others = [log_in(seller) for _ in range(3)]
    answer = seller.delete("/api/me/sign-ins")
    assert (answer.status_code, answer.data) == (204, b"")
    assert [other.get("/api/me").status_code for other in others] == [401] * 3
    assert [person.get("/api/me").status_code for person in (seller, bidder)] == [200, 200]
    assert kinds(seller).count("signInEnded") == 1


def test_with_no_other_sign_in_there_is_nothing_to_end(seller):
    assert seller.delete("/api/me/sign-ins").status_code == 204
    assert kinds(seller) == []


def test_what_happens_to_an_account_is_kept_for_its_owner(client, seller, bidder):
    other = log_in(seller)
    seller.patch("/api/me", json={"phone": "010-9999-8888", "currentPassword": seller.password})
    seller.delete("/api/me/sign-ins")
    seller.patch("/api/me", json={"password": "a new long one", "currentPassword": seller.password})
    refresh(seller)
    events = seller.get("/api/me/security-events").json["events"]
    assert [event["kind"] for event in events] == ["passwordChanged", "signInEnded", "phoneChanged", "newSignIn"]
    assert set(events[0]) == {"id", "kind", "device", "address", "createdAt"}
    assert (events[3]["device"], events[3]["address"]) == ("Safari, iPhone", "127.0.0.1")
    assert kinds(bidder) == []
    assert other.get("/api/me/security-events").status_code == 401


def test_a_refresh_token_that_is_used_twice_is_an_event(seller):
    other = log_in(seller)
    refresh(other)
    refresh(other)
    assert kinds(seller) == ["refreshReused", "newSignIn"]


def test_leaving_is_an_event_that_nobody_reads_through_the_api(db, seller):
    seller.leave()
    assert db.one("SELECT user_id, kind FROM security_event") == {"user_id": "seller", "kind": "left"}


def test_nothing_that_fails_is_an_event(client, db, seller):
    client.post("/api/login", json={"id": "seller", "password": "not this one"})
    seller.patch("/api/me", json={"phone": "010-9999-8888", "currentPassword": "not this one"})
    seller.patch("/api/me", json={"nickname": "new", "phone": seller.get("/api/me").json["phone"]})
    seller.delete("/api/me", json={"currentPassword": "not this one"})
    assert kinds(seller) == []


def test_events_come_in_pages(seller):
    for _ in range(5):
        log_in(seller)
    page = seller.get("/api/me/security-events?limit=3").json
    rest = seller.get(f"/api/me/security-events?limit=3&cursor={page['nextCursor']}").json
    ids = [event["id"] for event in page["events"] + rest["events"]]
    assert ids == sorted(ids, reverse=True)
    assert (len(ids), rest["nextCursor"]) == (5, None)


def test_events_are_forgotten_after_ninety_days(db, seller):
    log_in(seller)
    db.run("UPDATE security_event SET createdAt = UTC_TIMESTAMP(6) - INTERVAL 2159 HOUR")
    assert forget_old(db) == 0
    db.run("UPDATE security_event SET createdAt = UTC_TIMESTAMP(6) - INTERVAL 2161 HOUR")
    assert forget_old(db) == 1


CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (IPHONE, "Safari, iPhone"),
        (CHROME, "Chrome, Windows"),
        (f"{CHROME} Edg/140.0.0.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15; SM-S931N) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 "
         "Chrome/130.0.0.0 Mobile Safari/537.36", "Samsung Internet, Android"),
        ("Mozilla/5.0 (Linux; Android 15; wv) Chrome/140.0 Mobile KAKAOTALK 11.0", "KakaoTalk, Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, macOS"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Whale/4.0 Chrome/140.0 Safari/537.36",
         "Whale, Linux"),
        ("curl/8.14.1", "curl"),
        ("python-requests/2.34.2", "python-requests"),
        ("", None),
        ("\x1b[31m<script>", None),
        ("A" * 5000, None),
    ],
    ids=range(12),
)  # fmt: skip
def test_a_device_has_a_short_name(agent, name):
    assert device_name(agent) == name
