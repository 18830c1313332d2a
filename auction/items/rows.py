"""The rows of `item` and `image`. Keys are columns; money is whole won, times are naive UTC."""

from datetime import datetime
from typing import Literal, TypedDict, TypeVar

T = TypeVar("T")

# as stored; an open auction is scheduled, live or ended by the clock
State = Literal["open", "sold", "unsold", "cancelled"]
Status = Literal["scheduled", "live", "ended", "sold", "unsold", "cancelled"]
BuyNowUntil = Literal["firstBid", "price"]
ShippingKind = Literal["parcel", "store", "meet"]
# how bids fell. withdrawn: by a retraction without a correction, so the bidder is out; left: the account is gone
RemovalKind = Literal["withdrawn", "corrected", "struck", "left"]
# where several apply to a bidder, the highest counts
REMOVAL_WEIGHT: dict[RemovalKind, int] = {"corrected": 0, "withdrawn": 1, "struck": 2, "left": 3}


class Description(TypedDict):
    """The texts that a seller writes, everybody sees and no rule of the auction reads."""

    name: str
    content: str | None


class DescriptionChanges(TypedDict, total=False):
    """The texts that a seller changes; None keeps the old one."""

    name: str | None
    content: str | None


def describe(old: Description, changes: DescriptionChanges) -> Description:
    """Copy the texts of an item, changed."""
    return {
        "name": new_or_old(changes.get("name"), old["name"]),
        "content": new_or_old(changes.get("content"), old["content"]),
    }


def new_or_old(new: T | None, old: T) -> T:
    """Return the new value, or the old one if the new one is None."""
    return old if new is None else new


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


class LockedItem(HeldItem):
    """What is read with the lock for a bid: no bid on the item has fallen if the last two are equal."""

    changes: int | None
    noneFallenAt: int | None


class AuditedItem(HeldItem):
    """The columns of an item that an audit compares."""

    name: str
    closedAt: datetime | None


class ItemColumns(HeldItem, Description):
    """The columns that some answer shows."""

    closedAt: datetime | None
    relistOf: int | None
    image: str | None
    createdAt: datetime
    # as of shipping.py
    shipping: str | None
    # grows with each writing of the standing or of what the seller says
    changes: int


class ItemRow(ItemColumns):
    """An item with its seller and the number of users who watch it, read at the time `now`."""

    watchCount: int
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


class Listing(Description):
    """What a seller enters for a new item; `startTime` None means now."""

    price: int
    reserve: int | None
    buyNowPrice: int | None
    buyNowUntil: BuyNowUntil
    startTime: datetime | None
    endTime: datetime
    extends: bool
    relistOf: int | None
    shipping: str | None


class NewItem(Description):
    """A new row: a listing with its derived columns."""

    price: int
    reserve: int | None
    buyNowPrice: int | None
    buyNowUntil: BuyNowUntil
    startTime: datetime
    endTime: datetime
    extends: bool
    relistOf: int | None
    shipping: str | None
    rulesVersion: int
    user_id: str
    startPrice: int
    originalEnd: datetime
    image: str
    createdAt: datetime


class OfferChanges(TypedDict, total=False):
    """What a seller changes of the prices beside the start price; a missing one stays, None removes it."""

    reserve: int | None
    buyNowPrice: int | None


class ListingChanges(DescriptionChanges, OfferChanges):
    """What a seller changes before the first bid; None keeps the old value."""

    price: int | None
    startTime: datetime | None
    endTime: datetime | None
    buyNowUntil: BuyNowUntil | None
    shipping: str | None


class ChangedItem(Description):
    """The columns that a seller's change writes."""

    price: int
    startPrice: int
    reserve: int | None
    buyNowPrice: int | None
    buyNowUntil: BuyNowUntil
    startTime: datetime
    endTime: datetime
    originalEnd: datetime
    shipping: str | None


class RelistChanges(DescriptionChanges, OfferChanges):
    """What a seller changes on relisting; None keeps the old value, `startTime` None means now."""

    price: int | None
    startTime: datetime | None
    endTime: datetime
    shipping: str | None


class RelistedRow(TypedDict):
    """The item that another one lists again."""

    relistOf: int


class ImageRow(TypedDict):
    """A picture of an item."""

    item_id: int
    name: str
    thumbnail: str
    width: int
    height: int


class SellerCounts(TypedDict):
    """How many listings a user has ever had."""

    listings: int
