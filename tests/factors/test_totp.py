"""Authenticator apps: set up with the password, shown once a code, and guessed by nobody."""

import base64
from datetime import UTC, datetime
from xml.etree import ElementTree

import pyotp
import pytest

from auction.factors import totp
from auction.users.rules import begin_sign_in
from tests.cast import sign_up
from tests.factors.setting_up import code_of, events, set_up_totp, show
from tests.scenes import at_once

# RFC 6238, appendix B (SHA-1): seconds since 1970, and the last six of its eight digits
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
RFC_CODES = {
    59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037",
    20000000000: "353130",
}  # fmt: skip


@pytest.mark.parametrize("seconds", RFC_CODES)
def test_the_codes_are_those_of_the_standard(seconds):
    now = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    assert totp.matching_step(RFC_SECRET, RFC_CODES[seconds], now) == seconds // 30


@pytest.mark.parametrize(("seconds", "is_right"), [(-31, False), (-30, True), (0, True), (59, True), (60, False)])
def test_a_clock_may_be_one_step_off(seconds, is_right):
    code = pyotp.TOTP(RFC_SECRET).at(1_200_000_000)
    now = datetime.fromtimestamp(1_200_000_000 + seconds, UTC).replace(tzinfo=None)
    assert (totp.matching_step(RFC_SECRET, code, now) is not None) is is_right


def test_an_app_is_set_up_with_the_password_and_its_first_code(db, seller):
    assert seller.post("/api/me/totp", json={"currentPassword": "another one"}).json["code"] == "wrong_password"
    begun = seller.post("/api/me/totp", json={"currentPassword": seller.password}).json
    app = pyotp.parse_uri(begun["uri"])
    assert (app.secret, app.name, app.issuer) == (begun["secret"], "seller", "SSGBay")
    assert ElementTree.fromstring(begun["qr"]).tag == "{http://www.w3.org/2000/svg}svg"
    assert seller.get("/api/me/factors").json["totp"] is False
    confirmed = seller.post("/api/me/totp/confirm", json={"code": code_of(app)})
    codes = confirmed.json["recoveryCodes"]
    assert len(set(codes)) == 10
    assert all(len(code) == 27 for code in codes)
    found = seller.get("/api/me/factors").json
    assert (found["totp"], found["passkeys"], found["recoveryCodes"]) == (True, [], 10)
    # a first code is shown by setting it up
    assert found["provenUntil"].endswith("Z")
    assert events(seller) == ["factorAdded"]


def test_a_secret_is_encrypted_for_its_user_alone(db, seller, bidder):
    app = set_up_totp(seller)
    (row,) = db.all("SELECT * FROM totp")
    assert app.secret.encode() not in row["sealed"]
    set_up_totp(bidder)
    db.run("UPDATE totp SET sealed = %(sealed)s, lastStep = 0 WHERE user_id = 'bidder'", sealed=row["sealed"])
    assert show(bidder, code=code_of(app)).status_code == 500


def test_what_is_not_confirmed_within_a_quarter_of_an_hour_counts_for_nothing(db, seller):
    assert seller.post("/api/me/totp/confirm", json={"code": "123456"}).json["code"] == "totp_not_begun"
    app = pyotp.TOTP(seller.post("/api/me/totp", json={"currentPassword": seller.password}).json["secret"])
    assert show(seller, code=code_of(app)).json["code"] == "wrong_second_factor"
    db.run("UPDATE totp SET createdAt = createdAt - INTERVAL 15 MINUTE")
    assert seller.post("/api/me/totp/confirm", json={"code": code_of(app)}).json["code"] == "totp_not_begun"


def test_a_setup_begun_again_has_another_secret(seller):
    first, second = (
        seller.post("/api/me/totp", json={"currentPassword": seller.password}).json["secret"] for _ in range(2)
    )
    refused = seller.post("/api/me/totp/confirm", json={"code": code_of(pyotp.TOTP(first))})
    assert refused.json["code"] == "wrong_second_factor"
    confirmed = seller.post("/api/me/totp/confirm", json={"code": code_of(pyotp.TOTP(second))})
    assert confirmed.status_code == 200


