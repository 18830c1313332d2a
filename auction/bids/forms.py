"""What may come in about bids and what goes out."""

from typing import Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from auction.bids.engine import Offer
from auction.bids.rules import PlacedBid
from auction.face.fields import In, MomentOut, Out, Won, utc
from auction.items.forms import Item, Status


class BidForm(In):
    amount: Won | None = Field(None, description="an open bid: the price becomes it, won")
    max_amount: Won | None = Field(None, description="an automatic bid: secret, raised only as far as needed, won")
    if_price: Won | None = Field(None, description="the price that was seen; if it has moved, nothing is bid")

    @model_validator(mode="after")
    def _one_of_two(self) -> "BidForm":
        if (self.amount is None) == (self.max_amount is None):
            raise PydanticCustomError("amount_or_maximum", "exactly one")
        return self

    @property
    def offer(self) -> Offer:
        """The bidder's will."""
        return Offer(self.amount or self.max_amount or 0, automatic=self.max_amount is not None)


class Bid(Out):
    id: int
    item_id: int
    amount: int
    created_at: MomentOut


class Stand(Out):
    price: int
    minimum_bid: int
    bid_count: int
    end_time: MomentOut
    status: Status


class BidAnswer(Out):
    bid: Bid
    outcome: Literal["leading", "outbid"]
    item: Stand


class LogEntry(Out):
    id: int
    bidder: str = Field(description="masked")
    amount: int = Field(description="what it showed, never a secret maximum, won")
    created_at: MomentOut


class BidLog(Out):
    bids: list[LogEntry]
    next_cursor: str | None


class MyBid(Out):
    item: Item
    my_amount: int = Field(description="the most I offered, won")
    standing: Literal["leading", "outbid", "won", "lost"]


class MyBids(Out):
    entries: list[MyBid]
    next_cursor: str | None


def bid_answer(item_id: int, placed: PlacedBid) -> BidAnswer:
    """An accepted bid as its bidder hears of it."""
    return BidAnswer(
        bid=Bid(id=placed.id, item_id=item_id, amount=placed.amount, created_at=utc(placed.created_at)),
        outcome="leading" if placed.leading else "outbid",
        item=Stand(
            price=placed.price,
            minimum_bid=placed.minimum_bid,
            bid_count=placed.bid_count,
            end_time=utc(placed.end_time),
            status=placed.status,  # type: ignore[arg-type]
        ),
    )


def log_entry(row: dict[str, Any]) -> LogEntry:
    """A row of the log as everybody may see it."""
    return LogEntry(id=row["id"], bidder=masked(row["user_id"]), amount=row["amount"], created_at=utc(row["createdAt"]))


def masked(user_id: str) -> str:
    """Enough to tell bidders apart, not to know them: s***r."""
    return f"{user_id[0]}***{user_id[-1]}"


def my_standing(status: str, leading: bool) -> Literal["leading", "outbid", "won", "lost"]:
    """How a bidder stands in an auction of this status."""
    if status == "live":
        return "leading" if leading else "outbid"
    if status == "ended":
        # ended but not closed yet: whoever leads has won unless the reserve was not met, which closing says
        return "leading" if leading else "lost"
    return "won" if leading and status == "sold" else "lost"
