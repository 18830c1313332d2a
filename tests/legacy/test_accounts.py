"""Signing up and in by the 2023 contract, and how long its token lives."""

from datetime import timedelta

import jwt
import pytest
import time_machine

from auction.users import rules as users
from tests.cast import an_item, sign_up
from tests.legacy.contract import SIGN_UP, WRONG_LOGIN, bearer, form, korean
from tests.scenes import counts

# POST /login, POST /login/signup


def test_login_answers_token_and_user(client, seller):
    answer = client.post("/login", json={"id": "seller", "password": seller.password})
    assert answer.status_code == 200
    assert set(answer.json) == {"token", "userId"}
    assert answer.json["userId"] == "seller"
    me = client.get("/api/me", headers={"Authorization": f"Bearer {answer.json['token']}"})
    assert me.json["id"] == "seller"


@pytest.mark.parametrize("given", [("seller", "wrong"), ("nobody", "wrong"), ("seller ", None), (" seller", None)])
def test_a_wrong_login_is_401(client, seller, given):
    user_id, password = given
    answer = client.post("/login", json={"id": user_id, "password": password or seller.password})
    assert (answer.status_code, korean(answer)) == (401, WRONG_LOGIN)


@pytest.mark.parametrize(
    "body", [{}, {"id": "seller"}, {"id": 5, "password": 5}, {"id": [], "password": {}}, {"id": "", "password": ""}]
)
def test_a_login_that_cannot_be_right(client, seller, body):
    answer = client.post("/login", json=body)
    assert (answer.status_code, korean(answer)) == (401, WRONG_LOGIN)


def test_a_login_longer_than_any_is_nobodys(client):
    longest = "four words and more " * 6 + "12345678"
    sign_up(client, "a" * 50, password=longest)
    for user_id, password in (("a" * 51, longest), ("a" * 50, f"{longest}9")):
        answer = client.post("/login", json={"id": user_id, "password": password})
        assert (answer.status_code, korean(answer)) == (401, WRONG_LOGIN)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff"])
def test_a_body_that_is_not_an_object_is_refused(client, body):
    for path in ("/login", "/login/signup"):
        answer = client.post(path, data=body, content_type="application/json")
        assert answer.status_code == 400
        korean(answer)


def test_signing_up_answers_message_token_and_user(client, db):
    answer = client.post("/login/signup", json=SIGN_UP)
    assert answer.status_code == 200
    assert set(answer.json) == {"message", "token", "userId"}
    assert answer.json["userId"] == "newcomer"
    assert answer.json["message"] == "계정 추가 및 로그인 성공"
    assert db.one("SELECT id, phone, nickname FROM `user`") == {
        "id": "newcomer", "phone": "01012345678", "nickname": "새 얼굴",
    }  # fmt: skip
    assert client.get("/mypage/myitem", headers={"Authorization": f"Bearer {answer.json['token']}"}).json == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"userPwd1": "1234"}, "비밀번호: 8자 이상이어야 해요."),
        ({"userPhone": None}, "휴대폰 번호: 꼭 필요한 항목이에요."),
        ({"userNickname": "x" * 51}, "닉네임: 50자까지 쓸 수 있어요."),
        ({"userId": "seller"}, "이미 쓰는 아이디예요. 다른 아이디를 골라 주세요."),
    ],
)
def test_the_page_shows_which_field_is_wrong(client, seller, change, sentence):
    assert korean(client.post("/login/signup", json=SIGN_UP | change)) == sentence


@pytest.mark.parametrize(
    ("change", "status"),
    [({"userId": "seller"}, 409), ({"userId": "X"}, 422), ({"userPwd1": "1234"}, 422), ({"userPhone": None}, 422)],
)
def test_signing_up_says_why_not(client, db, seller, change, status):
    before = counts(db)
    answer = client.post("/login/signup", json=SIGN_UP | change)
    assert answer.status_code == status
    korean(answer)
    assert counts(db) == before


# the id at login


@pytest.mark.parametrize("given", ["Seller", "SELLER", "sELLER"])
def test_an_id_of_another_case_is_the_only_one_that_is_spelled_alike(client, seller, given):
    answer = client.post("/login", json={"id": given, "password": seller.password})
    assert (answer.status_code, answer.json["userId"]) == (200, "seller")
    assert client.get("/api/me", headers=bearer(answer)).json["id"] == "seller"


