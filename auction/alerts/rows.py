"""What derivers read of the logs. Money is whole won, times are naive UTC."""

from datetime import datetime
from typing import TypedDict

from auction.bids.rows import Kind as Entry
from auction.items.rows import State
from auction.users.rows import Kind as Event


class EntryRow(TypedDict):
    """An entry of the log of bids with its item, and with the entry that stood before it.

    Entries of one transaction by which bids fall have one `createdAt`. Of those, `…Before` is what stood before the
    first of them, `lastId` and `…After` are of the last one, which may be a correction (`corrects`).
    """

    id: int
    item_id: int
    user_id: str
    kind: Entry
    price: int
    leader_id: str | None
    reason: str | None
    name: str
    seller_id: str
    reserve: int | None
    priceBefore: int | None
    leaderBefore: str | None
    corrects: int
    lastId: int | None
    priceAfter: int | None
    leaderAfter: str | None


class ClosedRow(TypedDict):
    """A closed auction; `lastKind` and `reason` are of the last entry of its log."""

    id: int
    name: str
    seller_id: str
    leader_id: str | None
    price: int
    state: State
    lastKind: Entry | None
    reason: str | None


class EndRow(TypedDict):
    """When an auction ended."""

    id: int
    endTime: datetime


class EndingRow(EndRow):
    """A live auction and when it ends."""

    name: str
    seller_id: str
    leader_id: str | None
    price: int


class DueRow(TypedDict):
    """The earliest end; None where there is none."""

    endTime: datetime | None


class BidderRow(TypedDict):
    """A bidder who has not taken back their bids and was not struck out, on an item or before an entry (`id`)."""

    id: int
    user_id: str


class EventRow(TypedDict):
    """A security event; `isKnown`: its device had signed in before, from its block of addresses."""

    id: int
    user_id: str
    kind: Event
    device: str | None
    address: str | None
    isKnown: int
