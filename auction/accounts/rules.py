"""Public profiles and leaving: what concerns an account together with its listings and sales."""

from datetime import datetime
from typing import NamedTuple

import database
from auction.contacts import rules as contacts
from auction.errors import Conflict
from auction.factors import rules as factors
from auction.history import rules as history
from auction.items import rules as items
from auction.items.watches import rules as watches
from auction.notifications import rules as notifications
from auction.operators import roles
from auction.orders import rules as orders
from auction.orders.offers import rules as offers
from auction.payments.payouts import accounts
from auction.payments.payouts import rules as payouts
from auction.users import rules as users
from auction.users.rows import Caller
from auction.watching.searches import rules as searches


class StillLeading(Conflict):
    """A user who leads an auction cannot leave before it is closed."""


class LiveListing(Conflict):
    """A user with a live listing, or one that ended with a leader, cannot leave before it is closed."""


class StillTrading(Conflict):
    """A user with an order that has not ended, or with one to come, cannot leave before it has."""


class PayoutOpen(Conflict):
    """A user who has earned money that was not paid out yet cannot leave before it is."""


class Profile(NamedTuple):
    """A public profile. Times are naive UTC."""

    id: str
    nickname: str | None
    created_at: datetime
    listing_count: int
    sold_count: int
    bought_count: int
    retraction_count: int
    strike_count: int
    unpaid_count: int


def leave(db: database.Db, caller: Caller) -> None:
    """Anonymise a user and end their sign-ins.

    Raises StillLeading, LiveListing, StillTrading, PayoutOpen, SignInEnded.
    """
    users.leave(db, caller)
    watches.forget(db, caller.user_id)
    searches.forget(db, caller.user_id)
    if items.leads_anywhere(db, caller.user_id):
        raise StillLeading
    if items.sells_anywhere(db, caller.user_id):
        raise LiveListing
    if orders.has_open(db, caller.user_id) or offers.offers_open(db, caller.user_id):
        raise StillTrading
    if payouts.has_unpaid(db, caller.user_id):
        raise PayoutOpen
    accounts.forget(db, caller.user_id)
    contacts.forget(db, caller.user_id)
    notifications.forget(db, caller.user_id)
    factors.forget(db, caller.user_id)
    roles.forget(db, caller.user_id)


def public_profile(db: database.Db, user_id: str) -> Profile:
    """Return a user's public profile. Raises UserNotFound."""
    user = users.profile(db, user_id)
    sales, listed = history.counts(db, user_id), items.counts_of_seller(db, user_id)
    return Profile(
        id=user["id"],
        nickname=user["nickname"],
        created_at=user["createdAt"],
        listing_count=listed["listings"],
        sold_count=sales["sold"],
        bought_count=sales["bought"],
        retraction_count=user["retractions"],
        strike_count=user["strikes"] or 0,
        unpaid_count=orders.count_unpaid(db, user_id),
    )
