"""Second thoughts: a bidder takes a bid back, in public and in time, and the price is found again without it."""

from datetime import timedelta
from typing import Any

import database
from auction.bids import store
from auction.bids.engine import Offer, Standing, raises_on, replayed
from auction.bids.rules import check_live, log
from auction.errors import Conflict, Forbidden, NotFound
from auction.history import rules as history
from auction.items import rules as items
from auction.items.rules import Auction, restood
from auction.users import rules as users

# eBay's rule: near the end only a fresh slip may be mended, earlier everything
NEAR_END = timedelta(hours=12)
FRESH = timedelta(hours=1)
BIDS = ("open", "automatic", "raise")
# entries that travel to the database in one packet
TOGETHER = 500


class BidNotFound(NotFound):
    """There is no such bid on this item."""


class NotYourBid(Forbidden):
    """A bid is taken back by its bidder alone."""


class AlreadyRetracted(Conflict):
    """This bid was taken back before."""


class TooLateToRetract(Conflict):
    """With less than 12 hours left, a bid is taken back within an hour or not at all."""


def retract(db: database.Db, item_id: int, bid_id: int, bidder_id: str, reason: str) -> Auction:
    """Take a bid back: with 12 hours or more left all of this bidder's bids here, later the one fresh bid alone.

    Raises ItemNotFound, BidNotFound, NotYourBid, AlreadyRetracted, TooLateToRetract, AuctionEnded, AuctionCancelled.
    """
    auction = items.hold(db, item_id)
    entries = store.whole_log(db, item_id)
    taken_back = {entry["retracts"] for entry in entries}
    bid = next((entry for entry in entries if entry["id"] == bid_id and entry["kind"] in BIDS), None)
    if bid is None:
        raise BidNotFound
    if bid["user_id"] != bidder_id:
        raise NotYourBid
    check_live(auction)
    if bid_id in taken_back:
        raise AlreadyRetracted
    standing_bids = [entry for entry in entries if entry["kind"] in BIDS and entry["id"] not in taken_back]
    going = _going(auction, bid, standing_bids)
    return _without(db, auction, standing_bids, going, bidder_id, reason)


def _going(auction: Auction, bid: dict[str, Any], standing_bids: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Which entries go with this bid."""
    own = [entry for entry in standing_bids if entry["user_id"] == bid["user_id"]]
    if auction.end_time - auction.now >= NEAR_END:
        return own
    if auction.now - bid["createdAt"] > FRESH:
        raise TooLateToRetract
    return [bid, *_raises_of(auction, bid, standing_bids)]


def _raises_of(auction: Auction, bid: dict[str, Any], standing_bids: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The raises of a bid stand on it and fall with it."""
    offers = [offer_of(entry) for entry in standing_bids]
    return [standing_bids[place] for place in raises_on(auction.terms, offers, standing_bids.index(bid))]


def _without(
    db: database.Db, auction: Auction, standing_bids: list[dict[str, Any]], going: list[dict[str, Any]],
    bidder_id: str, reason: str,
) -> Auction:  # fmt: skip
    """Replay what remains and write how the auction stands now; its end does not move."""
    gone = {entry["id"] for entry in going}
    left = [entry for entry in standing_bids if entry["id"] not in gone]
    standing = replayed(auction.terms, [offer_of(entry) for entry in left])
    after = restood(auction, standing, sum(entry["kind"] != "raise" for entry in left), auction.end_time)
    for first in range(0, len(going), TOGETHER):
        with db.pipeline() as batch:
            for entry in going[first : first + TOGETHER]:
                _log_retraction(batch, after, entry, reason)
    items.stand(db, auction.id, standing, after.bid_count, auction.end_time)
    _remember(db, auction, standing)
    users.count_retraction(db, bidder_id)
    return after


def _log_retraction(batch: database.Pipeline, after: Auction, entry: dict[str, Any], reason: str) -> None:
    log(
        batch, after, "retract", entry["user_id"], Offer(entry["amount"]), after.standing, after.bid_count,
        after.end_time, retracts=entry["id"], reason=reason,
    )  # fmt: skip


def _remember(db: database.Db, auction: Auction, standing: Standing) -> None:
    if standing.leader is None:
        history.forget_standing(db, auction.id)
    elif standing.leader != auction.standing.leader:
        history.stand(db, auction.id, standing.leader, auction.end_time)


def offer_of(entry: dict[str, Any]) -> tuple[str, Offer]:
    """A logged bid as the offer that it was."""
    return entry["user_id"], Offer(entry["offer"], automatic=entry["kind"] != "open")
