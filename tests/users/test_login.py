"""Signing in: the same answer for an unknown id as for a wrong password, and a limit on guesses."""

import statistics
import time

import pytest

from auction.users import passwords
from tests.cast import sign_up


def login(site, user_id, password):
    return site.post("/api/login", json={"id": user_id, "password": password})


def without_request_id(answer):
    return {name: value for name, value in answer.json.items() if name != "requestId"}


def test_the_right_password_signs_in(client, seller):
    answer = login(client, "seller", seller.password)
    assert answer.status_code == 200
    assert set(answer.json) == {"user", "accessToken", "refreshToken"}
    assert answer.json["user"]["id"] == "seller"


def test_each_sign_in_has_tokens_of_its_own(client, seller):
    one, other = (login(client, "seller", seller.password).json for _ in range(2))
    assert len({one["accessToken"], other["accessToken"], seller.access_token}) == 3
    assert len({one["refreshToken"], other["refreshToken"], seller.refresh_token}) == 3


def test_an_unknown_id_and_a_wrong_password_are_answered_alike(client, seller):
    wrong, unknown = login(client, "seller", "not this one"), login(client, "nobody", "not this one")
    assert (wrong.status_code, wrong.json["code"]) == (401, "wrong_credentials")
    assert without_request_id(wrong) == without_request_id(unknown)
    assert wrong.headers["WWW-Authenticate"] == unknown.headers["WWW-Authenticate"] == "Bearer"
    assert set(dict(wrong.headers)) == set(dict(unknown.headers))


def test_a_user_who_has_left_is_answered_like_an_unknown_one(client, seller):
    assert seller.leave().status_code == 204
    assert without_request_id(login(client, "seller", seller.password)) == without_request_id(
        login(client, "nobody", seller.password)
    )


@pytest.mark.parametrize("spelled", ["Seller", "SELLER", "seller ", " seller", "ｓeller"])
def test_an_id_is_compared_exactly(client, seller, spelled):
    assert login(client, spelled, seller.password).status_code == 401


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"id": "seller"},
        {"password": "x"},
        {"id": "", "password": "x"},
        {"id": "seller", "password": ""},
        {"id": ["seller"], "password": "x"},
        {"id": "seller", "password": {"$gt": ""}},
        {"id": "x" * 51, "password": "x"},
        {"id": "seller", "password": "x" * 129},
        {"id": None, "password": None},
    ],
)
def test_a_form_that_cannot_be_right_is_refused(client, seller, form):
    assert client.post("/api/login", json=form).status_code == 422


@pytest.mark.parametrize("quote", ["' OR '1'='1", "seller'-- ", 'seller"; DROP TABLE user; --', "%", "sell_r"])
def test_an_id_is_never_sql(client, seller, quote):
    assert login(client, quote, seller.password).status_code == 401


def test_a_hash_with_weaker_parameters_is_renewed_by_signing_in(full_cost, client, db, seller):
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(seller.password)
    db.run("UPDATE `user` SET password = %(weak)s", weak=weak)
    assert login(client, "seller", "not this one").status_code == 401
    assert db.one("SELECT password FROM `user`")["password"] == weak
    assert login(client, "seller", seller.password).status_code == 200
    assert db.one("SELECT password FROM `user`")["password"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert login(client, "seller", seller.password).status_code == 200


def test_a_broken_hash_lets_nobody_in(client, db, seller):
    for broken in ("", "!", "$argon2id$broken", seller.password):
        db.run("UPDATE `user` SET password = %(broken)s", broken=broken)
        assert login(client, "seller", broken or "x").status_code == 401


@pytest.fixture
def compared(full_cost, monkeypatch):
    """The stored hashes with which a password was compared, in their order."""
    hashes = []

    def run(work, stored, *given):
        hashes.append(stored)
        return work(stored, *given)

    monkeypatch.setattr(passwords, "run_in_thread", run)
    return hashes


def test_an_unknown_id_costs_a_hash_too(client, seller, compared):
    login(client, "nobody", "not this one")
    assert len(compared) == 1
    assert compared[0].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_wrong_password_costs_no_less_where_the_hash_is_a_cheaper_one(client, db, seller, compared):
    """The ids that joined from 2023 and have not signed in since must not be recognised by the time of an answer."""
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(seller.password)
    db.run("UPDATE `user` SET password = %(weak)s", weak=weak)
    assert login(client, "seller", "not this one").status_code == 401
    assert [text.split("$")[3] for text in compared] == ["m=1024,t=1,p=1", "m=19456,t=2,p=1"]


@pytest.mark.slow
def test_an_unknown_id_takes_as_long_as_a_wrong_password(full_cost, client, seller):
    """Medians of 200 tries each, in turns; two known ids tell how much this machine differs from itself."""
    sign_up(client, "other")

    def seconds(user_id):
        began = time.perf_counter()
        login(client, user_id, "not this one")
        return time.perf_counter() - began

    tries = [[seconds(user_id) for user_id in ("seller", "nobody", "other")] for _ in range(200)]
    known, unknown, another = (statistics.median(column) for column in zip(*tries, strict=True))
    print(f"\n  known {known * 1000:.1f} ms, unknown {unknown * 1000:.1f} ms, another known {another * 1000:.1f} ms")
    assert abs(known - unknown) < 0.005 + 2 * abs(known - another)


def test_signing_in_while_the_password_changes_ends_well(client, seller):
    other = sign_up(client, "other")
    assert (
        other.patch("/api/me", json={"password": "a new long one", "currentPassword": other.password}).status_code
        == 200
    )
    assert login(client, "other", other.password).status_code == 401
    assert login(client, "other", "a new long one").status_code == 200
