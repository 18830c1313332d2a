"""Passkeys: made and shown by an authenticator in software; test_factors.py of tests/browser has Chromium's own."""

import json

import pytest

from auction.factors.passkeys import challenges
from tests.factors.authenticator import Authenticator, base64url, bytes_of
from tests.factors.setting_up import add_passkey, creation_options, events, forget_proof, show, show_passkey
from tests.scenes import at_once


def test_a_passkey_is_added_with_the_password(seller):
    refused = seller.post("/api/me/passkeys/options", json={"currentPassword": "another one"})
    assert refused.json["code"] == "wrong_password"
    options = creation_options(seller).json
    assert options["rp"] == {"id": "localhost", "name": "SSGBay"}
    assert (options["user"]["name"], options["attestation"]) == ("seller", "none")
    # an authenticator stores it, and it says nothing of the id
    assert b"seller" not in bytes_of(options["user"]["id"])
    added = seller.post("/api/me/passkeys", json={"label": " 내 열쇠 ", "credential": Authenticator().create(options)})
    assert added.status_code == 201, added.text
    assert added.json["passkey"] | {"id": 0, "createdAt": ""} == {
        "id": 0, "label": "내 열쇠", "createdAt": "", "usedAt": None,
    }  # fmt: skip
    assert len(added.json["recoveryCodes"]) == 10
    found = seller.get("/api/me/factors").json
    assert found["passkeys"] == [added.json["passkey"]]
    assert found["provenUntil"].endswith("Z")
    assert events(seller) == ["factorAdded"]


@pytest.mark.parametrize("counts", [True, False])
def test_a_passkey_proves_as_often_as_it_is_shown(db, seller, counts):
    key = add_passkey(seller, Authenticator(counts=counts))
    for _ in range(3):
        forget_proof(db)
        shown = show_passkey(seller, key)
        assert shown.status_code == 200, shown.text
        assert seller.get("/api/me/factors").json["provenUntil"] == shown.json["provenUntil"]
    assert seller.get("/api/me/factors").json["passkeys"][0]["usedAt"].endswith("Z")


def test_an_answer_proves_once(seller, key_of_seller):
    options = seller.post("/api/me/second-factor/options").json
    answer = key_of_seller.show(options)
    assert show(seller, credential=answer).status_code == 200
    assert show(seller, credential=answer).json["code"] == "wrong_second_factor"


def test_an_answer_that_twenty_send_at_once_proves_one(db, seller):
    key = add_passkey(seller, Authenticator(counts=False))
    answer = key.show(seller.post("/api/me/second-factor/options").json)
    statuses = at_once(lambda _number: show(seller, credential=answer).status_code, 20)
    assert sorted(statuses) == [200] + [403] * 19


def test_a_copied_authenticator_is_refused_by_its_counter(seller, key_of_seller):
    """Of two with the same key the one that has signed less often is behind."""
    assert show_passkey(seller, key_of_seller).status_code == 200
    assert show_passkey(seller, key_of_seller).status_code == 200
    key_of_seller.counter = 0
    assert show_passkey(seller, key_of_seller).json["code"] == "wrong_second_factor"


def test_what_was_signed_elsewhere_or_for_something_else_proves_nothing(seller, key_of_seller):
    for changes in (
        {"origin": "http://localhost.evil.example"},
        {"origin": "https://localhost"},
        {"type": "webauthn.create"},
        {"challenge": base64url(bytes(32))},
    ):
        assert show_passkey(seller, key_of_seller, **changes).json["code"] == "wrong_second_factor", changes


def test_a_domain_of_others_is_refused(seller, key_of_seller):
    options = seller.post("/api/me/second-factor/options").json
    answer = key_of_seller.show({**options, "rpId": "evil.example"})
    assert show(seller, credential=answer).json["code"] == "wrong_second_factor"


def test_the_passkey_of_somebody_else_proves_nothing(seller, bidder, key_of_seller):
    add_passkey(bidder)
    assert show_passkey(bidder, key_of_seller).json["code"] == "wrong_second_factor"
    other = Authenticator()
    other.id = key_of_seller.id
    assert show_passkey(seller, other).json["code"] == "wrong_second_factor"


