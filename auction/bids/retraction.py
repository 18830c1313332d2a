"""A bidder takes bids back, in public and in time, and the price is found again without them."""

from auction.bids import store
from auction.bids.checks import check_live
from auction.bids.errors import AlreadyRetracted, BidNotFound, NotYourBid, TooLateToRetract
from auction.bids.log import BIDS, add_entry, offer_of
from auction.bids.rows import BidRow
from auction.engine.bidding import Offer, raises_on, replay
from auction.engine.versions import VERSIONS
from auction.history import rules as history
from auction.items import rules as items
from auction.items.rules import Auction
from auction.users import rules as users
from database import Db, Pipeline

# entries written in one round trip
ENTRIES_AT_ONCE = 500


def retract(db: Db, item_id: int, bid_id: int, bidder_id: str, reason: str) -> Auction:
    """Take a bid back: with much time left all of this bidder's bids on the item, later the one recent bid alone.

    Raises ItemNotFound, BidNotFound, NotYourBid, AlreadyRetracted, TooLateToRetract, AuctionEnded, AuctionCancelled.
    """
    auction = items.hold(db, item_id)
    entries = store.whole_log(db, item_id)
    retracted = {entry["retracts"] for entry in entries}
    bid = _own_bid(entries, bid_id, bidder_id)
    check_live(auction)
    if bid_id in retracted:
        raise AlreadyRetracted
    bids = [entry for entry in entries if entry["kind"] in BIDS and entry["id"] not in retracted]
    falling = _bids_to_retract(auction, bid, bids)
    after = _replay_without(auction, bids, falling)
    _save(db, auction, after, falling, reason)
    users.count_retraction(db, bidder_id)
    return after


def _own_bid(entries: list[BidRow], bid_id: int, bidder_id: str) -> BidRow:
    """Raises BidNotFound, NotYourBid."""
    bid = next((entry for entry in entries if entry["id"] == bid_id and entry["kind"] in BIDS), None)
    if bid is None:
        raise BidNotFound
    if bid["user_id"] != bidder_id:
        raise NotYourBid
    return bid


def _bids_to_retract(auction: Auction, bid: BidRow, bids: list[BidRow]) -> list[BidRow]:
    """Which bids fall with this one. Raises TooLateToRetract."""
    rules = VERSIONS[auction.terms.version]
    if auction.end_time - auction.now >= rules.retracts_all:
        return [entry for entry in bids if entry["user_id"] == bid["user_id"]]
    if auction.now - bid["createdAt"] > rules.retracts_within:
        raise TooLateToRetract
    offers = [offer_of(entry) for entry in bids]
    return [bid, *(bids[place] for place in raises_on(auction.terms, offers, bids.index(bid)))]


def _replay_without(auction: Auction, bids: list[BidRow], falling: list[BidRow]) -> Auction:
    """The auction as it stands by the bids that remain; its end does not move."""
    fallen = {entry["id"] for entry in falling}
    left = [entry for entry in bids if entry["id"] not in fallen]
    standing = replay(auction.terms, [offer_of(entry) for entry in left])
    return items.with_standing(auction, standing, sum(entry["kind"] != "raise" for entry in left), auction.end_time)


def _save(db: Db, before: Auction, after: Auction, falling: list[BidRow], reason: str) -> None:
    for first in range(0, len(falling), ENTRIES_AT_ONCE):
        with db.pipeline() as pipeline:
            for entry in falling[first : first + ENTRIES_AT_ONCE]:
                offer = Offer(entry["amount"])
                add_entry(pipeline, after, "retract", entry["user_id"], offer, retracts=entry["id"], reason=reason)
    with db.pipeline() as pipeline:
        items.save_standing(pipeline, after)
        _save_leader(pipeline, before, after)


def _save_leader(pipeline: Pipeline, before: Auction, after: Auction) -> None:
    leader = after.standing.leader
    if leader is None:
        history.remove_leader(pipeline, after.id)
    elif leader != before.standing.leader:
        history.save_leader(pipeline, after.id, leader, after.end_time)
