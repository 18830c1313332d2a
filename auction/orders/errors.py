"""Refusals of orders and offers."""

from auction.errors import Conflict, NotFound


class OrderNotFound(NotFound):
    """There is no such order, or it is of other people."""


class NotNow(Conflict):
    """The order's state does not allow it; `state` is the state, `next` what may be done now."""


class OfferNotFound(NotFound):
    """There is no such offer, or it was made to another user."""


class OfferEnded(Conflict):
    """The offer was answered, or its time is over."""


class OfferOpen(Conflict):
    """Another bidder has an open offer for this item."""


class NobodyLeft(Conflict):
    """No other bidder is left to whom the item may be offered."""
