"""Passwords: weak ones are refused with the reason, and letters count however they are composed."""

import unicodedata

import pytest
from argon2 import PasswordHasher

from auction.users.strength import weakness
from tests.proof import choices
from tests.proof.harness import Harness, chosen_seed
from tests.proof.holds import assert_holds

FORM = {"id": "kim.chulsoo", "password": "a long enough one", "phone": "010-1234-5678", "nickname": "자전거 가게"}
WEAK = {
    "aaaaaaaa": "password_repeats", "12341234": "password_repeats", "abcabcabc": "password_repeats",
    "12345678": "common_password", "password1": "common_password", "P@ssw0rd": "common_password",
    "qwertyuiop": "common_password", "qlalfqjsgh": "common_password", "비밀번호1": "common_password",
    "kim.chulsoo": "password_of_owner", "chulsoo1": "password_of_owner", "01012345678": "password_of_owner",
    "010-1234-5678": "password_of_owner",
    "자전거가게": "password_of_owner", "ssgbay2026": "password_of_owner", "abcdefgh": "password_in_a_row",
    "19991231": "password_is_a_date",
}  # fmt: skip
GOOD = [
    "8 chars.",
    "비밀번호가 길어요",
    "김철수1234!",
    "correct horse battery",
    "x7#kPq2v",
    "우리 집 고양이는 둘",
    "aaaaaaaaaaaaaaaa and a bicycle",
]
COMPOSED = "우리 집 고양이는 둘"
PIECES = unicodedata.normalize("NFD", COMPOSED)


@pytest.mark.parametrize("password", WEAK)
def test_a_weak_password_is_named_by_what_makes_it_weak(password):
    assert weakness(password, (FORM["id"], FORM["nickname"], "01012345678")) == WEAK[password]


@pytest.mark.parametrize("password", GOOD)
def test_a_good_password_is_taken(password):
    assert weakness(password, (FORM["id"], FORM["nickname"], "01012345678")) is None


@pytest.mark.parametrize("password", ["aaaaaaaa", "12341234", "kim.chulsoo", "kim.chulsoo1"])
def test_a_weak_password_is_refused_with_what_to_do(client, db, seller, password):
    answer = client.post("/api/users", json=FORM | {"password": password})
    (fault,) = answer.json["errors"]
    assert (answer.status_code, fault["field"], "낱말 서너 개" in fault["message"]) == (422, "password", True)
    english = client.post("/api/users", json=FORM | {"password": password}, headers={"Accept-Language": "en"})
    assert "Use three or four" in english.json["errors"][0]["message"]
    old = {"userId": FORM["id"], "userPwd1": password, "userPhone": FORM["phone"], "userNickname": FORM["nickname"]}
    assert client.post("/login/signup", json=old).status_code == 422
    assert db.one("SELECT COUNT(*) AS n FROM `user`")["n"] == 1


def test_a_new_password_is_estimated_with_id_and_nickname(db, seller):
    for password in ("sellerseller", "Seller 12", "new nickname"):
        change = {"password": password, "nickname": "new nickname", "currentPassword": seller.password}
        answer = seller.patch("/api/me", json=change)
        assert [fault["field"] for fault in answer.json["errors"]] == ["password"]
    assert db.one("SELECT nickname FROM `user`")["nickname"] == "Seller"


def test_a_weak_password_that_was_set_before_still_signs_in(client, db, seller):
    weak = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash("1234")
    db.run("UPDATE `user` SET password = %(weak)s", weak=weak)
    assert client.post("/api/login", json={"id": "seller", "password": "1234"}).status_code == 200


@pytest.mark.parametrize(("set_as", "typed"), [(COMPOSED, PIECES), (PIECES, COMPOSED), (PIECES, PIECES)])
def test_a_password_counts_however_its_letters_are_composed(client, set_as, typed):
    assert client.post("/api/users", json=FORM | {"password": set_as}).status_code == 201
    assert client.post("/api/login", json={"id": FORM["id"], "password": typed}).status_code == 200


def test_a_hash_of_letters_in_pieces_signs_in_and_becomes_one_of_composed_ones(client, db, seller):
    before = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PIECES)
    db.run("UPDATE `user` SET password = %(before)s", before=before)
    form = {"id": "seller", "password": COMPOSED}
    assert client.post("/api/login", json=form).status_code == 401
    assert client.post("/api/login", json=form | {"password": PIECES}).status_code == 200
    assert client.post("/api/login", json=form).status_code == 200


def test_a_password_is_measured_as_it_is_hashed(client):
    longest = unicodedata.normalize("NFD", "가나다라마바사아자차" * 12 + "고양이는 야옹한다")
    assert len(longest) > 128
    assert client.post("/api/users", json=FORM | {"password": longest}).status_code == 422
    longest = unicodedata.normalize(
        "NFD", "고양이는 야옹 하고 운다. 강아지는?" + "가나다라마바사아자차" * 10 + "하하하하하하"
    )
    assert client.post("/api/users", json=FORM | {"password": longest}).status_code == 201
    assert client.post("/api/login", json={"id": FORM["id"], "password": longest}).status_code == 200
    short = unicodedata.normalize("NFD", "고양이다")
    assert client.post("/api/users", json=FORM | {"id": "other", "password": short}).status_code == 422


@pytest.mark.parametrize(
    "attack", [choices.weak_passwords, choices.deceptive_names], ids=lambda attack: attack.__name__
)
def test_nothing_that_deceives_or_is_guessed_signs_up(client, db, database_url, tmp_path, attack):
    assert_holds(attack, Harness(client, database_url, tmp_path, chosen_seed()), tries=60)
