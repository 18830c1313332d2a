"""Places bids on auctions whose rows are locked: checks them, decides by the pure rule, and writes."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from auction.bids.checks import check_bidder, check_offer, check_price
from auction.bids.log import add_entry
from auction.bids.rows import Kind
from auction.engine.bidding import Offer, extended, is_silent, outbid, shown_amount
from auction.errors import Refusal
from auction.history import rules as history
from auction.items import locking
from auction.items import rules as items
from auction.items.bounds import shown_minimum
from auction.items.rows import Status
from auction.items.rules import Auction
from auction.users.rules import SignInEnded
from database import Db, Deferred, Pipeline


class BidRequest(NamedTuple):
    """What a bidder, signed in by `sign_in_id`, offers for an item; `if_price`: only at this price (won)."""

    item_id: int
    sign_in_id: str
    bidder_id: str
    offer: Offer
    if_price: int | None = None


class PlacedBid(NamedTuple):
    """An accepted bid and the auction right after it. Won; naive UTC."""

    id: int
    amount: int
    created_at: datetime
    leading: bool
    price: int
    minimum_bid: int | None
    bid_count: int
    end_time: datetime
    status: Status


class Refused(NamedTuple):
    """A bid that was not placed, and why."""

    refusal: Refusal


class _Accepted(NamedTuple):
    """The auction after a bid that is about to be written, and the id that the bid will get."""

    after: Auction
    bid_id: Deferred[int]


def place_bid(db: Db, request: BidRequest) -> PlacedBid:
    """Bid on a live auction; rivals wait for its row until we commit.

    Raises SignInEnded, ItemNotFound, SellerCannotBid, AuctionNotStarted, AuctionEnded, AuctionCancelled,
    WithdrawnFromAuction, StruckOut, PriceMoved, AlreadyLeading, BidTooLow.
    """
    held, (signed_in,) = locking.lock_for_bids(db, [(request.item_id, request.sign_in_id, request.bidder_id)])
    (outcome,) = place_bids(db, held, [request], [None if signed_in else SignInEnded()])
    if outcome is None:
        raise items.ItemNotFound
    if isinstance(outcome, Refused):
        raise outcome.refusal
    return outcome


def place_bids(
    db: Db, held: dict[int, Auction], requests: Sequence[BidRequest], barred: Sequence[Refusal | None]
) -> list[PlacedBid | Refused | None]:
    """Place bids on held auctions, each as if it came alone, and write them all in one round trip.

    `barred` says which are refused whatever the auction is like.

    The lowest goes first, the earlier of two equals: of those that wait nobody knows to the millisecond which came
    first, and so none is too low only because a higher one waited beside it. Returns the outcomes in the order of the
    requests, None for a bid on an auction that is not held.
    """
    auctions = dict(held)
    decisions: dict[int, _Accepted | Refused] = {}
    with db.pipeline() as pipeline:
        for place in sorted(range(len(requests)), key=lambda place: requests[place].offer.amount):
            request = requests[place]
            if request.item_id in auctions:
                decision = _decide(pipeline, auctions[request.item_id], request, barred[place])
                if isinstance(decision, _Accepted):
                    auctions[request.item_id] = decision.after
                decisions[place] = decision
        for item_id, before in held.items():
            save_standing(pipeline, before, auctions[item_id])
    return [_outcome(request, decisions.get(place)) for place, request in enumerate(requests)]


def _decide(pipeline: Pipeline, auction: Auction, request: BidRequest, barred: Refusal | None) -> _Accepted | Refused:
    if barred:
        return Refused(barred)
    try:
        return _accept(pipeline, auction, request)
    except Refusal as refusal:
        return Refused(refusal)


def _accept(pipeline: Pipeline, auction: Auction, request: BidRequest) -> _Accepted:
    """Check and decide one bid, and log it. Raises as place_bid."""
    _, _, bidder_id, offer, if_price = request
    check_bidder(auction, bidder_id)
    check_price(auction, if_price)
    after, kind = with_bid(auction, bidder_id, offer)
    return _Accepted(after, add_entry(pipeline, after, kind, bidder_id, offer))


def with_bid(auction: Auction, bidder_id: str, offer: Offer) -> tuple[Auction, Kind]:
    """The auction after this bid, and the kind of its entry. Raises AlreadyLeading, BidTooLow."""
    check_offer(auction, bidder_id, offer)
    standing = outbid(auction.terms, auction.standing, bidder_id, offer)
    silent = is_silent(auction.standing, standing, bidder_id)
    end = auction.end_time
    if auction.extends and not silent:
        end = extended(auction.terms.version, end, auction.original_end, auction.now)
    after = items.with_standing(auction, standing, auction.bid_count + (not silent), end)
    return after, "raise" if silent else "automatic" if offer.automatic else "open"


def save_standing(pipeline: Pipeline, before: Auction, after: Auction) -> None:
    """Write the standing of a locked auction, and its leader in prehistory, if bids have changed them."""
    if after is before:
        return
    items.save_standing(pipeline, after)
    leader = after.standing.leader
    if leader is None:
        history.remove_leader(pipeline, after.id)
    elif leader != before.standing.leader or after.end_time != before.end_time:
        history.save_leader(pipeline, after.id, leader, after.end_time)


def _outcome(request: BidRequest, decision: _Accepted | Refused | None) -> PlacedBid | Refused | None:
    """What came of a request, once everything is written."""
    if not isinstance(decision, _Accepted):
        return decision
    return placed_bid(decision.after, decision.bid_id.result, request.bidder_id, request.offer)


def placed_bid(after: Auction, bid_id: int, bidder_id: str, offer: Offer) -> PlacedBid:
    """A bid or purchase that was written, and the auction after it."""
    standing = after.standing
    return PlacedBid(
        id=bid_id,
        amount=shown_amount(standing, bidder_id, offer),
        created_at=after.now,
        leading=standing.leader == bidder_id,
        price=standing.price,
        minimum_bid=shown_minimum(after.terms, standing),
        bid_count=after.bid_count,
        end_time=after.end_time,
        status=after.status,
    )
