"""A seller ends an auction early: long before the end by cancelling it, near the end only by selling to the leader."""

from datetime import timedelta

from auction.bids.checks import check_live
from auction.bids.errors import NoLeader, ReserveNotMet, TooLateToCancel
from auction.bids.log import add_entry
from auction.engine.bidding import Offer, Standing, is_reserve_met
from auction.errors import Invalid
from auction.history import rules as history
from auction.items import rules as items
from auction.items.rules import Auction
from database import Db

# eBay's rule: with less time left than this, sellers do not cancel
CANCELS_BEFORE = timedelta(hours=12)


def cancel(db: Db, item_id: int, seller_id: str, reason: str | None) -> Auction:
    """Cancel all bids and the auction, giving bidders a reason. Raises as sell_early, and TooLateToCancel, Invalid."""
    auction = _hold_own(db, item_id, seller_id)
    if auction.status != "scheduled":
        check_live(auction)
    if auction.end_time - auction.now < CANCELS_BEFORE:
        raise TooLateToCancel
    if auction.bid_count and not reason:
        raise Invalid(("reason", "missing"))
    cancelled = items.with_standing(auction, Standing(auction.terms.start), 0, auction.now, "cancelled")
    with db.pipeline() as pipeline:
        add_entry(pipeline, cancelled, "cancel", seller_id, Offer(0), reason=reason)
        items.save_standing(pipeline, cancelled)
        items.close(pipeline, [auction.id], "cancelled", auction.now)
        history.remove_leader(pipeline, auction.id)
    return cancelled


def sell_early(db: Db, item_id: int, seller_id: str) -> Auction:
    """Sell to the leader now. Raises ItemNotFound, NotYourItem, AuctionEnded, NoLeader, ReserveNotMet."""
    auction = _hold_own(db, item_id, seller_id)
    check_live(auction)
    if auction.standing.leader is None:
        raise NoLeader
    if not is_reserve_met(auction.terms, auction.standing):
        raise ReserveNotMet
    sold = items.with_standing(auction, auction.standing, auction.bid_count, auction.now, "sold")
    with db.pipeline() as pipeline:
        add_entry(pipeline, sold, "end", seller_id, Offer(0))
        items.save_standing(pipeline, sold)
        history.sell_held(pipeline, sold)
    return sold


def _hold_own(db: Db, item_id: int, seller_id: str) -> Auction:
    auction = items.hold(db, item_id)
    if auction.seller_id != seller_id:
        raise items.NotYourItem
    return auction
