"""The rows of `bid`, the append-only log of what was accepted. Keys are columns; money is whole won, times are UTC."""

from datetime import datetime
from typing import Literal, TypedDict

from auction.items.rows import RemovalKind
from auction.mysql.columns import ABOVE_ALL

# a silent raise of the leader's own maximum is kept from the public log
# of `retract`, `strike` and `leave` the user is the one whose bids fall
Kind = Literal["open", "automatic", "raise", "buy", "retract", "strike", "leave", "cancel", "end"]

# from before every entry of the log to after it
WHOLE_LOG = (0, ABOVE_ALL)


class NewBid(TypedDict):
    """An entry to add, with the auction as it stands after it."""

    item_id: int
    user_id: str
    kind: Kind
    offer: int
    amount: int
    price: int
    leader_id: str | None
    number: int
    endTime: datetime
    createdAt: datetime
    retracts: int | None
    reason: str | None


class BidRow(NewBid):
    """An entry of the log."""

    id: int


class RemovalRow(TypedDict):
    """Bids of one person on an item that have fallen: those from one entry of the log to another."""

    item_id: int
    user_id: str
    kind: RemovalKind
    firstBid: int
    lastBid: int
    createdAt: datetime


class BestRow(TypedDict):
    """The highest standing offer of a bidder, the entry that made it, and their highest open bid (won; 0: none)."""

    user_id: str
    amount: int
    entry_id: int
    open_amount: int


class OwnBid(TypedDict):
    """What a retraction needs of a standing bid."""

    id: int
    kind: Kind
    offer: int
    amount: int
    createdAt: datetime


class OwnEntry(TypedDict):
    """What counts of a bidder's own entries: each offer (won), and which entry each retraction took back."""

    item_id: int
    id: int
    kind: Kind
    offer: int
    retracts: int | None


class ItemBidOn(TypedDict):
    """An item that a user bid on."""

    item_id: int
