"""Forms and answers of the bid routes."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from auction.bids.placing import PlacedBid
from auction.bids.retraction import Retracted
from auction.bids.rows import BidRow, Kind
from auction.engine.bidding import Offer
from auction.http.fields import AmountText, In, MomentOut, Out, Text, WonOfBid, utc
from auction.items.bounds import shown_minimum
from auction.items.forms import Item
from auction.items.list_forms import PageQuery
from auction.items.rows import RemovalKind, Status
from auction.items.rules import Auction
from auction.pseudonyms.rules import bidder_key, public_number
from auction.users.masking import masked


def _is_given(name: str) -> dict[str, Any]:
    return {"required": [name], "properties": {name: {"type": "integer"}}}


class OfferForm(In):
    amount: WonOfBid | None = Field(None, description="an open bid: the price becomes it, won")
    max_amount: WonOfBid | None = Field(None, description="an automatic bid: secret, raised only as far as needed, won")

    @property
    def offer(self) -> Offer:
        """What is offered."""
        return Offer(self.amount or self.max_amount or 0, automatic=self.max_amount is not None)


class BidForm(OfferForm):
    model_config = ConfigDict(json_schema_extra={"oneOf": [_is_given("amount"), _is_given("maxAmount")]})

    if_price: WonOfBid | None = Field(None, description="the price that was seen; if it has moved, nothing is bid")

    @model_validator(mode="after")
    def _one_of_two(self) -> "BidForm":
        if (self.amount is None) == (self.max_amount is None):
            raise PydanticCustomError("amount_or_maximum", "exactly one")
        return self


class BuyForm(In):
    if_price: WonOfBid | None = Field(None, description="the price that was seen; if it has moved, nothing is bought")


class RetractionForm(OfferForm):
    """With `amount` or `maxAmount` it is a correction: that bid is placed in the same transaction."""

    model_config = ConfigDict(json_schema_extra={"not": {"required": ["amount", "maxAmount"]}})

    reason: Annotated[str, Text(1, 200)] = Field(description="shown to everybody")

    @model_validator(mode="after")
    def _at_most_one(self) -> "RetractionForm":
        if self.amount is not None and self.max_amount is not None:
            raise PydanticCustomError("amount_or_maximum", "at most one")
        return self

    @property
    def correction(self) -> Offer | None:
        """What is offered instead."""
        return None if self.amount is None and self.max_amount is None else self.offer


class StrikeForm(In):
    bid_id: int = Field(ge=0, le=2**53 - 1, description="any bid of that person in the log")
    reason: Annotated[str, Text(1, 200)] = Field(description="shown to everybody")


class EarlyEndForm(In):
    sell: bool = Field(False, description="sell to the leader now, rather than cancel all bids")
    reason: Annotated[str, Text(0, 200)] | None = Field(None, description="shown to bidders; needed with bids")


class Bid(Out):
    id: int
    item_id: int
    amount: int
    created_at: MomentOut


class Stand(Out):
    price: int
    minimum_bid: int | None
    bid_count: int
    end_time: MomentOut
    status: Status


class BidAnswer(Out):
    bid: Bid
    outcome: Literal["leading", "outbid", "won"]
    item: Stand


class RetractionAnswer(Stand):
    """As of a bid; the auction also stands at the top level, as before corrections."""

    bid: Bid | None = Field(description="the correction")
    outcome: Literal["leading", "outbid", "withdrawn"]
    item: Stand


class LogEntry(Out):
    id: int = Field(description="a number that tells nothing about its place in the log")
    bidder: str = Field(description="masked")
    bidder_key: str = Field(description="tells this auction's bidders apart")
    mine: bool = Field(description="by the signed-in user")
    kind: Kind
    amount: int = Field(description="what it showed, never a secret maximum, won")
    price: int = Field(description="the standing price after it, won")
    max_amount: int | None = Field(description="once the auction is over: the automatic maximum, if it was spent")
    retracts: int | None = Field(description="the entry that was taken back")
    fallen: bool = Field(description="a bid that counts no more (version 1 of the rules says so by `retracts` alone)")
    reason: str | None
    created_at: MomentOut


class BidLog(Out):
    bids: list[LogEntry]
    next_cursor: str | None


class MyBid(Out):
    item: Item
    my_amount: int = Field(description="the most I offered by bids that are not retracted, won; 0 where all are")
    standing: Literal["leading", "outbid", "won", "lost"] = Field(
        description="lost in a live auction: all my bids on it are retracted"
    )
    removed: RemovalKind | None = Field(None, description="how bids of mine fell: I am out of it unless corrected")


class MyBidsQuery(PageQuery):
    item_id: AmountText | None = Field(None, description="only the auction of this item")


class MyBids(Out):
    entries: list[MyBid]
    next_cursor: str | None


def bid_answer(item_id: int, placed: PlacedBid) -> BidAnswer:
    """The answer to an accepted bid."""
    return BidAnswer(
        bid=_bid(item_id, placed),
        outcome="won" if placed.status == "sold" else "leading" if placed.leading else "outbid",
        item=Stand(
            price=placed.price,
            minimum_bid=placed.minimum_bid,
            bid_count=placed.bid_count,
            end_time=utc(placed.end_time),
            status=placed.status,
        ),
    )


def _bid(item_id: int, placed: PlacedBid) -> Bid:
    return Bid(id=public_number(placed.id), item_id=item_id, amount=placed.amount, created_at=utc(placed.created_at))


def retraction_answer(retracted: Retracted) -> RetractionAnswer:
    """The answer to a retraction."""
    stands, placed = stand(retracted.after), retracted.placed
    return RetractionAnswer(
        **stands.model_dump(),
        bid=_bid(retracted.after.id, placed) if placed else None,
        outcome="withdrawn" if placed is None else "leading" if placed.leading else "outbid",
        item=stands,
    )


def stand(auction: Auction) -> Stand:
    """The state of an auction."""
    return Stand(
        price=auction.standing.price,
        minimum_bid=shown_minimum(auction.terms, auction.standing),
        bid_count=auction.bid_count,
        end_time=utc(auction.end_time),
        status=auction.status,
    )


def log_entry(row: BidRow, spent: int, fallen: bool, viewer_id: str | None) -> LogEntry:
    """A row of the log as this viewer may see it: as everybody does, with their own marked.

    `spent`: up to which amount maxima are shown (won); 0 while the auction lives.
    """
    return LogEntry(
        id=public_number(row["id"]),
        bidder=masked(row["user_id"]),
        bidder_key=bidder_key(row["item_id"], row["user_id"]),
        mine=row["user_id"] == viewer_id,
        kind=row["kind"],
        amount=row["amount"],
        price=row["price"],
        max_amount=_spent_maximum(row, spent),
        retracts=public_number(row["retracts"]) if row["retracts"] else None,
        fallen=fallen,
        reason=row["reason"],
        created_at=utc(row["createdAt"]),
    )


def _spent_maximum(row: BidRow, spent: int) -> int | None:
    """The maximum of an offer that the price reached; what a bidder had not spent stays secret, however it ended."""
    return row["offer"] if row["kind"] in ("automatic", "raise") and row["offer"] <= spent else None


def my_standing(status: Status, leading: bool, offers: bool) -> Literal["leading", "outbid", "won", "lost"]:
    """Return a bidder's position in an auction of this status; `offers`: some bid of theirs is not retracted."""
    if status == "live":
        return "leading" if leading else "outbid" if offers else "lost"
    if status == "ended":
        # ended but not closed yet: the leader has won unless the reserve was not met, which closing finds out
        return "leading" if leading else "lost"
    return "won" if leading and status == "sold" else "lost"
