"""A seller strikes a bidder out of an auction, in public and with a reason: all their bids on it fall."""

from auction.bids import falling, store
from auction.bids.checks import check_live
from auction.bids.errors import AlreadyStruckOut, BidNotFound, TooLateToStrike, TooManyStrikes
from auction.bids.log import BIDS, own_bid
from auction.bids.placing import save_standing
from auction.bids.ranking import lock_with_ranking
from auction.bids.removals import store as removals
from auction.bids.rows import BidRow
from auction.engine.versions import VERSIONS
from auction.items import rules as items
from auction.items.rules import Auction
from auction.users import rules as users
from database import Db


def strike(db: Db, item_id: int, bid_id: int, seller_id: str, reason: str) -> Auction:
    """Strike out the bidder of this bid; return the auction without them.

    Raises ItemNotFound, NotYourItem, BidNotFound, AuctionEnded, AuctionCancelled, AlreadyStruckOut, TooLateToStrike,
    TooManyStrikes.
    """
    bid = _bid(db, item_id, bid_id, seller_id)
    auction, ranking = lock_with_ranking(db, item_id, bid["user_id"])
    check_live(auction)
    contest = falling.Contest(db, auction, ranking)
    _check_rules(db, contest.auction, bid["user_id"])
    falls = contest.falls(0, len(contest.own.bids), own_bid(bid), "strike", "struck", reason)
    falling.add_falls(db, falls)
    after = falls[-1].after
    with db.pipeline() as pipeline:
        save_standing(pipeline, auction, after)
    users.count_strike(db, seller_id)
    return after


def _bid(db: Db, item_id: int, bid_id: int, seller_id: str) -> BidRow:
    """Raises ItemNotFound, NotYourItem, BidNotFound."""
    if items.find(db, item_id)["user_id"] != seller_id:
        raise items.NotYourItem
    bid = store.entry(db, item_id, bid_id)
    if bid is None or bid["kind"] not in BIDS:
        raise BidNotFound
    return bid


def _check_rules(db: Db, auction: Auction, bidder_id: str) -> None:
    """Raises AlreadyStruckOut, TooLateToStrike, TooManyStrikes."""
    rules = VERSIONS[auction.terms.version]
    if "struck" in removals.kinds_of(db, auction.id, bidder_id):
        raise AlreadyStruckOut
    if auction.end_time - auction.now < rules.settled:
        raise TooLateToStrike
    if removals.struck_out(db, auction.id) >= rules.most_struck_out:
        raise TooManyStrikes
