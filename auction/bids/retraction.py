"""A bidder takes bids back, in public, once in an auction and in time; a slip is corrected in the same transaction."""

import math
from dataclasses import dataclass

from auction.bids import falling, first_retraction, store
from auction.bids.checks import check_live
from auction.bids.errors import (
    AlreadyRetracted,
    BidNotFound,
    CorrectionNotBelow,
    NotYourBid,
    StruckOut,
    TooLateToRetract,
)
from auction.bids.log import BIDS, add_entry
from auction.bids.placing import PlacedBid, placed_bid, save_standing, with_bid
from auction.bids.ranking import OwnBids, lock_with_ranking
from auction.bids.removals import store as removals
from auction.bids.rows import Kind
from auction.engine.bidding import Offer
from auction.engine.versions import VERSIONS
from auction.items import rules as items
from auction.items.rows import RemovalKind
from auction.items.rules import Auction
from auction.limits.rules import Limit, TooManyRequests
from auction.users import rules as users
from database import Db


@dataclass(frozen=True)
class Retraction:
    """Which bid a bidder takes back, why, and what they offer instead (None: nothing, and they are out)."""

    item_id: int
    bid_id: int
    bidder_id: str
    reason: str
    correction: Offer | None = None


@dataclass(frozen=True)
class Retracted:
    """The auction after a retraction, and its correction if there was one."""

    after: Auction
    placed: PlacedBid | None


def retract(db: Db, wanted: Retraction) -> Retracted:
    """Take back all of a bidder's bids on the item while much time is left, later one recent bid.

    Raises ItemNotFound, BidNotFound, NotYourBid, AlreadyRetracted, StruckOut, TooLateToRetract, TooManyRequests,
    AuctionEnded, AuctionCancelled; for the correction CorrectionNotBelow, AlreadyLeading, BidTooLow.
    """
    rules = VERSIONS[items.find(db, wanted.item_id)["rulesVersion"]]
    if not rules.retracts_once:
        return _retract_freely(db, wanted)
    auction, ranking = lock_with_ranking(db, wanted.item_id, wanted.bidder_id)
    _check_known(db, wanted, ranking.own)
    check_live(auction)
    _check_first(db, wanted)
    contest = falling.Contest(db, auction, ranking)
    place = _place_of(contest.own, wanted.bid_id)
    first, end = _fallen(contest.auction, contest.own, place)
    _check_frequency(db, contest.auction, wanted.bidder_id)
    kind: RemovalKind = "corrected" if wanted.correction else "withdrawn"
    falls = contest.falls(first, end, contest.own.bids[place], "retract", kind, wanted.reason)
    return _save(db, auction, falls, wanted, contest.own.highest(first, end))


def _check_known(db: Db, wanted: Retraction, own: OwnBids) -> None:
    """Raises BidNotFound, NotYourBid."""
    if own.place_of(wanted.bid_id) is None:
        entry = store.entry(db, wanted.item_id, wanted.bid_id)
        if entry is None or entry["kind"] not in BIDS:
            raise BidNotFound
        if entry["user_id"] != wanted.bidder_id:
            raise NotYourBid


def _check_first(db: Db, wanted: Retraction) -> None:
    """Raises StruckOut, AlreadyRetracted."""
    removed = removals.kinds_of(db, wanted.item_id, wanted.bidder_id)
    if "struck" in removed:
        raise StruckOut
    if removed:
        raise AlreadyRetracted


def _place_of(own: OwnBids, bid_id: int) -> int:
    """Raises AlreadyRetracted where the bid no longer stands."""
    place = own.place_of(bid_id)
    if place is None:
        raise AlreadyRetracted
    return place


def _fallen(auction: Auction, own: OwnBids, place: int) -> tuple[int, int]:
    """The places of the bids that fall with the one at `place`: the first, and the end. Raises TooLateToRetract."""
    rules, left = VERSIONS[auction.terms.version], auction.end_time - auction.now
    if left < rules.settled:
        raise TooLateToRetract
    if left >= rules.retracts_all:
        return 0, len(own.bids)
    if auction.now - own.bids[place]["createdAt"] > rules.retracts_within:
        raise TooLateToRetract
    return place, own.end_of_raises(place)


def _check_frequency(db: Db, auction: Auction, bidder_id: str) -> None:
    """Raises TooManyRequests. The user's row is locked, so that two retractions at once are counted one by one."""
    rules = VERSIONS[auction.terms.version]
    users.lock(db, bidder_id)
    since = auction.now - rules.retraction_period
    earlier = removals.retractions_since(db, bidder_id, since, rules.most_retractions)
    if len(earlier) == rules.most_retractions:
        limit = Limit("retractions", rules.most_retractions, int(rules.retraction_period.total_seconds()))
        raise TooManyRequests(max(1, math.ceil((earlier[-1] - since).total_seconds())), limit)


def _save(db: Db, before: Auction, falls: list[falling.Fall], wanted: Retraction, highest: int) -> Retracted:
    """Decide the correction, then write everything: a refusal must leave nothing behind."""
    after, kind = _corrected(falls[-1].after, wanted, highest)
    falling.add_falls(db, falls)
    with db.pipeline() as pipeline:
        if wanted.correction:
            bid_id = add_entry(pipeline, after, kind, wanted.bidder_id, wanted.correction)
        save_standing(pipeline, before, after)
    users.count_retraction(db, wanted.bidder_id)
    if wanted.correction is None:
        return Retracted(after, None)
    return Retracted(after, placed_bid(after, bid_id.result, wanted.bidder_id, wanted.correction))


def _corrected(after: Auction, wanted: Retraction, highest: int) -> tuple[Auction, Kind]:
    """The auction with the correction. Raises CorrectionNotBelow, AlreadyLeading, BidTooLow."""
    if wanted.correction is None:
        return after, "open"
    if wanted.correction.amount >= highest:
        field = "maxAmount" if wanted.correction.automatic else "amount"
        raise CorrectionNotBelow((field, "not_below"), below=highest)
    return with_bid(after, wanted.bidder_id, wanted.correction)


def _retract_freely(db: Db, wanted: Retraction) -> Retracted:
    """By the rules of version 1."""
    before, falls, highest = first_retraction.falls(db, wanted.item_id, wanted.bid_id, wanted.bidder_id, wanted.reason)
    return _save(db, before, falls, wanted, highest)
