"""Routes to sign up, in and out, to refresh tokens, and for one's own profile."""

from flask import Blueprint, Response, g

import database
from auction.http.client import address
from auction.http.contract import answers, json_response, takes
from auction.limits import rules as limits
from auction.users import changes, choices, cookies, ids, passwords, rules
from auction.users.access import caller, client, note_tried_id, sign_in_id, signed_in, user_id, with_refresh_token
from auction.users.answers import sign_in_response
from auction.users.credentials import WrongCredentials
from auction.users.forms import (
    LoginForm,
    OwnProfile,
    ProfileForm,
    SignedIn,
    SignUpForm,
    Tokens,
    own_profile,
    tokens,
)
from auction.users.tokens import refreshes_by_cookie

users = Blueprint("users", __name__, url_prefix="/api")


@users.post("/users")
@answers(201, SignedIn, rules.IdTaken, limits.TooManyRequests)
@takes(body=SignUpForm)
def sign_up(body: SignUpForm) -> Response:
    """Sign up."""
    limits.count_address(limits.SIGN_UP, address())
    choices.check_sign_up(body.id, body.nickname, body.phone, body.password)
    hashed = passwords.hashed(body.password)
    sign_in = database.transact(rules.sign_up, body.id, hashed, body.phone, body.nickname, client(), body.agreed())
    return sign_in_response(sign_in, 201)


@users.post("/login")
@answers(200, SignedIn, WrongCredentials, limits.TooManyRequests)
@takes(body=LoginForm)
def login(body: LoginForm) -> Response:
    """Sign in."""
    note_tried_id(body.id)
    return sign_in_response(rules.sign_in(ids.id_as_stored(body.id), body.password, client()), 200)


@users.post("/token")
@answers(200, Tokens, rules.SignInEnded)
@with_refresh_token
def refresh() -> Tokens | Response:
    """Exchange a refresh token, which works once, for a new pair. With a cookie, return an access token alone."""
    if refreshes_by_cookie():
        token = cookies.access_token(g.claims)
        rules.note_use(caller())
        response = json_response(Tokens(access_token=token, refresh_token=None), 200)
        return cookies.rename_refresh_cookie(response, g.claims["exp"])
    return Tokens(**tokens(rules.refresh(caller(), g.claims.get("rid", ""))))


@users.post("/logout")
@answers(204)
@with_refresh_token
def logout() -> Response:
    """End this sign-in and with it all its tokens."""
    database.transact(rules.end_sign_in, sign_in_id(), user_id())
    return cookies.delete_refresh_cookie(json_response(None, 204))


@users.get("/me")
@answers(200, OwnProfile)
@signed_in
def me() -> OwnProfile:
    """Return my own profile."""
    with database.reading() as db:
        return own_profile(rules.profile(db, user_id()))


@users.patch("/me")
@answers(200, OwnProfile, rules.WrongPassword, limits.TooManyRequests)
@signed_in
@takes(body=ProfileForm)
def change_me(body: ProfileForm) -> OwnProfile:
    """Change nickname or, given the current password, phone or password. A new password ends all other sign-ins."""
    wanted = changes.ProfileChanges(body.nickname, body.phone, body.password)
    return own_profile(changes.change_profile(caller(), wanted, body.current_password))
