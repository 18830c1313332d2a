"""Decorators that authenticate a request by its token, and the identity that they establish."""

from functools import wraps
from typing import Any

from flask import g

from auction.errors import NotSignedIn
from auction.http.contract import View, contract_of
from auction.users.tokens import claims_of, token_is_sent


def signed_in(view: View) -> View:
    """Only with a good access token; `user_id()` then says whose."""
    return _with_token(view, "access")


def signed_in_at_commit(view: View) -> View:
    """As `signed_in`, but the view's own transaction asks whether the sign-in still lives, and saves a round trip."""
    return _with_token(view, "commit")


def maybe_signed_in(view: View) -> View:
    """With or without a token, but never with a bad one."""
    return _with_token(view, "optional")


def with_refresh_token(view: View) -> View:
    """Only with a refresh token, in the Authorization header or (with `X-Refresh: cookie`) in its cookie."""
    return _with_token(view, "refresh")


def _with_token(view: View, kind: str) -> View:
    contract_of(view).signed_in = kind

    @wraps(view)
    def check(*args: Any, **kwargs: Any) -> Any:
        if kind != "optional" or token_is_sent():
            g.claims = claims_of("refresh" if kind == "refresh" else "access", living=kind != "commit")
        return view(*args, **kwargs)

    return check


def sign_in_id() -> str:
    """Which sign-in the token belongs to."""
    return str(g.claims.get("sid"))


def user_id() -> str:
    """Who is signed in, by the token alone. Raises NotSignedIn."""
    who = maybe_user_id()
    if who is None:
        raise NotSignedIn
    return who


def maybe_user_id() -> str | None:
    """Who is signed in, if anybody."""
    claims: dict[str, Any] = g.get("claims") or {}
    return claims.get("sub")
