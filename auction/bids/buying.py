"""Buy at once, at the seller's price."""

from auction.bids.checks import check_bidder, check_price
from auction.bids.errors import NoBuyNow
from auction.bids.log import add_entry
from auction.bids.placing import PlacedBid, placed_bid
from auction.engine.bidding import Offer, Standing
from auction.history import rules as history
from auction.items import locking
from auction.items import rules as items
from database import Db


def buy_now(db: Db, item_id: int, sign_in_id: str, buyer_id: str, if_price: int | None = None) -> PlacedBid:
    """Buy at the seller's price; the auction is sold in this transaction.

    Raises SignInEnded, ItemNotFound, SellerCannotBid, AuctionNotStarted, AuctionEnded, AuctionCancelled,
    WithdrawnFromAuction, StruckOut, PriceMoved, NoBuyNow.
    """
    auction = locking.lock_for_bid(db, item_id, sign_in_id, buyer_id)
    check_bidder(auction, buyer_id)
    check_price(auction, if_price)
    price = items.buy_now_price(
        auction.buy_now_price, auction.buy_now_until, auction.standing.leader, auction.standing.price
    )
    if price is None:
        raise NoBuyNow
    standing = Standing(price, buyer_id, price)
    bought = items.with_standing(auction, standing, auction.bid_count + 1, auction.now, "sold")
    with db.pipeline() as pipeline:
        bid_id = add_entry(pipeline, bought, "buy", buyer_id, Offer(price))
        items.save_standing(pipeline, bought)
        history.sell_held(pipeline, bought)
    return placed_bid(bought, bid_id.result, buyer_id, Offer(price))
