"""The refresh token as an HttpOnly cookie. Why it is not rotated: docs/decisions/0030."""

from typing import Any

from flask import Response, request
from flask_jwt_extended import create_access_token, create_refresh_token

from auction.users.rules import SIGN_IN_DAYS, SignIn, SignInEnded
from auction.users.tokens import COOKIE

PATH = "/api"
# only a token that is rotated has this claim, so neither kind is accepted as the other
ROTATION = "rid"


def set_refresh_cookie(response: Response, sign_in: SignIn) -> Response:
    """Add the refresh cookie to the response to a sign-in."""
    token = create_refresh_token(identity=sign_in.user_id, additional_claims={"sid": sign_in.id})
    response.set_cookie(
        COOKIE, token, max_age=SIGN_IN_DAYS * 86_400, path=PATH, secure=request.is_secure, httponly=True,
        samesite="Strict",
    )  # fmt: skip
    response.headers["Cache-Control"] = "no-store"
    return response


def delete_refresh_cookie(response: Response) -> Response:
    """Delete the refresh cookie, if the request had one, by the response to a sign-out."""
    if COOKIE in request.cookies:
        response.delete_cookie(COOKIE, path=PATH, secure=request.is_secure, httponly=True, samesite="Strict")
    return response


def access_token(claims: dict[str, Any]) -> str:
    """Create an access token for the sign-in of a refresh cookie. Raises SignInEnded for a token that is rotated."""
    if ROTATION in claims:
        raise SignInEnded
    token: str = create_access_token(identity=claims["sub"], additional_claims={"sid": claims["sid"]})
    return token
