"""A seller ends an auction early: long before the end by cancelling it, near the end only by selling to the leader."""

import database
from auction.bids.engine import Offer, Standing, reserve_met
from auction.bids.retraction import NEAR_END
from auction.bids.rules import check_live, log
from auction.errors import Conflict, Invalid
from auction.history import rules as history
from auction.items import rules as items
from auction.items.rules import Auction


class TooLateToCancel(Conflict):
    """With less than 12 hours left, an auction ends early only by a sale to its leader."""


class NoLeader(Conflict):
    """Nobody leads, so there is nobody to sell to."""


class ReserveNotMet(Conflict):
    """The leader's bid is under the reserve."""


def cancel(db: database.Db, item_id: int, seller_id: str, reason: str | None) -> Auction:
    """Cancel all bids and the auction, giving bidders a reason. Raises as sell_early, and TooLateToCancel, Invalid."""
    auction = _hold_own(db, item_id, seller_id)
    if auction.status != "scheduled":
        check_live(auction)
    if auction.end_time - auction.now < NEAR_END:
        raise TooLateToCancel
    if auction.bid_count and not reason:
        raise Invalid(("reason", "missing"))
    standing = Standing(auction.terms.start)
    log(db, auction, "cancel", seller_id, Offer(0), standing, 0, auction.now, reason=reason)
    items.stand(db, auction.id, standing, 0, auction.now)
    items.close(db, [auction.id], "cancelled", auction.now)
    history.forget_standing(db, auction.id)
    return items.restood(auction, standing, 0, auction.now, "cancelled")


def sell_early(db: database.Db, item_id: int, seller_id: str) -> Auction:
    """Sell to the leader now. Raises ItemNotFound, NotYourItem, AuctionEnded, NoLeader, ReserveNotMet."""
    auction = _hold_own(db, item_id, seller_id)
    check_live(auction)
    if auction.standing.leader is None:
        raise NoLeader
    if not reserve_met(auction.terms, auction.standing):
        raise ReserveNotMet
    log(db, auction, "end", seller_id, Offer(0), auction.standing, auction.bid_count, auction.now)
    items.stand(db, auction.id, auction.standing, auction.bid_count, auction.now)
    history.sell_held(db, auction)
    return items.restood(auction, auction.standing, auction.bid_count, auction.now, "sold")


def _hold_own(db: database.Db, item_id: int, seller_id: str) -> Auction:
    auction = items.hold(db, item_id)
    if auction.seller_id != seller_id:
        raise items.NotYourItem
    return auction
