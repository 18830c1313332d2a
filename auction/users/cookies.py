"""The refresh token as a cookie that no script can read; why it is not rotated: docs/decisions/0030."""

from typing import Any

from flask import Response, request
from flask_jwt_extended import create_access_token, create_refresh_token

from auction.users.rules import SIGN_IN_DAYS, SignIn, SignInEnded
from auction.users.tokens import COOKIE

PATH = "/api"
# a token that is rotated names its rotation; a cookie must not be taken for one, nor one for a cookie
ROTATION = "rid"


def kept(response: Response, sign_in: SignIn) -> Response:
    """The answer to a sign-in, with its cookie."""
    token = create_refresh_token(identity=sign_in.user_id, additional_claims={"sid": sign_in.id})
    response.set_cookie(
        COOKIE, token, max_age=SIGN_IN_DAYS * 86_400, path=PATH, secure=request.is_secure, httponly=True,
        samesite="Strict",
    )  # fmt: skip
    response.headers["Cache-Control"] = "no-store"
    return response


def forgotten(response: Response) -> Response:
    """The answer to a sign-out, which takes the cookie away where there was one."""
    if COOKIE in request.cookies:
        response.delete_cookie(COOKIE, path=PATH, secure=request.is_secure, httponly=True, samesite="Strict")
    return response


def access_token(claims: dict[str, Any]) -> str:
    """A fresh access token for the sign-in of a cookie. Raises SignInEnded when it is no cookie's token."""
    if ROTATION in claims:
        raise SignInEnded
    token: str = create_access_token(identity=claims["sub"], additional_claims={"sid": claims["sid"]})
    return token
