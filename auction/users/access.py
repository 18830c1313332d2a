"""Decorators that authenticate a request by its token, and the identity that they establish."""

from functools import wraps
from typing import Any, cast

from flask import g, request

from auction.errors import NotSignedIn
from auction.http.client import address
from auction.http.contract import View, contract_of
from auction.http.texts import language
from auction.users.devices import device_name
from auction.users.rows import Caller, Client, Locale
from auction.users.tokens import claims_of, claims_of_cookie, token_is_sent


def signed_in(view: View) -> View:
    """Require a valid access token; `user_id()` then returns whose it is."""
    return _with_token(view, "access")


def signed_in_at_commit(view: View) -> View:
    """As `signed_in`, but the view's own transaction checks that the sign-in has not ended, to save a round trip."""
    return _with_token(view, "commit", live=False)


def maybe_signed_in(view: View) -> View:
    """Accept a valid access token or none; an invalid one is refused."""
    return _with_token(view, "optional")


def maybe_signed_in_at_reading(view: View) -> View:
    """As `maybe_signed_in`, but the view's own reading checks that the sign-in has not ended, to save a round trip."""
    return _with_token(view, "optional", live=False)


def maybe_signed_in_by_cookie(view: View) -> View:
    """As `maybe_signed_in`; without a token the refresh cookie says who reads, since EventSource sends no other."""
    return _with_token(view, "optional", by_cookie=True)


def signed_in_by_cookie(view: View) -> View:
    """Require a valid access token; without one the refresh cookie says who reads, since an image sends no other."""
    return _with_token(view, "access", by_cookie=True)


def with_refresh_token(view: View) -> View:
    """Require a valid refresh token in the Authorization header or, with `X-Refresh: cookie`, in its cookie."""
    return _with_token(view, "refresh")


def _with_token(view: View, kind: str, live: bool = True, by_cookie: bool = False) -> View:
    contract_of(view).signed_in = kind

    @wraps(view)
    def check(*args: Any, **kwargs: Any) -> Any:
        if token_is_sent() or not (by_cookie or kind == "optional"):
            g.claims = claims_of("refresh" if kind == "refresh" else "access", live)
        elif by_cookie:
            g.claims = claims_of_cookie()
            if kind != "optional":
                user_id()
        return view(*args, **kwargs)

    return check


def client() -> Client:
    """Return the device, the address and the language that the request comes from."""
    text, locale = address(), cast("Locale", language())
    return Client(device_name(request.user_agent.string), text[:45] if text.isascii() else None, locale)


def caller() -> Caller:
    """Return whose token was sent, its sign-in and what it comes from. Raises NotSignedIn."""
    return Caller(user_id(), sign_in_id(), client())


def note_tried_id(user_id: str) -> None:
    """Name the id that a sign-in is tried with, for the log line of its refusal."""
    g.tried_id = user_id


def sign_in_id() -> str:
    """Return the id of the token's sign-in."""
    return str(g.claims.get("sid"))


def user_id() -> str:
    """Return the id of the user whose token was sent. Raises NotSignedIn."""
    caller = maybe_user_id()
    if caller is None:
        raise NotSignedIn
    return caller


def maybe_user_id() -> str | None:
    """Return the id of the user whose token was sent, or None."""
    claims: dict[str, Any] = g.get("claims") or {}
    return claims.get("sub")
