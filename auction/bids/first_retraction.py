"""Retraction under version 1 of the rules, for auctions that were listed by it: the whole log is replayed."""

from auction.bids import store
from auction.bids.checks import check_live
from auction.bids.errors import AlreadyRetracted, BidNotFound, NotYourBid, TooLateToRetract
from auction.bids.falling import Fall
from auction.bids.log import BIDS, offer_of, own_bid
from auction.bids.rows import WHOLE_LOG, BidRow
from auction.engine.bidding import raises_on, replay
from auction.engine.versions import VERSIONS
from auction.items import rules as items
from auction.items.rules import Auction
from auction.users import presence
from database import Db


def falls(db: Db, item_id: int, bid_id: int, bidder_id: str, reason: str) -> tuple[Auction, list[Fall], int]:
    """The locked auction, what falls with this bid, and the highest offer of it (won).

    Raises ItemNotFound, BidNotFound, NotYourBid, AlreadyRetracted, TooLateToRetract, AuctionEnded, AuctionCancelled.
    """
    auction = items.hold(db, item_id)
    entries = store.whole_log(db, item_id)
    bid = _own_bid(entries, bid_id, bidder_id)
    check_live(auction)
    bids = _standing(entries)
    if bid not in bids:
        raise AlreadyRetracted
    fallen = _bids_to_retract(auction, bid, bids)
    departed = _departed(db, auction, _without(bids, fallen))
    auction = items.later(db, auction)
    found, left = [], bids
    for gone in departed:
        left = [entry for entry in left if entry["user_id"] != gone]
        found.append(Fall(gone, *WHOLE_LOG, "leave", "left", _replayed(auction, left)))
    after = _replayed(auction, _without(left, fallen))
    for each in fallen:
        found.append(Fall(bidder_id, each["id"], each["id"], "retract", None, after, own_bid(each), reason))
    return auction, found, max(entry["offer"] for entry in fallen)


def _own_bid(entries: list[BidRow], bid_id: int, bidder_id: str) -> BidRow:
    """Raises BidNotFound, NotYourBid."""
    bid = next((entry for entry in entries if entry["id"] == bid_id and entry["kind"] in BIDS), None)
    if bid is None:
        raise BidNotFound
    if bid["user_id"] != bidder_id:
        raise NotYourBid
    return bid


def _standing(entries: list[BidRow]) -> list[BidRow]:
    retracted = {entry["retracts"] for entry in entries}
    departed = {entry["user_id"] for entry in entries if entry["kind"] == "leave"}
    bids = [entry for entry in entries if entry["kind"] in BIDS and entry["id"] not in retracted]
    return [entry for entry in bids if entry["user_id"] not in departed]


def _bids_to_retract(auction: Auction, bid: BidRow, bids: list[BidRow]) -> list[BidRow]:
    """Which bids fall with this one. Raises TooLateToRetract."""
    rules = VERSIONS[auction.terms.version]
    if auction.end_time - auction.now >= rules.retracts_all:
        return [entry for entry in bids if entry["user_id"] == bid["user_id"]]
    if auction.now - bid["createdAt"] > rules.retracts_within:
        raise TooLateToRetract
    offers = [offer_of(entry) for entry in bids]
    return [bid, *(bids[place] for place in raises_on(auction.terms, offers, bids.index(bid)))]


def _departed(db: Db, auction: Auction, left: list[BidRow]) -> list[str]:
    """Those who would lead by these bids but have left; who leads then is locked and cannot leave until we commit."""
    departed: list[str] = []
    while True:
        leader = _replayed(auction, [entry for entry in left if entry["user_id"] not in departed]).standing.leader
        if leader is None or presence.lock_present(db, [leader]):
            return departed
        departed.append(leader)


def _without(bids: list[BidRow], fallen: list[BidRow]) -> list[BidRow]:
    ids = {entry["id"] for entry in fallen}
    return [entry for entry in bids if entry["id"] not in ids]


def _replayed(auction: Auction, left: list[BidRow]) -> Auction:
    """The auction as it stands by the bids that remain; its end does not move."""
    standing = replay(auction.terms, [offer_of(entry) for entry in left])
    return items.with_standing(auction, standing, sum(entry["kind"] != "raise" for entry in left), auction.end_time)
