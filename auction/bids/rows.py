"""The rows of `bid`, the append-only log of what was accepted. Keys are columns; money is whole won, times are UTC."""

from datetime import datetime
from typing import Literal, TypedDict

# a silent raise of the leader's own maximum is kept from the public log
Kind = Literal["open", "automatic", "raise", "buy", "retract", "cancel", "end"]


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
