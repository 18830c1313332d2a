"""Reads and checks the caller's token: its signature once in each worker, its age and sign-in on every request."""

import time
from functools import lru_cache
from typing import Any

import jwt
from flask import current_app, request

from auction.errors import NotSignedIn
from auction.users.rules import SignInEnded, is_signed_in

COOKIE = "refresh"
# a browser takes this name only from this host itself, over TLS and for all paths
HOST_COOKIE = "__Host-refresh"
ALGORITHM = "HS256"
CACHE_SIZE = 10_000


def wants_cookie() -> bool:
    """Whether the client wants its refresh token in an HttpOnly cookie."""
    return request.headers.get("X-Refresh") == "cookie"


def cookie_name() -> str:
    """The name of the refresh cookie: in production one that no other host can set."""
    return HOST_COOKIE if current_app.config["SECURE_COOKIES"] else COOKIE


def has_old_cookie() -> bool:
    """Whether the refresh token is in a cookie of the name before this one, which lasts for 30 days."""
    return cookie_name() != COOKIE and COOKIE in request.cookies and cookie_name() not in request.cookies


def refreshes_by_cookie() -> bool:
    """Whether the refresh token of this request is in the cookie."""
    return wants_cookie() and "Authorization" not in request.headers


def claims_of(kind: str, live: bool) -> dict[str, Any]:
    """Return the claims of the request's token; `kind` is access or refresh. `live` checks that its sign-in is, too.

    Raises NotSignedIn, SignInEnded.
    """
    claims = _valid(current_app.config["JWT_SECRET_KEY"], _sent(kind), kind)
    if live and not is_signed_in(str(claims.get("sid"))):
        raise SignInEnded
    return claims


def claims_of_cookie() -> dict[str, Any]:
    """Return the claims of the refresh cookie, for a read alone; none where it or its sign-in is not valid."""
    try:
        claims = _valid(current_app.config["JWT_SECRET_KEY"], _cookie(), "refresh")
    except NotSignedIn:
        return {}
    return claims if is_signed_in(str(claims.get("sid"))) else {}


def claims_of_header(secret: str, authorization: str) -> dict[str, Any]:
    """Return the claims of the access token in this Authorization header; whether its sign-in is live is not checked.

    Raises NotSignedIn.
    """
    return _valid(secret, _bearer(authorization), "access")


def token_is_sent() -> bool:
    """Whether the request has a bearer token."""
    return request.headers.get("Authorization", "").startswith("Bearer ")


def _sent(kind: str) -> str:
    # the cookie is read only for a refresh with a header that other sites cannot send (CSRF)
    if kind == "refresh" and refreshes_by_cookie():
        return _cookie()
    return _bearer(request.headers.get("Authorization", ""))


def _bearer(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme != "Bearer" or not token:
        raise NotSignedIn
    return token


def _cookie() -> str:
    return request.cookies.get(COOKIE if has_old_cookie() else cookie_name(), "")


def _valid(secret: str, token: str, kind: str) -> dict[str, Any]:
    """Return the claims of a token of this kind that has not expired. Raises NotSignedIn."""
    try:
        claims = _decoded(secret, token)
    except jwt.PyJWTError as error:
        raise NotSignedIn from error
    if claims.get("type") != kind or claims["exp"] <= time.time():
        raise NotSignedIn
    return claims


@lru_cache(CACHE_SIZE)
def _decoded(secret: str, token: str) -> dict[str, Any]:
    """Decode a token whose signature, algorithm and times are valid; failures are not cached."""
    # flask_jwt_extended would decode it twice: without the signature first, to choose among several secrets
    claims: dict[str, Any] = jwt.decode(token, secret, algorithms=[ALGORITHM], options={"require": ["exp", "sub"]})
    return claims
