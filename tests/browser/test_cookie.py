"""The refresh token of a browser: in a cookie that counts only where the page itself asks with it."""

from typing import Any

import pytest

from tests.cast import Person, sign_up

ASKS = {"X-Refresh": "cookie"}


@pytest.fixture
def bidder(client: Any) -> Person:
    return sign_up(client, "bidder")


def cookie_of(client: Any, person: Person) -> str:
    """Sign in as the page does; returns the cookie's token."""
    answer = client.post("/api/login", json={"id": person.id, "password": person.password}, headers=ASKS)
    assert answer.status_code == 200
    assert answer.json["refreshToken"] is None
    return str(answer.headers["Set-Cookie"].split("refresh=")[1].split(";")[0])


def with_cookie(token: str, **more: str) -> dict[str, str]:
    return {"Cookie": f"refresh={token}", **more}


def test_the_cookie_renews_again_and_again(client: Any, bidder: Person) -> None:
    token = cookie_of(client, bidder)
    for _ in range(3):
        answer = client.post("/api/token", headers=with_cookie(token, **ASKS))
        assert (answer.status_code, answer.json["refreshToken"]) == (200, None)
        me = client.get("/api/me", headers={"Authorization": f"Bearer {answer.json['accessToken']}"})
        assert me.json["id"] == bidder.id


def test_the_cookie_alone_is_nothing(client: Any, bidder: Person) -> None:
    token = cookie_of(client, bidder)
    assert client.post("/api/token", headers=with_cookie(token)).status_code == 401
    assert client.get("/api/me", headers=with_cookie(token, **ASKS)).status_code == 401


def test_a_cookies_token_sent_as_a_bearer_ends_its_sign_in(client: Any, bidder: Person) -> None:
    token = cookie_of(client, bidder)
    stolen = client.post("/api/token", headers={"Authorization": f"Bearer {token}"})
    assert (stolen.status_code, stolen.json["code"]) == (401, "sign_in_ended")
    assert client.post("/api/token", headers=with_cookie(token, **ASKS)).status_code == 401


def test_a_rotated_token_does_not_escape_its_rotation_in_a_cookie(client: Any, bidder: Person) -> None:
    answer = client.post("/api/token", headers=with_cookie(bidder.refresh_token, **ASKS))
    assert (answer.status_code, answer.json["code"]) == (401, "sign_in_ended")


def test_signing_out_takes_the_cookie_away(client: Any, bidder: Person) -> None:
    token = cookie_of(client, bidder)
    answer = client.post("/api/logout", headers=with_cookie(token, **ASKS))
    assert answer.status_code == 204
    assert "refresh=;" in answer.headers["Set-Cookie"]
    assert client.post("/api/token", headers=with_cookie(token, **ASKS)).status_code == 401