def of_2023(db, like, *ids):
    """Users with capitals in their ids, as 2023 had them, with the password of somebody who is here."""
    for user_id in ids:
        db.run(
            "INSERT INTO `user` (id, password, phone, nickname, createdAt)"
            " SELECT %(id)s, password, phone, nickname, createdAt FROM `user` WHERE id = %(like)s",
            id=user_id, like=like,
        )  # fmt: skip


def test_the_exact_spelling_is_preferred_and_of_several_others_none_is_taken(client, db, seller):
    of_2023(db, "seller", "Seller", "SELLER")
    for given, meant in (("seller", "seller"), ("Seller", "Seller"), ("SELLER", "SELLER"), ("sELLER", None)):
        answer = client.post("/login", json={"id": given, "password": seller.password})
        if meant:
            assert (answer.status_code, answer.json["userId"]) == (200, meant)
        else:
            assert (answer.status_code, korean(answer)) == (401, WRONG_LOGIN)


def test_who_has_left_is_no_other_spelling(client, db, seller):
    of_2023(db, "seller", "Seller")
    db.run("UPDATE `user` SET leftAt = UTC_TIMESTAMP(6) WHERE id = 'Seller'")
    answer = client.post("/login", json={"id": "SELLER", "password": seller.password})
    assert (answer.status_code, answer.json["userId"]) == (200, "seller")


# the token


@pytest.fixture(params=["/login", "/login/signup"])
def answer(request, client, seller):
    if request.param == "/login":
        return client.post("/login", json={"id": "seller", "password": seller.password})
    return client.post("/login/signup", json=SIGN_UP)


def works(client, answer):
    """May this token read, and bid, here and at /api? One answer for all."""
    headers = bearer(answer)
    item = an_item(sign_up(client, f"lister{answer.json['token'][-6:].lower().replace('_', '.')}"))
    own = f"?id={answer.json['userId']}"
    statuses = {
        client.get(f"/mypage/myitem{own}", headers=headers).status_code,
        client.get(f"/mypage/buyitem{own}", headers=headers).status_code,
        client.put(f"/detail/{item['id']}", json={"price": 10_000}, headers=headers).status_code,
        client.post("/create", data=form(), content_type="multipart/form-data", headers=headers).status_code,
        client.get("/api/me", headers=headers).status_code,
    }
    assert statuses in ({200}, {401})
    return statuses == {200}


def test_the_token_is_good_for_seven_days(client, answer):
    claims = jwt.decode(answer.json["token"], options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 7 * 86_400
    assert claims["type"] == "access"
    assert works(client, answer)


@pytest.mark.parametrize(("days", "good"), [(6.99, True), (7.01, False)])
def test_it_works_to_the_end_of_the_seventh_day(client, answer, days, good):
    with time_machine.travel(timedelta(days=days), tick=True):
        assert client.get("/mypage/myitem", headers=bearer(answer)).status_code == (200 if good else 401)


def test_it_ends_with_its_sign_in(client, db, answer):
    claims = jwt.decode(answer.json["token"], options={"verify_signature": False})
    users.end_sign_in(db, claims["sid"], claims["sub"])
    assert not works(client, answer)


def test_it_ends_with_a_changed_password(client, seller):
    answer = client.post("/login", json={"id": "seller", "password": seller.password})
    change = {"password": "quite another one", "currentPassword": seller.password}
    assert seller.patch("/api/me", json=change).status_code == 200
    assert not works(client, answer)


def test_it_ends_when_its_owner_leaves(client, seller):
    answer = client.post("/login", json={"id": "seller", "password": seller.password})
    assert seller.leave().status_code == 204
    assert not works(client, answer)


def test_it_is_no_refresh_token(client, answer):
    assert client.post("/api/token", headers=bearer(answer)).status_code == 401
    assert works(client, answer)


def test_an_access_token_of_the_api_works_here_too(client, seller):
    assert seller.get("/mypage/myitem?id=seller").status_code == 200


@pytest.mark.parametrize("token", ["null", "undefined", "", "x.y.z"])
def test_what_the_old_page_sends_before_it_has_a_token_spoils_no_reading(client, seller, token):
    item = an_item(seller)
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/", headers=headers).status_code == 200
    assert client.get(f"/detail/{item['id']}", headers=headers).status_code == 200
    assert client.post("/login", json={"id": "seller", "password": seller.password}, headers=headers).status_code == 200
    assert client.put(f"/detail/{item['id']}", json={"price": 10_000}, headers=headers).status_code == 401
