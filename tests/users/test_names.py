"""Ids and nicknames: composed, visible, and not an operator's. Names and texts of items: composed and kept in order."""

import unicodedata

import pytest

from auction.users.names import fault_of
from tests.cast import an_item, an_item_form, sign_up

FORM = {"id": "newcomer", "password": "a long enough one", "phone": "010-1234-5678", "nickname": "새 얼굴"}
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
INVISIBLE = {
    "zero width space": "관\u200b심", "zero width joiner": "a\u200db", "joiner at the end": "a\u200d",
    "word joiner": "a\u2060b", "byte order mark": "\ufeffab", "soft hyphen": "a\u00adb",
    "right to left override": "a\u202eb", "isolate": "a\u2066b", "right to left mark": "\u200fab",
    "Hangul filler": "\u3164", "half filler": "\uffa0\uffa0", "jamo filler": "a\u115fb",
    "blank Braille": "\u2800\u2800", "grapheme joiner": "a\u034fb", "tag": "a\U000e0041b",
    "variation": "a\ufe01b", "emoji style": "a\ufe0fb", "Mongolian separator": "a\u180eb",
}  # fmt: skip
CONTROLS = {
    "null": "a\0b", "bell": "a\x07b", "escape": "a\x1b[31mb", "new line": "a\nb", "delete": "a\x7fb",
    "C1": "a\x9bb", "line separator": "a\u2028b",
}  # fmt: skip
RESERVED = [
    "admin", "Admin", "ADMIN1", "adm1n", "4dmin", "admin_kim", "the.admin", "a d m i n", "аdmin", "ɑdmin",
    "ａｄｍｉｎ", "𝐚𝐝𝐦𝐢𝐧", "ádmin", "adrnin", "adm|n", "ѕеϲսri7у", "po$tmɑ57eᴦ7",
    "гοo77", "support", "Support Team", "supp0rt", "root",
    "operator", "official", "ssgbay", "SSGBay 팀", "ssg-bay", "s5gbay", "쓱bay", "쓱 Bay", "쓱베이 공지",
    "관리자", "관 리 자", "관리자입니다", "운영자", "운영팀", "고객센터", "고객 센터", "공식",
]  # fmt: skip
FREE = [
    "김철수", "홍길동", "badminton", "administrate", "supportive", "helper", "rooted", "모두의 운영",
    "쓱싹쓱싹", "관리", "Ssg", "bay", "O'Brien", "José", "שלום", "مرحبا", "नमस्ते", "Владимир", FAMILY,
    "아빠\U0001f44d\U0001f3fd", "❤️ 하트", "1️⃣", "🏳️‍🌈", "🧑‍⚕️", "ㅋㅋㅋ",
]  # fmt: skip


def refused(answer, field, message):
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    (fault,) = answer.json["errors"]
    assert (fault["field"], message in fault["message"]) == (field, True)


@pytest.mark.parametrize("nickname", INVISIBLE.values(), ids=INVISIBLE)
def test_a_nickname_is_visible(client, db, nickname):
    refused(client.post("/api/users", json=FORM | {"nickname": nickname}), "nickname", "보이지 않거나")
    assert db.one("SELECT COUNT(*) AS n FROM `user`")["n"] == 0


@pytest.mark.parametrize("nickname", CONTROLS.values(), ids=CONTROLS)
def test_a_nickname_has_no_control_characters(client, nickname):
    refused(client.post("/api/users", json=FORM | {"nickname": nickname}), "nickname", "보이지 않거나")


@pytest.mark.parametrize("name", RESERVED)
def test_the_operators_words_and_what_looks_like_them_are_reserved(name):
    assert fault_of(name) == "reserved_word"


@pytest.mark.parametrize("name", FREE)
def test_other_names_are_free(name):
    assert fault_of(name) is None


def test_a_reserved_word_is_refused_as_id_and_as_nickname(client, seller):
    refused(client.post("/api/users", json=FORM | {"id": "adm1n"}), "id", "운영자로 오해")
    refused(client.post("/api/users", json=FORM | {"nickname": "쓱bay 고객센터"}), "nickname", "운영자로 오해")
    refused(seller.patch("/api/me", json={"nickname": "관리자"}), "nickname", "운영자로 오해")
    english = client.post("/api/users", json=FORM | {"id": "admin"}, headers={"Accept-Language": "en"})
    refused(english, "id", "taken for the site")
    old = {"userId": "admin", "userPwd1": FORM["password"], "userPhone": FORM["phone"], "userNickname": "새 얼굴"}
    assert client.post("/login/signup", json=old).status_code == 422


def test_all_that_cannot_be_chosen_is_named_at_once(client):
    answer = client.post("/api/users", json=FORM | {"id": "admin", "nickname": "관리자", "password": "aaaaaaaa"})
    assert [fault["field"] for fault in answer.json["errors"]] == ["id", "nickname", "password"]


def test_accounts_keep_the_nickname_that_they_have(db, seller):
    db.run("UPDATE `user` SET nickname = '관리자\u200b'")
    change = {"nickname": "관리자\u200b", "phone": "010-9999-8888", "currentPassword": seller.password}
    answer = seller.patch("/api/me", json=change)
    assert (answer.status_code, answer.json["nickname"]) == (200, "관리자\u200b")


def test_an_id_of_2023_signs_in_however_its_letters_are_composed(client, db):
    person = sign_up(client, "newcomer")
    for stored in ("홍길동", unicodedata.normalize("NFD", "홍길동")):
        db.run("DELETE FROM sign_in")
        db.run("DELETE FROM security_event")
        db.run("UPDATE `user` SET id = %(id)s", id=stored)
        for typed in {stored, unicodedata.normalize("NFD", "홍길동")}:
            for path, name in (("/api/login", "id"), ("/login", "id")):
                answer = client.post(path, json={name: typed, "password": person.password})
                assert answer.status_code == 200
            db.run("DELETE FROM sign_in")
            db.run("DELETE FROM security_event")


@pytest.mark.parametrize("name", [name for name in CONTROLS.values() if name.split() == [name]])
def test_the_name_of_an_item_has_no_control_characters(seller, name):
    form = an_item_form(name=name)
    answer = seller.post("/api/items", data=form, content_type="multipart/form-data")
    refused(answer, "name", "제어 문자")


def test_a_text_cannot_turn_what_is_shown_after_it(seller):
    item = an_item(seller, name="\u202e싸다\u2066 전화\u200b기\ufeff", content="글\u202d자\u2069\r\n둘째 줄")
    assert (item["name"], item["content"]) == ("싸다 전화기", "글자\n둘째 줄")


def test_texts_keep_joined_emoji_and_scripts_from_right_to_left(seller):
    name, content = f"가족 {FAMILY} \u200f\u05e9\u05dc\u05d5\u05dd", f"{FAMILY}\n🏳️‍🌈 می\u200cخواهم"
    item = an_item(seller, name=name, content=content)
    assert (item["name"], item["content"]) == (name, content)


def test_an_item_is_found_however_its_name_and_the_keyword_are_composed(client, seller):
    item = an_item(seller, name=unicodedata.normalize("NFD", "한글 자전거"))
    assert item["name"] == "한글 자전거"
    for form in ("NFC", "NFD"):
        found = client.get("/api/items", query_string={"keyword": unicodedata.normalize(form, "자전거")}).json["items"]
        assert [one["id"] for one in found] == [item["id"]]
