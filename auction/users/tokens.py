"""Who calls, by the token alone. A token's signature is checked once a worker; its age and its sign-in every time."""

import time
from functools import lru_cache
from typing import Any

from flask import current_app, request
from flask_jwt_extended import decode_token
from flask_jwt_extended.exceptions import JWTExtendedException
from jwt.exceptions import PyJWTError

from auction.errors import NotSignedIn
from auction.users.rules import SignInEnded, is_signed_in

COOKIE = "refresh"
REMEMBERED = 10_000


def wants_cookie() -> bool:
    """Does this browser ask for its refresh token in a cookie that no script can read?"""
    return request.headers.get("X-Refresh") == "cookie"


def refreshes_by_cookie() -> bool:
    """Does the refresh token of this request come in the cookie?"""
    return wants_cookie() and "Authorization" not in request.headers


def claims_of(kind: str, living: bool) -> dict[str, Any]:
    """What the token of this request says; `kind` access or refresh, `living`: its sign-in must not have ended.

    Raises NotSignedIn, SignInEnded.
    """
    claims = _checked(_sent(kind))
    if claims.get("type") != kind or claims["exp"] <= time.time():
        raise NotSignedIn
    if living and not is_signed_in(str(claims.get("sid"))):
        raise SignInEnded
    return claims


def token_is_sent() -> bool:
    """Does the request carry a bearer token at all?"""
    return request.headers.get("Authorization", "").startswith("Bearer ")


def _sent(kind: str) -> str:
    # a cookie counts for nothing but a refresh that asks for it with a header no other site can send
    if kind == "refresh" and refreshes_by_cookie():
        return request.cookies.get(COOKIE, "")
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not token:
        raise NotSignedIn
    return token


def _checked(token: str) -> dict[str, Any]:
    try:
        return _decoded(current_app.config["JWT_SECRET_KEY"], token)
    except (JWTExtendedException, PyJWTError) as error:
        raise NotSignedIn from error


@lru_cache(REMEMBERED)
def _decoded(_secret: str, token: str) -> dict[str, Any]:
    """Signature, algorithm, times and form; a token that fails is not remembered."""
    return decode_token(token)
