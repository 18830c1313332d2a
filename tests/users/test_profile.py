"""Profiles: one's own, and what everybody may see."""

import pytest

from tests.cast import an_item, shows, sign_up


def test_my_profile_is_mine_alone(seller):
    answer = seller.get("/api/me")
    assert answer.status_code == 200
    assert set(answer.json) == {"id", "nickname", "phone", "createdAt"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_without_a_token_there_is_no_profile(client):
    for method in ("get", "patch", "delete"):
        answer = getattr(client, method)("/api/me", **({"json": {}} if method == "patch" else {}))
        assert (answer.status_code, answer.json["code"]) == (401, "not_signed_in")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_nickname_and_phone_change_alone(seller):
    assert seller.patch("/api/me", json={"nickname": "새 이름"}).json["nickname"] == "새 이름"
    change = {"phone": "+82 10 9999 8888", "currentPassword": seller.password}
    changed = seller.patch("/api/me", json=change).json
    assert (changed["nickname"], changed["phone"]) == ("새 이름", "01099998888")
    assert seller.get("/api/me").json == changed


@pytest.mark.parametrize("body", [{}, {"nickname": None}, {"phone": None, "password": None}])
def test_nothing_given_changes_nothing(seller, body):
    before = seller.get("/api/me").json
    assert seller.patch("/api/me", json=body).json == before


@pytest.mark.parametrize(
    "change",
    [{"id": "other"}, {"createdAt": "2000-01-01T00:00:00Z"}, {"leftAt": None}, {"retractions": 9}, {"role": "admin"}],
)
def test_what_is_not_theirs_to_change_stays(db, seller, change):
    before = db.one("SELECT * FROM `user`")
    assert seller.patch("/api/me", json=change).status_code == 200
    assert db.one("SELECT * FROM `user`") == before


@pytest.mark.parametrize(
    "change",
    [{"nickname": ""}, {"nickname": 5}, {"phone": "1"}, {"phone": []}, {"password": "short"}, {"password": "12345678"}],
)
def test_a_wrong_change_changes_nothing(db, seller, change):
    before = db.one("SELECT * FROM `user`")
    good = {"nickname": "other", "currentPassword": seller.password}
    answer = seller.patch("/api/me", json=good | change)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, next(iter(change)))
    assert db.one("SELECT * FROM `user`") == before


def test_a_new_phone_needs_the_current_password(db, seller):
    before = db.one("SELECT phone, nickname FROM `user`")
    missing = seller.patch("/api/me", json={"phone": "010-9999-8888", "nickname": "new"})
    assert (missing.status_code, missing.json["errors"][0]["field"]) == (422, "currentPassword")
    wrong = seller.patch("/api/me", json={"phone": "010-9999-8888", "currentPassword": "not this one"})
    assert (wrong.status_code, wrong.json["code"]) == (403, "wrong_password")
    assert db.one("SELECT phone, nickname FROM `user`") == before


def test_the_same_phone_needs_no_password(seller):
    me = seller.get("/api/me").json
    assert seller.patch("/api/me", json={"phone": me["phone"], "nickname": "new"}).json == me | {"nickname": "new"}


def test_a_new_password_needs_the_current_one(client, db, seller):
    missing = seller.patch("/api/me", json={"password": "a new long one"})
    assert (missing.status_code, missing.json["errors"][0]["field"]) == (422, "currentPassword")
    wrong = seller.patch("/api/me", json={"password": "a new long one", "currentPassword": "not this one"})
    assert (wrong.status_code, wrong.json["code"]) == (403, "wrong_password")
    assert client.post("/api/login", json={"id": "seller", "password": seller.password}).status_code == 200


def test_a_new_password_ends_every_other_sign_in(client, seller):
    other = client.post("/api/login", json={"id": "seller", "password": seller.password}).json
    answer = seller.patch("/api/me", json={"password": "a new long one", "currentPassword": seller.password})
    assert answer.status_code == 200
    assert seller.get("/api/me").status_code == 200
    refreshed = client.post("/api/token", headers={"Authorization": f"Bearer {seller.refresh_token}"})
    assert refreshed.status_code == 200
    for kind, path in (("accessToken", "/api/me"), ("refreshToken", "/api/token")):
        method = client.get if kind == "accessToken" else client.post
        assert method(path, headers={"Authorization": f"Bearer {other[kind]}"}).status_code == 401


def test_a_new_password_leaves_other_people_signed_in(seller, bidder):
    seller.patch("/api/me", json={"password": "a new long one", "currentPassword": seller.password})
    assert bidder.get("/api/me").status_code == 200


def test_the_public_profile_says_what_everybody_may_know(client, seller):
    an_item(seller)
    answer = client.get("/api/users/seller")
    assert answer.status_code == 200
    assert set(answer.json) == {
        "id", "nickname", "createdAt", "listingCount", "soldCount", "boughtCount", "retractionCount",
        "strikeCount", "unpaidCount",
    }  # fmt: skip
    assert answer.json | {"createdAt": ""} == {
        "id": "seller", "nickname": "Seller", "createdAt": "",
        "listingCount": 1, "soldCount": 0, "boughtCount": 0, "retractionCount": 0,
        "strikeCount": 0, "unpaidCount": 0,
    }  # fmt: skip


@pytest.mark.parametrize("path", ["nobody", "SELLER", "sell%25", "'", "%00", "a" * 2000, "(left)", "한국"])
def test_an_unknown_user_is_not_there(client, seller, path):
    answer = client.get(f"/api/users/{path}")
    assert (answer.status_code, answer.json["code"]) == (404, "user_not_found")


def test_a_user_of_2023_without_a_nickname_has_a_profile(client, db):
    db.run("INSERT INTO `user` (id, phone, password) VALUES ('옛사람', '', '!')")
    assert client.get("/api/users/옛사람").json["nickname"] is None


def test_a_phone_is_shown_to_its_owner_alone(client):
    canary = "010-7777-1234"
    owner, other = sign_up(client, "owner", phone=canary), sign_up(client, "other")
    item = an_item(owner)
    other.bids(item, amount=10000)
    for path in (
        "/api/users/owner",
        "/api/items",
        f"/api/items/{item['id']}",
        f"/api/items/{item['id']}/bids",
        "/metrics",
    ):
        assert not shows(client.get(path).text, canary)
        assert not shows(other.get(path).text, canary)
    assert owner.get("/api/me").json["phone"] == "01077771234"
