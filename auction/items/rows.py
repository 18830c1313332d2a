"""The rows of `item` and `image`. Keys are columns; money is whole won, times are naive UTC."""

from datetime import datetime
from typing import Literal, TypedDict

# as stored; an open auction is scheduled, live or ended by the clock
State = Literal["open", "sold", "unsold", "cancelled"]
Status = Literal["scheduled", "live", "ended", "sold", "unsold", "cancelled"]
BuyNowUntil = Literal["firstBid", "price"]


class HeldItem(TypedDict):
    """The columns of an item that a bid needs."""

    id: int
    price: int
    startPrice: int
    bidCount: int
    leader_id: str | None
    maximum: int | None
    reserve: int | None
    buyNowPrice: int | None
    buyNowUntil: BuyNowUntil
    startTime: datetime
    endTime: datetime
    originalEnd: datetime
    extends: int
    rulesVersion: int
    state: State
    user_id: str


class AuditedItem(HeldItem):
    """The columns of an item that an audit compares."""

    name: str
    closedAt: datetime | None


class ItemColumns(AuditedItem):
    """The columns that some answer shows."""

    content: str | None
    relistOf: int | None
    image: str | None
    createdAt: datetime


class ItemRow(ItemColumns):
    """An item with its seller, read at the time `now`."""

    nickname: str | None
    leftAt: datetime | None
    now: datetime


class DueItem(TypedDict):
    """An ended auction that is not closed yet."""

    id: int
    leader_id: str | None
    price: int
    reserve: int | None
    endTime: datetime


class Listing(TypedDict):
    """What a seller enters for a new item; `startTime` None means now."""

    name: str
    content: str
    price: int
    reserve: int | None
    buyNowPrice: int | None
    buyNowUntil: BuyNowUntil
    startTime: datetime | None
    endTime: datetime
    extends: bool
    relistOf: int | None


class NewItem(TypedDict):
    """A new row: a listing with its derived columns."""

    name: str
    content: str
    price: int
    reserve: int | None
    buyNowPrice: int | None
    buyNowUntil: BuyNowUntil
    startTime: datetime
    endTime: datetime
    extends: bool
    relistOf: int | None
    rulesVersion: int
    user_id: str
    startPrice: int
    originalEnd: datetime
    image: str
    createdAt: datetime


class ListingChanges(TypedDict):
    """What a seller changes before the first bid; None keeps the old value."""

    name: str | None
    content: str | None
    price: int | None
    endTime: datetime | None


class ChangedItem(TypedDict):
    """The columns that a seller's change writes."""

    name: str
    content: str | None
    price: int
    startPrice: int
    endTime: datetime
    originalEnd: datetime


class RelistChanges(TypedDict):
    """What a seller changes on relisting; None keeps the old value, `startTime` None means now."""

    price: int | None
    reserve: int | None
    buyNowPrice: int | None
    startTime: datetime | None
    endTime: datetime


class ImageRow(TypedDict):
    """A picture of an item."""

    item_id: int
    name: str
    thumbnail: str
    width: int
    height: int


class SellerCounts(TypedDict):
    """How many listings a user has ever had, and how many of them have not ended."""

    listings: int
    running: int