def test_a_code_proves_the_sign_in_that_shows_it_for_a_quarter_of_an_hour(db, seller, app_of_seller):
    assert seller.get("/api/me/factors").json["provenUntil"] is None
    other = begin_sign_in(db, "seller").id
    until = show(seller, code=code_of(app_of_seller))
    assert until.status_code == 200
    assert seller.get("/api/me/factors").json["provenUntil"] == until.json["provenUntil"]
    (row,) = db.all("SELECT provenAt FROM sign_in WHERE id = %(id)s", id=other)
    assert row["provenAt"] is None


def test_a_code_works_once_and_so_does_every_earlier_one(seller, app_of_seller):
    assert show(seller, code=code_of(app_of_seller)).status_code == 200
    for steps in (0, -1):
        assert show(seller, code=code_of(app_of_seller, steps)).json["code"] == "wrong_second_factor"
    assert show(seller, code=code_of(app_of_seller, 1)).status_code == 200


def test_a_code_that_twenty_show_at_once_proves_one(db, seller, app_of_seller):
    code = code_of(app_of_seller, 1)
    statuses = at_once(lambda _number: show(seller, code=code).status_code, 20)
    assert sorted(statuses) == [200] + [403] * 19


@pytest.mark.parametrize("wrong", ["000000", "12345", "1234567", "abcdef", "１２３４５６", "", None, 123456])
def test_what_is_no_code_of_the_app_proves_nothing(seller, app_of_seller, wrong):
    assert show(seller, code=wrong).status_code in (403, 422)
    assert seller.get("/api/me/factors").json["provenUntil"] is None


@pytest.mark.parametrize("given", [{}, {"code": "123456", "recoveryCode": "x"}])
def test_one_factor_is_shown_at_a_time(seller, given):
    refused = show(seller, **given)
    assert refused.status_code == 422


def test_the_codes_of_others_prove_nothing(seller, bidder, app_of_seller):
    assert show(bidder, code=code_of(app_of_seller)).json["code"] == "wrong_second_factor"


def test_ten_wrong_codes_are_the_most_in_a_quarter_of_an_hour(limited, db, seller, app_of_seller):
    """Of a user, however many sign-ins a thief of the password begins."""
    wrong = [show(seller, code="000000").status_code for _ in range(6)]
    another = seller.site.post("/api/login", json={"id": seller.id, "password": seller.password}).json["accessToken"]
    headers = {"Authorization": f"Bearer {another}"}
    for _ in range(4):
        wrong.append(seller.site.post("/api/me/second-factor", json={"code": "000000"}, headers=headers).status_code)
    assert wrong == [403] * 10
    refused = show(seller, code=code_of(app_of_seller))
    assert (refused.status_code, refused.json["code"]) == (429, "too_many_requests")
    assert int(refused.headers["Retry-After"]) > 0


def test_right_codes_are_not_counted_as_guesses(limited, db, seller, app_of_seller):
    for _ in range(12):
        db.run("UPDATE totp SET lastStep = 0")
        assert show(seller, code=code_of(app_of_seller)).status_code == 200


def test_an_app_is_removed_once_a_factor_was_shown(seller, app_of_seller):
    assert seller.delete("/api/me/totp").json["code"] == "second_factor_needed"
    assert show(seller, code=code_of(app_of_seller)).status_code == 200
    assert seller.delete("/api/me/totp").status_code == 204
    assert seller.delete("/api/me/totp").json["code"] == "factor_not_found"
    found = seller.get("/api/me/factors").json
    assert (found["totp"], found["recoveryCodes"]) == (False, 0)
    assert events(seller) == ["factorAdded", "factorRemoved"]


def test_a_password_alone_adds_no_second_factor_beside_the_first(seller, app_of_seller):
    """Otherwise a thief of the password would add one of their own."""
    password = {"currentPassword": seller.password}
    assert seller.post("/api/me/passkeys/options", json=password).json["code"] == "second_factor_needed"
    assert seller.post("/api/me/totp", json=password).json["code"] == "second_factor_needed"
    assert show(seller, code=code_of(app_of_seller)).status_code == 200
    assert seller.post("/api/me/passkeys/options", json=password).status_code == 200
    assert seller.post("/api/me/totp", json=password).json["code"] == "totp_already_on"


def test_who_leaves_takes_the_factors_along(db, client):
    person = sign_up(client, "traveller")
    set_up_totp(person)
    assert person.leave().status_code == 204
    assert db.all("SELECT * FROM totp") == [] == db.all("SELECT * FROM recovery_code")
