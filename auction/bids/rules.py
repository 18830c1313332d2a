"""The bid: take the lead in a live auction, or push its price, in one transaction that holds the auction's row."""

from datetime import datetime
from typing import Any, NamedTuple

import database
from auction.bids import store
from auction.bids.engine import Offer, Standing, extended, minimum_bid, outbid, smallest_offer
from auction.errors import Conflict, Forbidden
from auction.history import rules as history
from auction.items import rules as items
from auction.items.rules import Auction


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


def place_bid(db: database.Db, item_id: int, bidder_id: str, offer: Offer, if_price: int | None = None) -> PlacedBid:
    """Bid on a live auction; rivals wait on its row until we commit.

    Raises ItemNotFound, SellerCannotBid, AuctionNotStarted, AuctionEnded, AuctionCancelled, PriceMoved,
    AlreadyLeading, BidTooLow.
    """
    auction = items.hold(db, item_id)
    check_bidder(auction, bidder_id)
    _check_offer(auction, bidder_id, offer, if_price)
    standing = outbid(auction.terms, auction.standing, bidder_id, offer)
    return _record(db, auction, standing, bidder_id, offer)


def check_bidder(auction: Auction, bidder_id: str) -> None:
    """May this user bid here and now?"""
    if bidder_id == auction.seller_id:
        raise SellerCannotBid
    check_live(auction)


def check_live(auction: Auction) -> None:
    """Raises AuctionNotStarted, AuctionEnded or AuctionCancelled."""
    if auction.status == "scheduled":
        raise AuctionNotStarted
    if auction.status == "cancelled":
        raise items.AuctionCancelled
    if auction.status != "live":
        raise items.AuctionEnded


def _check_offer(auction: Auction, bidder_id: str, offer: Offer, if_price: int | None) -> None:
    if if_price is not None and if_price != auction.standing.price:
        raise PriceMoved(price=auction.standing.price, minimumBid=minimum_bid(auction.terms, auction.standing))
    if bidder_id == auction.standing.leader and not offer.automatic:
        raise AlreadyLeading
    smallest = smallest_offer(auction.terms, auction.standing, bidder_id)
    if offer.amount < smallest:
        raise BidTooLow(minimumBid=smallest)


def _record(db: database.Db, auction: Auction, standing: Standing, bidder_id: str, offer: Offer) -> PlacedBid:
    """Log the bid and write how the auction stands. A silent raise changes nothing that others can see."""
    silent = auction.standing.leader == bidder_id and auction.standing.price == standing.price
    number = auction.bid_count + (not silent)
    moves_end = auction.extends and not silent
    end = extended(auction.end_time, auction.original_end, auction.now) if moves_end else auction.end_time
    amount = _visible(standing, bidder_id, offer)
    bid_id = store.add(
        db,
        {
            "item_id": auction.id,
            "user_id": bidder_id,
            "kind": "raise" if silent else "automatic" if offer.automatic else "open",
            "offer": offer.amount,
            "amount": amount,
            "price": standing.price,
            "leader_id": standing.leader,
            "number": number,
            "end_time": end,
            "now": auction.now,
            "retracts": None,
            "reason": None,
        },
    )
    items.stand(db, auction.id, standing, number, end)
    if standing.leader != auction.standing.leader or end != auction.end_time:
        history.stand(db, auction.id, standing.leader or bidder_id, end)
    return PlacedBid(
        bid_id, amount, auction.now, standing.leader == bidder_id,
        standing.price, minimum_bid(auction.terms, standing), number, end, "live",
    )  # fmt: skip


def _visible(standing: Standing, bidder_id: str, offer: Offer) -> int:
    """What the public log shows: the price for whoever leads, all of an offer that did not get there."""
    return standing.price if standing.leader == bidder_id else offer.amount


def public_log(db: database.Db, item_id: int, before: int | None, limit: int) -> list[dict[str, Any]]:
    """Entries of the public log before the id `before`, newest first."""
    return store.public_log(db, item_id, before, limit)


def items_bid_on(db: database.Db, user_id: str, before: int | None, limit: int) -> list[dict[str, Any]]:
    """Items this user bid on, below the item id `before`, and the most they offered (won)."""
    return store.items_bid_on(db, user_id, before, limit)
