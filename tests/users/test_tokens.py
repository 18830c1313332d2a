"""Tokens: refresh tokens work once, their reuse ends the sign-in, and logout is heard at once."""

import base64
import hmac
import json
from datetime import timedelta

import jwt
import pytest
from flask_jwt_extended import create_access_token

from tests.scenes import at_once


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def refresh(site, token):
    return site.post("/api/token", headers=bearer(token))


def test_a_refresh_token_brings_a_fresh_pair(client, seller):
    answer = refresh(client, seller.refresh_token)
    assert answer.status_code == 200
    assert set(answer.json) == {"accessToken", "refreshToken"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/api/me", headers=bearer(answer.json["accessToken"])).status_code == 200


def test_access_lasts_fifteen_minutes_and_a_sign_in_thirty_days(app, seller):
    def lifetime(token):
        claims = jwt.decode(token, app.config["JWT_SECRET_KEY"], algorithms=["HS256"])
        return claims["exp"] - claims["iat"]

    assert lifetime(seller.access_token) == 15 * 60
    assert lifetime(seller.refresh_token) == 30 * 24 * 3600


def test_the_access_token_from_before_a_refresh_still_works(client, seller):
    refresh(client, seller.refresh_token)
    assert seller.get("/api/me").status_code == 200


def test_a_used_refresh_token_ends_the_whole_sign_in(client, seller):
    fresh = refresh(client, seller.refresh_token).json
    again = refresh(client, seller.refresh_token)
    assert (again.status_code, again.json["code"]) == (401, "sign_in_ended")
    assert refresh(client, fresh["refreshToken"]).status_code == 401
    assert client.get("/api/me", headers=bearer(fresh["accessToken"])).status_code == 401
    assert seller.get("/api/me").status_code == 401


def test_reuse_on_one_device_leaves_the_other_signed_in(client, seller):
    other = client.post("/api/login", json={"id": "seller", "password": seller.password}).json
    refresh(client, seller.refresh_token)
    refresh(client, seller.refresh_token)
    assert client.get("/api/me", headers=bearer(other["accessToken"])).status_code == 200
    assert refresh(client, other["refreshToken"]).status_code == 200


def test_twenty_at_once_with_one_refresh_token_have_one_winner(app, seller):
    def try_it(_number):
        return app.test_client(use_cookies=False).post("/api/token", headers=bearer(seller.refresh_token))

    answers = at_once(try_it, 20)
    winners = [answer.json for answer in answers if answer.status_code == 200]
    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 19
    assert refresh(app.test_client(), winners[0]["refreshToken"]).status_code == 401


def test_logout_ends_this_sign_in_at_once(client, seller):
    answer = client.post("/api/logout", headers=bearer(seller.refresh_token))
    assert (answer.status_code, answer.data) == (204, b"")
    me = seller.get("/api/me")
    assert (me.status_code, me.json["code"]) == (401, "sign_in_ended")
    assert refresh(client, seller.refresh_token).status_code == 401
    assert client.post("/api/logout", headers=bearer(seller.refresh_token)).status_code == 401


def test_logout_on_one_device_leaves_the_other_signed_in(client, seller):
    other = client.post("/api/login", json={"id": "seller", "password": seller.password}).json
    client.post("/api/logout", headers=bearer(other["refreshToken"]))
    assert seller.get("/api/me").status_code == 200


def test_each_kind_of_token_is_accepted_by_its_own_routes_alone(client, seller):
    assert client.get("/api/me", headers=bearer(seller.refresh_token)).status_code == 401
    assert client.post("/api/token", headers=bearer(seller.access_token)).status_code == 401
    assert client.post("/api/logout", headers=bearer(seller.access_token)).status_code == 401
    assert client.get("/api/items", headers=bearer(seller.refresh_token)).status_code == 401


def test_a_sign_in_past_its_days_is_over_even_with_a_good_token(client, db, seller):
    db.run("UPDATE sign_in SET expiresAt = UTC_TIMESTAMP(6)")
    assert seller.get("/api/me").status_code == 401
    assert refresh(client, seller.refresh_token).status_code == 401


def test_an_expired_token_is_refused(app, client, db, seller):
    sign_in = db.one("SELECT id FROM sign_in")["id"]
    with app.app_context():
        stale = create_access_token("seller", additional_claims={"sid": sign_in}, expires_delta=timedelta(seconds=-1))
    answer = client.get("/api/me", headers=bearer(stale))
    assert (answer.status_code, answer.json["code"]) == (401, "not_signed_in")


def claims_of(person):
    body = person.access_token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


def unsigned(header, claims):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part(header)}.{part(claims)}."


