"""Routes for public profiles and for leaving."""

from functools import partial

from flask import Blueprint

import database
from auction.accounts import rules
from auction.http.contract import answers, takes
from auction.http.fields import utc
from auction.http.shared import shared
from auction.limits.rules import TooManyRequests
from auction.users.access import caller, signed_in
from auction.users.forms import LeaveForm, PublicProfile
from auction.users.rules import UserNotFound, WrongPassword, with_current_password

accounts = Blueprint("accounts", __name__, url_prefix="/api")


@accounts.delete("/me")
@answers(204, None, WrongPassword, rules.StillLeading, rules.LiveListing, TooManyRequests)
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
    with database.reading() as db:
        profile = rules.public_profile(db, id)
    return PublicProfile(**profile._replace(created_at=utc(profile.created_at))._asdict())
