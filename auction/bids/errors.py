"""Why a bid, a purchase or a retraction is refused. The class name is its code, the docstring its message."""

from auction.errors import Conflict, Forbidden, Invalid, NotFound


class BidTooLow(Conflict):
    """The bid is under the smallest one accepted now."""


class TooHigh(Invalid):
    """The bid is over the highest that this site accepts."""


class NoHigherBid(Conflict):
    """The price is so high that no step is left below the highest bid that this site accepts."""


class AuctionNotStarted(Conflict):
    """The auction has not started yet."""


class AlreadyLeading(Conflict):
    """The leader may only raise their own maximum."""


class SellerCannotBid(Forbidden):
    """A seller may not bid on their own item."""


class PriceMoved(Conflict):
    """The price is no longer the one that was seen."""


class NoBuyNow(Conflict):
    """This item cannot be bought at once, or not any more."""


class BidNotFound(NotFound):
    """There is no such bid on this item."""


class NotYourBid(Forbidden):
    """A bid is taken back by its bidder alone."""


class AlreadyRetracted(Conflict):
    """This bid was taken back before."""


class TooLateToRetract(Conflict):
    """With less than 12 hours left, a bid is taken back within an hour; with less than one hour left, never."""


class CorrectionNotBelow(Invalid):
    """A correction is below what it takes back."""


class WithdrawnFromAuction(Forbidden):
    """A bidder who has retracted without a correction is out of this auction."""


class StruckOut(Forbidden):
    """The seller has struck this bidder out of the auction."""


class TooLateToStrike(Conflict):
    """With less than one hour left, nobody is struck out."""


class TooManyStrikes(Conflict):
    """A seller strikes at most three bidders out of an auction."""


class AlreadyStruckOut(Conflict):
    """This bidder was struck out before."""


class TooLateToCancel(Conflict):
    """With less than 12 hours left, an auction ends early only by a sale to its leader."""


class NoLeader(Conflict):
    """Nobody leads, so there is nobody to sell to."""


class ReserveNotMet(Conflict):
    """The leader's bid is under the reserve."""
