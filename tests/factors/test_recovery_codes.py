"""Recovery codes: ten, each of which stands in once for a lost factor."""

import pytest

from auction.factors import recovery
from tests.factors.setting_up import add_passkey, events, forget_proof, set_up_totp, show
from tests.scenes import at_once


@pytest.fixture
def codes(db, seller) -> list[str]:
    """The seller's recovery codes; the sign-in has shown nothing for a while."""
    set_up_totp(seller)
    found = seller.post("/api/me/recovery-codes")
    assert found.status_code == 201, found.text
    forget_proof(db)
    return found.json["recoveryCodes"]


def test_a_code_has_a_hundred_and_twenty_random_bits_and_is_stored_as_a_digest(db, codes):
    assert len(set(codes)) == 10
    assert all(set(code.replace("-", "")) <= set(recovery.LETTERS) for code in codes)
    assert len(recovery.LETTERS) ** recovery.LENGTH == 2**120
    stored = {row["digest"] for row in db.all("SELECT digest FROM recovery_code")}
    assert stored == {recovery.digest_of(code) for code in codes}


def test_each_code_proves_once_and_is_a_security_event(seller, codes):
    for left, code in enumerate(reversed(codes)):
        assert show(seller, recoveryCode=code).status_code == 200, left
        assert show(seller, recoveryCode=code).json["code"] == "wrong_second_factor"
    assert seller.get("/api/me/factors").json["recoveryCodes"] == 0
    assert events(seller) == ["factorAdded", "recoveryCodesMade"] + ["recoveryCodeUsed"] * 10


@pytest.mark.parametrize(
    "typed",
    [
        str.upper,
        lambda code: code.replace("-", " "),
        lambda code: code.replace("-", ""),
        lambda code: f" {code.replace('1', 'l').replace('0', 'O')} ",
    ],
    ids=["capitals", "spaces", "bare", "letters for digits"],
)
def test_a_code_is_read_as_people_type_it(seller, codes, typed):
    assert show(seller, recoveryCode=typed(codes[0])).status_code == 200


def test_a_code_that_twenty_show_at_once_proves_one(seller, codes):
    statuses = at_once(lambda _number: show(seller, recoveryCode=codes[0]).status_code, 20)
    assert sorted(statuses) == [200] + [403] * 19
    assert seller.get("/api/me/factors").json["recoveryCodes"] == 9


def test_wrong_codes_are_counted_as_guesses(limited, seller, codes):
    assert [show(seller, recoveryCode="wrong").status_code for _ in range(11)] == [403] * 10 + [429]


def test_new_codes_end_the_old_ones(db, seller, codes):
    assert seller.post("/api/me/recovery-codes").json["code"] == "second_factor_needed"
    assert show(seller, recoveryCode=codes[0]).status_code == 200
    fresh = seller.post("/api/me/recovery-codes").json["recoveryCodes"]
    assert show(seller, recoveryCode=codes[1]).status_code == 403
    assert show(seller, recoveryCode=fresh[0]).status_code == 200


def test_the_codes_of_others_prove_nothing(seller, bidder, codes):
    assert show(bidder, recoveryCode=codes[0]).json["code"] == "wrong_second_factor"
    assert show(seller, recoveryCode=codes[0]).status_code == 200


def test_there_are_none_without_a_factor_that_they_stand_in_for(seller, codes):
    assert show(seller, recoveryCode=codes[0]).status_code == 200
    assert seller.delete("/api/me/totp").status_code == 204
    assert show(seller, recoveryCode=codes[1]).status_code == 403
    assert seller.post("/api/me/recovery-codes").json["code"] == "factor_not_found"


def test_a_second_factor_more_leaves_the_codes_as_they_are(seller, codes):
    assert show(seller, recoveryCode=codes[0]).status_code == 200
    add_passkey(seller)
    assert seller.get("/api/me/factors").json["recoveryCodes"] == 9
    assert seller.delete("/api/me/totp").status_code == 204
    assert seller.get("/api/me/factors").json["recoveryCodes"] == 9
