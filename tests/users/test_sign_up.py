"""Signing up: what is taken, what is refused, and what is kept of it."""

import re
import unicodedata

import pytest

from tests.cast import sign_up
from tests.scenes import counts

FORM = {"id": "newcomer", "password": "a long enough one", "phone": "010-1234-5678", "nickname": "새 얼굴"}
LONGEST = "four words and more " * 6 + "12345678"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def test_a_new_user_is_signed_in_at_once(client):
    answer = client.post("/api/users", json=FORM)
    assert answer.status_code == 201
    assert answer.content_type == "application/json"
    assert set(answer.json) == {"user", "accessToken", "refreshToken"}
    user = answer.json["user"]
    assert set(user) == {"id", "nickname", "phone", "createdAt"}
    assert (user["id"], user["nickname"]) == ("newcomer", "새 얼굴")
    assert MOMENT.fullmatch(user["createdAt"])
    mine = client.get("/api/me", headers={"Authorization": f"Bearer {answer.json['accessToken']}"})
    assert mine.json == user


def test_answers_with_tokens_are_never_cached(client):
    assert client.post("/api/users", json=FORM).headers["Cache-Control"] == "no-store"
    login = client.post("/api/login", json={"id": FORM["id"], "password": FORM["password"]})
    assert login.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("010-1234-5678", "01012345678"),
        ("01012345678", "01012345678"),
        ("+82 10 1234 5678", "01012345678"),
        ("+821012345678", "01012345678"),
        ("02-123-4567", "021234567"),
        (" 010 1234 5678 ", "01012345678"),
    ],
)
def test_a_phone_number_is_kept_as_dialled_in_korea(client, given, kept):
    assert client.post("/api/users", json=FORM | {"phone": given}).json["user"]["phone"] == kept


def test_the_password_is_kept_as_argon2id_alone(full_cost, client, db):
    sign_up(client, "newcomer", password="correct horse battery")
    stored = db.one("SELECT password FROM `user`")["password"]
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert "correct horse" not in stored


def test_equal_passwords_are_kept_differently(client, db):
    sign_up(client, "first", password="correct horse battery")
    sign_up(client, "second", password="correct horse battery")
    assert db.one("SELECT COUNT(DISTINCT password) AS n FROM `user`")["n"] == 2


def test_an_id_can_be_had_once(client, db, seller):
    before = counts(db)
    answer = client.post("/api/users", json=FORM | {"id": "seller"})
    assert (answer.status_code, answer.json["code"]) == (409, "id_taken")
    assert counts(db) == before


def test_an_id_of_2023_with_capitals_is_taken_in_small_letters_too(client, db):
    for spelled in ("NEWCOMER", "Newcomer", "newComer", "nEwCoMeR"):
        db.run("INSERT INTO `user` (id, phone, password) VALUES (%(id)s, '', '!')", id=spelled)
        assert client.post("/api/users", json=FORM).json["code"] == "id_taken"
        db.run("DELETE FROM `user`")
    assert client.post("/api/users", json=FORM).status_code == 201


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "abc"),
        ("id", "a" * 51),
        ("id", "Capital"),
        ("id", "한국어아이디"),
        ("id", "with space"),
        ("id", "new\nline"),
        ("id", "quote'd"),
        ("id", ""),
        ("id", None),
        ("id", 12345),
        ("id", ["newcomer"]),
        ("id", {"$ne": ""}),
        ("password", "7 chars"),
        ("password", "x" * 129),
        ("password", "password1"),
        ("password", "PASSWORD1"),
        ("password", "qwertyuiop"),
        ("password", 1234567890),
        ("password", None),
        ("password", True),
        ("nickname", ""),
        ("nickname", "   "),
        ("nickname", "\x00\x07\x1b"),
        ("nickname", "가" * 51),
        ("nickname", 5),
        ("nickname", ["a"]),
        ("phone", ""),
        ("phone", "12"),
        ("phone", "+1 212 555 0100"),
        ("phone", "not a number"),
        ("phone", "0" * 31),
        ("phone", 1012345678),
        ("phone", None),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(client, db, field, value):
    answer = client.post("/api/users", json=FORM | {field: value})
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert [fault["field"] for fault in answer.json["errors"]] == [field]
    assert answer.json["errors"][0]["message"]
    assert sum(counts(db).values()) == 0


