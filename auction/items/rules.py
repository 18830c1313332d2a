"""One item: its status, the terms of its auction, and the row lock under which bids and closing change it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import database
from auction.engine.bidding import Standing, Terms
from auction.errors import Conflict, Forbidden, NotFound
from auction.items import store
from auction.items.images import store as images
from auction.items.rows import (
    AuditedItem,
    BuyNowUntil,
    DueItem,
    HeldItem,
    ImageRow,
    ItemRow,
    RemovalKind,
    SellerCounts,
    State,
    Status,
)
from auction.items.summaries import store as summaries
from auction.mysql.clock import current_time, read_clock
from auction.mysql.grouping import grouped


class ItemNotFound(NotFound):
    """There is no such item."""


class NotYourItem(Forbidden):
    """Only its seller may do this."""


class AuctionEnded(Conflict):
    """The auction has ended."""


class AuctionCancelled(AuctionEnded):
    """The seller cancelled this auction."""


@dataclass(frozen=True)
class Auction:
    """The state of one auction, read while its row is locked. Times are naive UTC, money is whole won."""

    id: int
    seller_id: str
    terms: Terms
    standing: Standing
    bid_count: int
    start_time: datetime
    end_time: datetime
    original_end: datetime
    extends: bool
    state: State
    buy_now_price: int | None
    buy_now_until: BuyNowUntil
    now: datetime
    # of the bidders that it was locked for: how bids of theirs on it have fallen before
    removed: Mapping[str, RemovalKind] = field(default_factory=dict)
    # whether it is known that no bid on it has ever fallen
    none_fallen: bool = False

    @property
    def status(self) -> Status:
        return status(self.state, self.start_time, self.end_time, self.now)


def status(state: State, start_time: datetime, end_time: datetime, now: datetime) -> Status:
    """Return the status at `now`. An open auction is scheduled, live or ended by the clock alone."""
    if state != "open":
        return state
    if now < start_time:
        return "scheduled"
    return "live" if now < end_time else "ended"


def status_of(row: ItemRow) -> Status:
    """Return the status of a row at the time it was read."""
    return status(row["state"], row["startTime"], row["endTime"], row["now"])


def hold(db: database.Db, item_id: int) -> Auction:
    """Lock an auction's row, then read the clock. Raises ItemNotFound."""
    with db.pipeline() as pipeline:
        row, clock = store.hold(pipeline, item_id), read_clock(pipeline)
    if row.result is None:
        raise ItemNotFound
    return auction_of(row.result, clock.result["now"])


def later(db: database.Db, held: Auction) -> Auction:
    """Return a locked auction at the time that the database's clock shows now."""
    return replace(held, now=current_time(db))


def auction_of(row: HeldItem, now: datetime, none_fallen: bool = False) -> Auction:
    """The state of an auction by its locked row, read at `now`."""
    return Auction(
        id=row["id"],
        seller_id=row["user_id"],
        terms=Terms(row["startPrice"], row["rulesVersion"], row["reserve"]),
        standing=Standing(row["price"], row["leader_id"], row["maximum"]),
        bid_count=row["bidCount"],
        start_time=row["startTime"],
        end_time=row["endTime"],
        original_end=row["originalEnd"],
        extends=bool(row["extends"]),
        state=row["state"],
        buy_now_price=row["buyNowPrice"],
        buy_now_until=row["buyNowUntil"],
        now=now,
        none_fallen=none_fallen,
    )


def save_standing(pipeline: database.Pipeline, after: Auction) -> None:
    """Write the standing, number of bids and end of a locked auction."""
    price, leader, maximum = after.standing
    store.save_standing(
        pipeline, after.id, price, leader, maximum, after.bid_count, after.end_time, after.none_fallen
    )  # fmt: skip


def with_standing(
    auction: Auction, standing: Standing, bid_count: int, end_time: datetime, state: State | None = None
) -> Auction:
    """Return a copy with another standing; `state` None keeps the state."""
    return replace(auction, standing=standing, bid_count=bid_count, end_time=end_time, state=state or auction.state)


def buy_now_price(price: int | None, until: BuyNowUntil, leader: str | None, standing_price: int) -> int | None:
    """Return the buy-now price (won), or None once the first bid or the standing price has ended the offer."""
    if price is None or leader is None:
        return price
    return price if until == "price" and standing_price < price else None


def known_images(db: database.Db, names: list[str]) -> set[str]:
    """Return those of these file names that belong to an item."""
    return images.known(db, names)


def find(db: database.Db, item_id: int) -> ItemRow:
    """Return one item's row with its seller and the database's `now`. Raises ItemNotFound."""
    row = store.find(db, item_id)
    if row is None:
        raise ItemNotFound
    return row


def find_many(db: database.Db, item_ids: list[int]) -> list[ItemRow]:
    """Return rows in the order of `item_ids`; ids that do not exist are left out."""
    return store.find_many(db, item_ids)


def images_of(db: database.Db, item_ids: list[int]) -> dict[int, list[ImageRow]]:
    """Return each item's images in their order."""
    return grouped(item_ids, images.find(db, item_ids), lambda image: image["item_id"])


def after_id(db: database.Db, item_id: int, limit: int) -> list[AuditedItem]:
    """Return the items that follow this id, with the columns that an audit compares."""
    return store.after_id(db, item_id, limit)


def newest_open(db: database.Db, limit: int) -> list[int]:
    """Return the ids of up to `limit` auctions that are not closed, newest first."""
    return summaries.newest_open(db, limit)


def counts_of_seller(db: database.Db, user_id: str) -> SellerCounts:
    """Count a user's listings: all of them, and those still running."""
    return store.counts_of_seller(db, user_id)


def sells_anywhere(db: database.Db, user_id: str) -> bool:
    """Whether an open listing of this user runs or has a leader, to whom the closing job may sell it."""
    return store.sells_anywhere(db, user_id)


def relisted_among(db: database.Db, item_ids: list[int]) -> set[int]:
    """Return those of these items that were listed again."""
    return {row["relistOf"] for row in store.relisted(db, item_ids)} if item_ids else set()


def leads_anywhere(db: database.Db, user_id: str) -> bool:
    """Whether this user leads an auction that is not closed yet."""
    return store.leads_anywhere(db, user_id)


def hold_due(db: database.Db, most: int, after_end: datetime, after_id: int) -> tuple[list[DueItem], datetime]:
    """Lock up to `most` ended auctions that are not locked elsewhere, then read the clock; return both."""
    with db.pipeline() as pipeline:
        rows, clock = store.hold_due(pipeline, most, after_end, after_id), read_clock(pipeline)
    return rows.result, clock.result["now"]


def closing_lateness(db: database.Db) -> float:
    """Return how long the oldest ended auction has been waiting to be closed (seconds)."""
    return store.closing_lateness(db)


def close(pipeline: database.Pipeline, item_ids: list[int], state: State, closed_at: datetime) -> None:
    """Write the final state of locked auctions: sold, unsold or cancelled."""
    store.close(pipeline, item_ids, state, closed_at)
