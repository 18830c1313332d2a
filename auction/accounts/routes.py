"""Routes for public profiles and for leaving."""

from flask import Blueprint

import database
from auction.accounts import rules
from auction.http.contract import answers
from auction.http.fields import utc
from auction.users.access import signed_in, user_id
from auction.users.forms import PublicProfile
from auction.users.rules import UserNotFound

accounts = Blueprint("accounts", __name__, url_prefix="/api")


@accounts.delete("/me")
@answers(204, None, rules.StillLeading, rules.LiveListing)
@signed_in
def leave() -> None:
    """Leave: the account is anonymised and signed out everywhere; its sales stay."""
    database.transact(rules.leave, user_id())


@accounts.get("/users/<string:id>")
@answers(200, PublicProfile, UserNotFound)
def public_profile(id: str) -> PublicProfile:
    """Return a user's public profile."""
    with database.reading() as db:
        profile = rules.public_profile(db, id)
    return PublicProfile(**profile._replace(created_at=utc(profile.created_at))._asdict())