def forgeries(person, secret):
    """Name and token of each way to pretend."""
    claims = claims_of(person)
    head, body, signature = person.access_token.split(".")
    yield "alg none", unsigned({"alg": "none", "typ": "JWT"}, claims)
    yield "alg None", unsigned({"alg": "None", "typ": "JWT"}, claims)
    yield "no signature", f"{head}.{body}."
    yield "cut signature", f"{head}.{body}.{signature[:-4]}"
    yield "other body", f"{head}.{unsigned({}, claims | {'sub': 'bidder'}).split('.')[1]}.{signature}"
    yield "other secret", jwt.encode(claims, "another secret of more than thirty-two bytes", "HS256")
    empty = base64.urlsafe_b64encode(hmac.digest(b"", f"{head}.{body}".encode(), "sha256")).decode().rstrip("=")
    yield "empty secret", f"{head}.{body}.{empty}"
    yield "HS384", jwt.encode(claims, secret, "HS384")
    yield "HS512", jwt.encode(claims, secret, "HS512")
    for name, value in (
        ("jku", "https://evil.example/keys"),
        ("kid", "../../dev/null"),
        ("x5u", "https://evil.example"),
    ):
        yield name, jwt.encode(claims, "another secret of more than thirty-two bytes", "HS256", headers={name: value})
    yield "jwk", jwt.encode(claims, "a" * 32, "HS256", headers={"jwk": {"kty": "oct", "k": "YWFh"}})
    yield "no sign-in", jwt.encode({k: v for k, v in claims.items() if k != "sid"}, secret, "HS256")
    yield "unknown sign-in", jwt.encode(claims | {"sid": "0" * 32}, secret, "HS256")
    yield "a sign-in that is a list", jwt.encode(claims | {"sid": ["a"]}, secret, "HS256")
    yield "no subject", jwt.encode({k: v for k, v in claims.items() if k != "sub"}, secret, "HS256")
    yield "a subject that is a number", jwt.encode(claims | {"sub": 5}, secret, "HS256")
    yield "wrong type", jwt.encode(claims | {"type": "refresh"}, secret, "HS256")
    yield "not yet", jwt.encode(claims | {"nbf": claims["iat"] + 3600}, secret, "HS256")
    yield "rubbish", "rubbish"
    yield "dots", "..."
    yield "long", "A" * 4000
    yield "bytes", "é.é.é"


def test_no_forged_token_is_let_in(app, client, seller):
    let_in = []
    for name, token in forgeries(seller, app.config["JWT_SECRET_KEY"]):
        answer = client.get("/api/me", headers=bearer(token))
        if (answer.status_code, answer.content_type) != (401, "application/problem+json"):
            let_in.append(name)
    assert let_in == []


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic c2VsbGVyOng=", "Bearer a b", "Token x"])
def test_a_header_without_a_token_signs_nobody_in(client, seller, header):
    answer = client.get("/api/me", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("place", ["query", "body", "cookie"])
def test_a_token_counts_in_the_header_alone(client, seller, place):
    if place == "query":
        answer = client.get(f"/api/me?jwt={seller.access_token}&access_token={seller.access_token}")
    elif place == "body":
        answer = client.patch("/api/me", json={"access_token": seller.access_token, "nickname": "x"})
    else:
        answer = client.get("/api/me", headers={"Cookie": f"access_token_cookie={seller.access_token}"})
    assert answer.status_code == 401


def test_a_sign_in_whose_days_are_over_is_forgotten_by_the_closing_job(db, seller):
    from auction.users.rules import forget_expired

    assert forget_expired(db) == 0
    db.run("UPDATE sign_in SET expiresAt = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND")
    assert forget_expired(db) == 1
