"""The answer to what begins a sign-in: the user, and its tokens in the body or in a cookie."""

from flask import Response

import database
from auction.http.contract import json_response
from auction.users import cookies, rules
from auction.users.forms import SignedIn, own_profile, tokens
from auction.users.tokens import wants_cookie


def sign_in_response(sign_in: rules.SignIn, status: int) -> Response:
    """Return the response with a sign-in that has begun."""
    with database.reading() as db:
        user = rules.profile(db, sign_in.user_id)
    signed_in = SignedIn(user=own_profile(user), **tokens(sign_in))
    if not wants_cookie():
        return json_response(signed_in, status)
    signed_in.refresh_token = None
    return cookies.set_refresh_cookie(json_response(signed_in, status), sign_in)
