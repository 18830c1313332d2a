"""Routes for public profiles, for leaving and for forgotten passwords."""

from functools import partial

from flask import Blueprint, Response

import database
from auction.accounts import password_reset, rules
from auction.accounts.forms import ForgottenForm, ResetForm
from auction.contacts.codes.rules import ResetLinkEnded
from auction.contacts.own import MailIsOff
from auction.http.contract import answers, json_response, takes
from auction.http.fields import utc
from auction.http.shared import shared
from auction.limits.rules import TooManyRequests
from auction.users.access import caller, client, signed_in
from auction.users.answers import sign_in_response
from auction.users.forms import LeaveForm, PublicProfile, SignedIn
from auction.users.rules import UserNotFound, WrongPassword, with_current_password

accounts = Blueprint("accounts", __name__, url_prefix="/api")


@accounts.delete("/me")
@answers(
    204, None, WrongPassword, rules.StillLeading, rules.LiveListing, rules.StillTrading, rules.PayoutOpen,
    TooManyRequests,
)  # fmt: skip
@signed_in
@takes(body=LeaveForm)
def leave(body: LeaveForm) -> None:
    """Leave: the account is anonymised and signed out everywhere; its sales stay."""
    who = caller()
    with_current_password(who, body.current_password, partial(rules.leave, caller=who))


@accounts.get("/users/<string:id>")
@shared
@answers(200, PublicProfile, UserNotFound)
def public_profile(id: str) -> PublicProfile:
    """Return a user's public profile."""
    profile = database.read_anywhere(lambda db: rules.public_profile(db, id))
    return PublicProfile(**profile._replace(created_at=utc(profile.created_at))._asdict())


@accounts.post("/password/forgotten")
@answers(202, None, MailIsOff)
@takes(body=ForgottenForm)
def forgotten_password(body: ForgottenForm) -> Response:
    """Send a link to reset the password to a verified mail address; the answer is the same for every address."""
    password_reset.request_link(body.address, client())
    return json_response(None, 202)


@accounts.post("/password/reset")
@answers(200, SignedIn, ResetLinkEnded)
@takes(body=ResetForm)
def reset_password(body: ResetForm) -> Response:
    """Set another password by the token of a link, which works once, and sign in. All other sign-ins end."""
    return sign_in_response(password_reset.reset_password(body.token, body.password, client()), 200)
