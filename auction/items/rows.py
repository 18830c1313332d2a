"""The rows of `item` and `image`. Keys are columns; money is whole won, times are naive UTC."""

from datetime import datetime
from typing import Literal, TypedDict

# as stored; what is open may be scheduled, live or ended by the clock
State = Literal["open", "sold", "unsold", "cancelled"]
Status = Literal["scheduled", "live", "ended", "sold", "unsold", "cancelled"]
BuyNowUntil = Literal["firstBid", "price"]


class HeldItem(TypedDict):
    """What a bid has to know of an item."""

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
    """What an audit compares."""

    name: str
    closedAt: datetime | None


class ItemColumns(AuditedItem):
    """All that is shown of an item to somebody."""

    content: str | None
    relistOf: int | None
    image: str | None
    createdAt: datetime


class ItemRow(ItemColumns):
    """An item with its seller, read at `now`."""

    nickname: str | None
    leftAt: datetime | None
    now: datetime


class DueItem(TypedDict):
    """An auction whose end has come."""

    id: int
    leader_id: str | None
    price: int
    reserve: int | None
    endTime: datetime


class Listing(TypedDict):
    """What a seller says of a new item; no `startTime` means now."""

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
    """A row to add: a listing and what follows from it."""

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
    """What a seller changes before the first bid; None is left as it is."""

    name: str | None
    content: str | None
    price: int | None
    endTime: datetime | None


class ChangedItem(TypedDict):
    """The columns that a change writes."""

    name: str
    content: str | None
    price: int
    startPrice: int
    endTime: datetime
    originalEnd: datetime


class RelistChanges(TypedDict):
    """What differs when an item is listed again; None is as it was."""

    price: int | None
    reserve: int | None
    buyNowPrice: int | None
    startTime: datetime | None
    endTime: datetime


class ImageRow(TypedDict):
    """A picture of an item, in its order."""

    item_id: int
    name: str
    thumbnail: str
    width: int
    height: int


class SellerCounts(TypedDict):
    """How many listings a user ever had, and how many of them are not over."""

    listings: int
    living: int
