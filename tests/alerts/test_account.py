"""Notifications of what happened to an account."""

import json

import pytest

from tests.alerts.deriving import data_of, derive, notified
from tests.cast import sign_up
from tests.factors.setting_up import set_up_totp, show

PHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit Version/18.0 Mobile Safari"}


def login(person, address="127.0.0.1", **headers):
    form = {"id": person.id, "password": person.password}
    answer = person.site.post("/api/login", json=form, headers=headers, environ_overrides={"REMOTE_ADDR": address})
    assert answer.status_code == 200, answer.text


def test_a_sign_in_on_a_new_device_is_notified_once(db, bidder):
    login(bidder, **PHONE)
    login(bidder, **PHONE)
    derive()
    assert notified(db) == [("bidder", "newSignIn")]
    assert data_of(db, "bidder", "newSignIn")["address"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("known", "address", "is_new"),
    [
        ("203.0.113.7", "203.0.113.200", False),
        ("203.0.113.7", "203.0.114.7", True),
        ("2001:db8:1:2::1", "2001:db8:1:ffff::2", False),
        ("2001:db8:1::1", "2001:db8:2::1", True),
        ("203.0.113.7", "2001:db8:1::1", True),
    ],
)
def test_a_stranger_with_the_same_browser_is_a_new_device_by_the_block_of_addresses(newest, db, known, address, is_new):
    signed_up = sign_up(newest, "traveller")
    db.run("UPDATE sign_in SET address = %(known)s", known=known)
    login(signed_up, address=address)
    login(signed_up, address=address)
    derive()
    assert notified(db) == [("traveller", "newSignIn")] * is_new


def test_a_sign_in_on_the_device_of_the_sign_up_is_not_notified(db, bidder):
    login(bidder)
    derive()
    assert notified(db) == []


@pytest.mark.parametrize(
    ("changes", "kind", "channel"),
    [
        ({"password": "quite another long one"}, "passwordChanged", None),
        ({"phone": "010-2222-3333"}, "contactChanged", "phone"),
    ],
)  # fmt: skip
def test_a_changed_password_or_phone_is_notified(db, bidder, changes, kind, channel):
    answer = bidder.patch("/api/me", json={**changes, "currentPassword": bidder.password})
    assert answer.status_code == 200, answer.text
    derive()
    assert notified(db) == [("bidder", kind)]
    assert data_of(db, "bidder", kind).get("channel") == channel
    assert "2222" not in str(data_of(db, "bidder", kind))


def test_changes_of_second_factors_are_notified(db, bidder):
    set_up_totp(bidder)
    codes = bidder.post("/api/me/recovery-codes").json["recoveryCodes"]
    show(bidder, recoveryCode=codes[0])
    bidder.delete("/api/me/totp")
    derive()
    assert notified(db) == [("bidder", "factorChanged")] * 4
    rows = db.all("SELECT data FROM notification ORDER BY id")
    changes = [json.loads(row["data"])["change"] for row in rows]
    assert changes == ["factorAdded", "recoveryCodesMade", "recoveryCodeUsed", "factorRemoved"]
