"""What a held auction must allow before a bid or a purchase is decided."""

from auction.bids import errors
from auction.engine.bidding import Offer, smallest_offer
from auction.items.bounds import ceiling, shown_minimum
from auction.items.rules import Auction, AuctionCancelled, AuctionEnded


def check_live(auction: Auction) -> None:
    """Raises AuctionNotStarted, AuctionEnded or AuctionCancelled."""
    if auction.status == "scheduled":
        raise errors.AuctionNotStarted
    if auction.status == "cancelled":
        raise AuctionCancelled
    if auction.status != "live":
        raise AuctionEnded


def check_bidder(auction: Auction, bidder_id: str) -> None:
    """Raises SellerCannotBid, WithdrawnFromAuction, StruckOut, and as check_live."""
    if bidder_id == auction.seller_id:
        raise errors.SellerCannotBid
    check_live(auction)
    removed = auction.removed.get(bidder_id)
    if removed == "struck":
        raise errors.StruckOut
    if removed == "withdrawn":
        raise errors.WithdrawnFromAuction


def check_price(auction: Auction, if_price: int | None) -> None:
    """Raises PriceMoved when the price is not the one that the bidder saw (won; None: any price will do)."""
    if if_price is not None and if_price != auction.standing.price:
        raise errors.PriceMoved(price=auction.standing.price, minimumBid=shown_minimum(auction.terms, auction.standing))


def check_offer(auction: Auction, bidder_id: str, offer: Offer) -> None:
    """Raises TooHigh, AlreadyLeading, NoHigherBid, BidTooLow."""
    if offer.amount > ceiling():
        raise errors.TooHigh(("maxAmount" if offer.automatic else "amount", "too_high"), maxBid=ceiling())
    if bidder_id == auction.standing.leader and not offer.automatic:
        raise errors.AlreadyLeading
    smallest = smallest_offer(auction.terms, auction.standing, bidder_id)
    if smallest > ceiling():
        raise errors.NoHigherBid
    if offer.amount < smallest:
        raise errors.BidTooLow(minimumBid=smallest)
