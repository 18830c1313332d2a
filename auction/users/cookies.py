"""The refresh token as an HttpOnly cookie. Why it is not rotated: docs/decisions/0030."""

import time
from typing import Any

from flask import Response, request
from flask_jwt_extended import create_access_token, create_refresh_token

from auction.users.rules import SIGN_IN_DAYS, SignIn, SignInEnded
from auction.users.tokens import COOKIE, HOST_COOKIE, cookie_name, has_old_cookie

# a cookie named __Host- must be for all paths
PATHS = {COOKIE: "/api", HOST_COOKIE: "/"}
# only a token that is rotated has this claim, so neither kind is accepted as the other
ROTATION = "rid"


def set_refresh_cookie(response: Response, sign_in: SignIn) -> Response:
    """Add the refresh cookie to the response to a sign-in."""
    token = create_refresh_token(identity=sign_in.user_id, additional_claims={"sid": sign_in.id})
    return _set(response, token, SIGN_IN_DAYS * 86_400)


def rename_refresh_cookie(response: Response, expires_at: int) -> Response:
    """Move the refresh token of an older release's cookie, if the request had one, to today's cookie."""
    if has_old_cookie():
        _set(response, request.cookies[COOKIE], expires_at - int(time.time()))
        _delete(response, COOKIE)
    return response


def delete_refresh_cookie(response: Response) -> Response:
    """Delete the refresh cookie, if the request had one, by the response to a sign-out."""
    for name in PATHS:
        if name in request.cookies:
            _delete(response, name)
    return response


def _set(response: Response, token: str, max_age: int) -> Response:
    name = cookie_name()
    response.set_cookie(
        name, token, max_age=max_age, path=PATHS[name], secure=_is_secure(name), httponly=True, samesite="Strict"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _delete(response: Response, name: str) -> None:
    response.delete_cookie(name, path=PATHS[name], secure=_is_secure(name), httponly=True, samesite="Strict")


def _is_secure(name: str) -> bool:
    """Always in production, whatever its proxies report; elsewhere as the request came."""
    return name == HOST_COOKIE or request.is_secure


def access_token(claims: dict[str, Any]) -> str:
    """Create an access token for the sign-in of a refresh cookie. Raises SignInEnded for a token that is rotated."""
    if ROTATION in claims:
        raise SignInEnded
    token: str = create_access_token(identity=claims["sub"], additional_claims={"sid": claims["sid"]})
    return token