@pytest.mark.parametrize("field", sorted(FORM))
def test_a_missing_field_is_named(client, field):
    form = {name: value for name, value in FORM.items() if name != field}
    answer = client.post("/api/users", json=form)
    assert (answer.status_code, [fault["field"] for fault in answer.json["errors"]]) == (422, [field])


def test_every_wrong_field_is_named_at_once(client):
    answer = client.post("/api/users", json={"id": "x", "password": "x", "phone": "x", "nickname": ""})
    assert {fault["field"] for fault in answer.json["errors"]} == set(FORM)


@pytest.mark.parametrize("extreme", ["abcd", "a" * 50, "a.b_c-d", "1234"])
def test_ids_at_the_edge_are_taken(client, extreme):
    assert client.post("/api/users", json=FORM | {"id": extreme}).status_code == 201


@pytest.mark.parametrize("password", ["8 chars.", LONGEST, "비밀번호가 길어요", "  spaces count  "])
def test_passwords_at_the_edge_are_taken_as_they_are(client, password):
    assert client.post("/api/users", json=FORM | {"password": password}).status_code == 201
    assert client.post("/api/login", json={"id": FORM["id"], "password": password}).status_code == 200
    if password != password.strip():
        assert client.post("/api/login", json={"id": FORM["id"], "password": password.strip()}).status_code == 401


@pytest.mark.parametrize("nickname", ["가" * 50, "\N{GRINNING FACE}" * 50, "שלום", "<b>bold</b>", "O'Brien \\ %_"])
def test_any_script_may_be_a_nickname(client, nickname):
    assert client.post("/api/users", json=FORM | {"nickname": nickname}).json["user"]["nickname"] == nickname


def test_a_nickname_from_a_mac_is_put_together(client):
    nickname = "가나다" * 16
    pieces = unicodedata.normalize("NFD", nickname)
    assert len(pieces) == 96
    assert client.post("/api/users", json=FORM | {"nickname": pieces}).json["user"]["nickname"] == nickname


def test_a_nickname_that_grows_when_put_together_is_measured_afterwards(client, db):
    growing = "\N{HEBREW LETTER SHIN WITH DAGESH AND SHIN DOT}" * 50
    answer = client.post("/api/users", json=FORM | {"nickname": growing})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "nickname")
    assert sum(counts(db).values()) == 0


def test_unknown_fields_have_no_effect(client, db):
    extra = {"leftAt": "2020-01-01", "retractions": -5, "createdAt": "2000-01-01T00:00:00Z", "role": "admin"}
    answer = client.post("/api/users", json=FORM | extra)
    assert answer.status_code == 201
    row = db.one("SELECT leftAt, retractions, createdAt > '2020-01-01' AS fresh FROM `user`")
    assert row == {"leftAt": None, "retractions": 0, "fresh": 1}


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"", "application/json", 400, "unreadable"),
        (b"{", "application/json", 400, "unreadable"),
        (b'{"id": "\xff\xfe"}', "application/json", 400, "unreadable"),
        (b'{"id": "\\ud800"}', "application/json", 400, "unreadable"),
        (b"[" * 60_000, "application/json", 400, "unreadable"),
        (b"[]", "application/json", 422, "invalid"),
        (b'"text"', "application/json", 422, "invalid"),
        (b"null", "application/json", 422, "invalid"),
        (b"1e999", "application/json", 422, "invalid"),
        (b"{}", "text/plain", 415, "not_json"),
        (b"{}", "application/x-www-form-urlencoded", 415, "not_json"),
        (b"{}", "", 415, "not_json"),
        (b" " * 65_537, "application/json", 413, "body_too_large"),
    ],
)
def test_a_body_of_another_kind_is_refused(client, db, body, kind, status, code):
    answer = client.post("/api/users", data=body, content_type=kind)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert sum(counts(db).values()) == 0
