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


class Wish(NamedTuple):
    """What a bidder asks for, signed in by `sign_in_id`; `if_price`: only at this price (won)."""

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


def place_bid(db: database.Db, item_id: int, wish: Wish) -> PlacedBid:
    """Bid on a live auction; rivals wait on its row until we commit.

    Raises SignInEnded, ItemNotFound, SellerCannotBid, AuctionNotStarted, AuctionEnded, AuctionCancelled, PriceMoved,
    AlreadyLeading, BidTooLow.
    """
    (placed,) = place_bids(db, item_id, wish)
    if isinstance(placed, Refusal):
        raise placed
    return placed


def place_bids(
    db: database.Db, item_id: int, first: Wish, along: Callable[[], Sequence[Wish]] = tuple
) -> list[PlacedBid | Refusal]:
    """Place a bid, and those that have come `along` by the time its auction is held, each as if it came alone.

    The lowest goes first, the earlier of two equals: of those that wait nobody knows to the millisecond which came
    first, and so none is too low only because a higher one waited beside it. Returns the outcomes as they were asked
    for, a refusal in place of each bid that may not be. Raises SignInEnded (the first's), ItemNotFound.
    """
    auction = items.hold_for(db, item_id, first.sign_in_id, first.bidder_id)
    wishes, signed_in = [first, *along()], [True]
    if len(wishes) > 1:
        auction, others = items.admit(db, auction, [(wish.sign_in_id, wish.bidder_id) for wish in wishes[1:]])
        signed_in += others
    return _place_each(db, {item_id: auction}, [(item_id, wish) for wish in wishes], signed_in)


def place_free_bids(db: database.Db, asked: Sequence[tuple[int, Wish]]) -> list[PlacedBid | Refusal | None]:
    """Place bids on auctions (item id, wish) that nobody else holds, waiting for none: None in place of the others.

    Otherwise as `place_bids`.
    """
    held, signed_in = items.hold_free(db, [(item_id, wish.sign_in_id, wish.bidder_id) for item_id, wish in asked])
    free = [place for place, (item_id, _) in enumerate(asked) if item_id in held]
    placed = _place_each(db, held, [asked[place] for place in free], [signed_in[place] for place in free])
    outcomes = dict(zip(free, placed, strict=True))
    return [outcomes.get(place) for place in range(len(asked))]


def _place_each(
    db: database.Db, held: dict[int, Auction], asked: Sequence[tuple[int, Wish]], signed_in: Sequence[bool]
) -> list[PlacedBid | Refusal]:
    """Decide these bids on held auctions, the lowest first, and write them; the outcomes as they were asked for."""
    after = dict(held)
    outcomes: dict[int, Callable[[], PlacedBid] | Refusal] = {}
    # rivals wait while we hold the rows: all that is written goes in one round trip
    with db.pipeline() as batch:
        for place in sorted(range(len(asked)), key=lambda place: asked[place][1].offer.amount):
            item_id, wish = asked[place]
            try:
                after[item_id], bid_id = _place(batch, after[item_id], wish, signed_in[place])
                outcomes[place] = partial(_placed, after[item_id], wish, bid_id)
            except Refusal as refusal:
                outcomes[place] = refusal
        for item_id, auction in held.items():
            if after[item_id] is not auction:
                _stand(batch, auction, after[item_id])
    in_turn = [outcomes[place] for place in range(len(asked))]
    return [outcome if isinstance(outcome, Refusal) else outcome() for outcome in in_turn]


def buy_now(
    db: database.Db, item_id: int, sign_in_id: str, buyer_id: str, if_price: int | None = None
) -> PlacedBid:
    """Buy at the seller's price; the auction is sold in this transaction. Raises as place_bid, and NoBuyNow."""
    auction = items.hold_for(db, item_id, sign_in_id, buyer_id)
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
    batch: database.Pipeline, auction: Auction, wish: Wish, is_signed_in: bool
) -> tuple[Auction, database.Deferred[Any]]:
    """Decide one bid and log it. Returns the auction after it, and the id that the bid is to get."""
    if not is_signed_in:
        raise SignInEnded
    _check_bidder(auction, wish.bidder_id)
    _check_price(auction, wish.if_price)
    _check_offer(auction, wish.bidder_id, wish.offer)
    standing = outbid(auction.terms, auction.standing, wish.bidder_id, wish.offer)
    # a silent raise changes nothing that others can see
    silent = is_silent(auction.standing, standing, wish.bidder_id)
    end = auction.end_time
    if auction.extends and not silent:
        end = extended(end, auction.original_end, auction.now)
    number = auction.bid_count + (not silent)
    kind = "raise" if silent else "automatic" if wish.offer.automatic else "open"
    bid_id = log(batch, auction, kind, wish.bidder_id, wish.offer, standing, number, end)
    return items.restood(auction, standing, number, end), bid_id


def _placed(after: Auction, wish: Wish, bid_id: database.Deferred[Any]) -> PlacedBid:
    standing = after.standing
    return PlacedBid(
        bid_id.result, visible(standing, wish.bidder_id, wish.offer), after.now, standing.leader == wish.bidder_id,
        standing.price, minimum_bid(after.terms, standing), after.bid_count, after.end_time, "live",
    )  # fmt: skip


def _stand(batch: database.Pipeline, before: Auction, after: Auction) -> None:
    """Write how the auction stands after all that was bid."""
    items.stand(batch, after.id, after.standing, after.bid_count, after.end_time)
    leader = after.standing.leader
    if leader and (leader != before.standing.leader or after.end_time != before.end_time):
        history.stand(batch, after.id, leader, after.end_time)


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
