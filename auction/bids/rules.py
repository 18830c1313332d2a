"""The bid: take the lead in a live auction, or push its price, in one transaction that holds the auction's row."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

import database
from auction.bids import store
from auction.bids.engine import Offer, Standing, extended, minimum_bid, outbid, smallest_offer
from auction.errors import Conflict, Forbidden, Refusal
from auction.history import rules as history
from auction.items import rules as items
from auction.items.rules import Auction
from auction.users.rules import SignInEnded


class BidTooLow(Conflict):
    """The bid is under the smallest one accepted now."""


class AuctionNotStarted(Conflict):
    """The auction has not started yet."""


class AlreadyLeading(Conflict):
    """Whoever leads may only raise their own maximum."""


class SellerCannotBid(Forbidden):
    """A seller may not bid on their own item."""


class PriceMoved(Conflict):
    """The price is no longer the one that was seen."""


class NoBuyNow(Conflict):
    """This item cannot be bought at once, or not any more."""


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
    minimum_bid: int
    bid_count: int
    end_time: datetime
    status: str


class Refused(NamedTuple):
    """A bid that was not placed, and why."""

    refusal: Refusal


def place_bid(db: database.Db, request: BidRequest) -> PlacedBid:
    """Bid on a live auction; rivals wait for its row until we commit.

    Raises SignInEnded, ItemNotFound, SellerCannotBid, AuctionNotStarted, AuctionEnded, AuctionCancelled, PriceMoved,
    AlreadyLeading, BidTooLow.
    """
    held, signed_in = items.lock_for_bids(db, [(request.item_id, request.sign_in_id, request.bidder_id)])
    (outcome,) = place_bids(db, held, [request], signed_in)
    if outcome is None:
        raise items.ItemNotFound
    if isinstance(outcome, Refused):
        raise outcome.refusal
    return outcome


def place_bids(
    db: database.Db, held: dict[int, Auction], requests: Sequence[BidRequest], signed_in: Sequence[bool]
) -> list[PlacedBid | Refused | None]:
    """Place bids on held auctions, each as if it came alone, and write them all in one round trip.

    The lowest goes first, the earlier of two equals: of those that wait nobody knows to the millisecond which came
    first, and so none is too low only because a higher one waited beside it. Returns the outcomes in the order of the
    requests, None for a bid on an auction that is not held.
    """
    after = dict(held)
    outcomes: dict[int, Callable[[], PlacedBid | Refused]] = {}
    with db.pipeline() as pipeline:
        for place in sorted(range(len(requests)), key=lambda place: requests[place].offer.amount):
            request = requests[place]
            if request.item_id not in held:
                continue
            try:
                auction, bid_id = _place(pipeline, after[request.item_id], request, signed_in[place])
            except Refusal as refusal:
                outcomes[place] = partial(Refused, refusal)
            else:
                after[request.item_id] = auction
                outcomes[place] = partial(_placed, auction, request, bid_id)
        for item_id, auction in held.items():
            if after[item_id] is not auction:
                _stand(pipeline, auction, after[item_id])
    return [outcomes[place]() if place in outcomes else None for place in range(len(requests))]


def buy_now(
    db: database.Db, item_id: int, sign_in_id: str, buyer_id: str, if_price: int | None = None
) -> PlacedBid:
    """Buy at the seller's price; the auction is sold in this transaction. Raises as place_bid, and NoBuyNow."""
    auction = items.lock_for_bid(db, item_id, sign_in_id, buyer_id)
    _check_bidder(auction, buyer_id)
    _check_price(auction, if_price)
    price = buy_now_price(auction)
    if price is None:
        raise NoBuyNow
    number = auction.bid_count + 1
    standing = Standing(price, buyer_id, price)
    bid_id = log(db, auction, "buy", buyer_id, Offer(price), standing, number, auction.now)
    items.stand(db, auction.id, standing, number, auction.now)
    history.sell_held(db, auction)
    return PlacedBid(
        bid_id, price, auction.now, True, price, minimum_bid(auction.terms, standing), number, auction.now, "sold"
    )


def buy_now_price(auction: Auction) -> int | None:
    """What it costs to buy at once (won), while that is open."""
    return items.buy_now_price(
        auction.buy_now_price, auction.buy_now_until, auction.standing.leader, auction.standing.price
    )


def check_live(auction: Auction) -> None:
    """Raises AuctionNotStarted, AuctionEnded or AuctionCancelled."""
    if auction.status == "scheduled":
        raise AuctionNotStarted
    if auction.status == "cancelled":
        raise items.AuctionCancelled
    if auction.status != "live":
        raise items.AuctionEnded