def test_a_challenge_is_for_one_sign_in_and_ends_after_five_minutes(db, seller, key_of_seller):
    options = seller.post("/api/me/second-factor/options").json
    another = seller.site.post("/api/login", json={"id": seller.id, "password": seller.password}).json["accessToken"]
    headers, answer = {"Authorization": f"Bearer {another}"}, {"credential": key_of_seller.show(options)}
    assert seller.site.post("/api/me/second-factor", json=answer, headers=headers).status_code == 403
    db.run("UPDATE passkey_challenge SET expiresAt = expiresAt - INTERVAL 5 MINUTE")
    assert show(seller, credential=key_of_seller.show(options)).status_code == 403


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature"])
@pytest.mark.parametrize("made_of", [b"", b"{}", b"\xff" * 40, b"[" * 5000, json.dumps({"type": []}).encode()])
def test_rubbish_proves_nothing(seller, key_of_seller, part, made_of):
    answer = key_of_seller.show(seller.post("/api/me/second-factor/options").json)
    answer["response"][part] = base64url(made_of)
    assert show(seller, credential=answer).json["code"] == "wrong_second_factor"


@pytest.mark.parametrize("part", ["clientDataJSON", "attestationObject"])
@pytest.mark.parametrize("made_of", [b"", b"{}", b"\xff" * 40, b"\xa0", b"\x81" * 9000, b"[" * 5000])
def test_rubbish_is_not_added(db, seller, part, made_of):
    answer = Authenticator().create(creation_options(seller).json)
    answer["response"][part] = base64url(made_of)
    refused = seller.post("/api/me/passkeys", json={"label": "x", "credential": answer})
    assert refused.json["code"] == "wrong_second_factor"
    assert db.all("SELECT * FROM passkey") == []


@pytest.mark.parametrize("wrong", ["*", "a b", "é", "A" * 20_001, 7, None])
def test_what_no_browser_writes_is_named(seller, key_of_seller, wrong):
    answer = key_of_seller.show(seller.post("/api/me/second-factor/options").json)
    answer["response"]["signature"] = wrong
    refused = show(seller, credential=answer)
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json["errors"]] == ["credential.response.signature"]


def test_a_passkey_is_added_once(db, seller, bidder):
    key = add_passkey(seller)
    options = creation_options(seller).json
    assert [bytes_of(known["id"]) for known in options["excludeCredentials"]] == [key.id]
    for person in (seller, bidder):
        answer = key.create(creation_options(person).json)
        refused = person.post("/api/me/passkeys", json={"label": "x", "credential": answer})
        assert refused.json["code"] == "passkey_taken"


def test_ten_passkeys_are_the_most(db, seller):
    for _ in range(10):
        add_passkey(seller)
    assert creation_options(seller).json["code"] == "too_many_passkeys"


def test_a_passkey_is_removed_once_a_factor_was_shown(seller, bidder, key_of_seller):
    (passkey,) = seller.get("/api/me/factors").json["passkeys"]
    path = f"/api/me/passkeys/{passkey['id']}"
    assert seller.delete(path).json["code"] == "second_factor_needed"
    assert show_passkey(seller, key_of_seller).status_code == 200
    add_passkey(bidder)
    assert bidder.delete(path).json["code"] == "factor_not_found"
    assert seller.delete(path).status_code == 204
    assert seller.delete(path).json["code"] == "factor_not_found"
    assert seller.post("/api/me/second-factor/options").json["code"] == "factor_not_found"
    assert seller.get("/api/me/factors").json["recoveryCodes"] == 0
    assert events(seller) == ["factorAdded", "factorRemoved"]


def test_a_challenge_that_was_not_used_is_forgotten(db, seller, key_of_seller):
    seller.post("/api/me/second-factor/options")
    assert challenges.forget_expired(db) == 0
    db.run("UPDATE passkey_challenge SET expiresAt = expiresAt - INTERVAL 5 MINUTE")
    assert challenges.forget_expired(db) == 1