def _check_bidder(auction: Auction, bidder_id: str) -> None:
    if bidder_id == auction.seller_id:
        raise SellerCannotBid
    check_live(auction)


def _check_price(auction: Auction, if_price: int | None) -> None:
    if if_price is not None and if_price != auction.standing.price:
        raise PriceMoved(price=auction.standing.price, minimumBid=minimum_bid(auction.terms, auction.standing))


def _check_offer(auction: Auction, bidder_id: str, offer: Offer) -> None:
    if bidder_id == auction.standing.leader and not offer.automatic:
        raise AlreadyLeading
    smallest = smallest_offer(auction.terms, auction.standing, bidder_id)
    if offer.amount < smallest:
        raise BidTooLow(minimumBid=smallest)


def _place(
    pipeline: database.Pipeline, auction: Auction, request: BidRequest, is_signed_in: bool
) -> tuple[Auction, database.Deferred[Any]]:
    """Decide one bid and log it. Returns the auction after it, and the id that the bid is to get."""
    if not is_signed_in:
        raise SignInEnded
    _check_bidder(auction, request.bidder_id)
    _check_price(auction, request.if_price)
    _check_offer(auction, request.bidder_id, request.offer)
    standing = outbid(auction.terms, auction.standing, request.bidder_id, request.offer)
    # a silent raise changes nothing that others can see
    silent = is_silent(auction.standing, standing, request.bidder_id)
    end = auction.end_time
    if auction.extends and not silent:
        end = extended(end, auction.original_end, auction.now)
    number = auction.bid_count + (not silent)
    kind = "raise" if silent else "automatic" if request.offer.automatic else "open"
    bid_id = log(pipeline, auction, kind, request.bidder_id, request.offer, standing, number, end)
    return items.restood(auction, standing, number, end), bid_id


def _placed(after: Auction, request: BidRequest, bid_id: database.Deferred[Any]) -> PlacedBid:
    standing = after.standing
    return PlacedBid(
        id=bid_id.result,
        amount=visible(standing, request.bidder_id, request.offer),
        created_at=after.now,
        leading=standing.leader == request.bidder_id,
        price=standing.price,
        minimum_bid=minimum_bid(after.terms, standing),
        bid_count=after.bid_count,
        end_time=after.end_time,
        status="live",
    )


def _stand(pipeline: database.Pipeline, before: Auction, after: Auction) -> None:
    """Write how the auction stands after all that was bid."""
    items.stand(pipeline, after.id, after.standing, after.bid_count, after.end_time)
    leader = after.standing.leader
    if leader and (leader != before.standing.leader or after.end_time != before.end_time):
        history.stand(pipeline, after.id, leader, after.end_time)


def is_silent(before: Standing, after: Standing, bidder_id: str) -> bool:
    """A leader's raise that moves no price: nobody else may see it, and it extends nothing."""
    return before.leader == bidder_id and before.price == after.price


def visible(standing: Standing, bidder_id: str, offer: Offer) -> int:
    """What the public log shows (won): the price for whoever leads, all of an offer that did not get there."""
    return standing.price if standing.leader == bidder_id else offer.amount


def log(
    db: database.Db | database.Pipeline, auction: Auction, kind: str, user_id: str, offer: Offer, standing: Standing,
    number: int, end: datetime, retracts: int | None = None, reason: str | None = None,
) -> Any:  # fmt: skip
    """Append one entry with the auction as it stands after it; returns its id (of a batch, later)."""
    return store.add(
        db,
        {
            "item_id": auction.id,
            "user_id": user_id,
            "kind": kind,
            "offer": offer.amount,
            "amount": visible(standing, user_id, offer),
            "price": standing.price,
            "leader_id": standing.leader,
            "number": number,
            "end_time": end,
            "now": auction.now,
            "retracts": retracts,
            "reason": reason,
        },
    )


def public_log(db: database.Db, item_id: int, over: bool, before: int | None, limit: int) -> list[dict[str, Any]]:
    """Entries before the id `before`, newest first; the silent raises too once the auction is over."""
    return store.log_with_raises(db, item_id, before, limit) if over else store.public_log(db, item_id, before, limit)


def items_bid_on(db: database.Db, user_id: str, before: int | None, limit: int) -> list[dict[str, Any]]:
    """Items this user bid on, below the item id `before`, and the most they offered (won)."""
    return store.items_bid_on(db, user_id, before, limit)
