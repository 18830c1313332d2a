"""What may be listed, changed and shown, and the one row that a bid or a closing holds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

import database
from auction.engine.bidding import Standing, Terms
from auction.engine.versions import current_version
from auction.errors import Conflict, Forbidden, Invalid, NotFound
from auction.items import list_query, store
from auction.items.images import store as image_rows
from auction.items.rows import (
    AuditedItem,
    BuyNowUntil,
    DueItem,
    HeldItem,
    ImageRow,
    ItemRow,
    Listing,
    ListingChanges,
    NewItem,
    RelistChanges,
    SellerCounts,
    State,
    Status,
)
from auction.items.search import contents
from auction.items.search import index as search_index
from auction.items.search import query as search_query
from auction.items.search.ngrams import grams
from auction.users import rules as users

T = TypeVar("T")

LONGEST = timedelta(days=30)


class ItemNotFound(NotFound):
    """There is no such item."""


class NotYourItem(Forbidden):
    """Only its seller may do this."""


class HasBids(Conflict):
    """Somebody has bid; the terms are fixed now."""


class AuctionEnded(Conflict):
    """The auction has ended."""


class AuctionCancelled(AuctionEnded):
    """The seller cancelled this auction."""


class NotUnsold(Conflict):
    """Only an auction that ended unsold or was cancelled is listed again."""


class AlreadyRelisted(Conflict):
    """It has been listed again already."""


class CursorExpired(Invalid):
    """Too much has been bid since the first page; start the list again."""


@dataclass(frozen=True)
class Auction:
    """One auction as it stands while its row is held. Times are naive UTC, money whole won."""

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

    @property
    def status(self) -> Status:
        return status(self.state, self.start_time, self.end_time, self.now)


def status(state: State, start_time: datetime, end_time: datetime, now: datetime) -> Status:
    """scheduled, live, ended, sold, unsold or cancelled: by the database's clock, whatever the closing job has done."""
    if state != "open":
        return state
    if now < start_time:
        return "scheduled"
    return "live" if now < end_time else "ended"


def status_of(row: ItemRow) -> Status:
    """The status of a row read with its `now`."""
    return status(row["state"], row["startTime"], row["endTime"], row["now"])


def hold(db: database.Db, item_id: int) -> Auction:
    """Lock an auction, then read the clock. Raises ItemNotFound."""
    with db.pipeline() as pipeline:
        row, clock = store.hold(pipeline, item_id), store.clock(pipeline)
    if row.result is None:
        raise ItemNotFound
    return _auction(row.result, clock.result["now"])


def lock_for_bid(db: database.Db, item_id: int, sign_in_id: str, user_id: str) -> Auction:
    """As `hold`, for a user who stays signed in until this transaction ends. Raises ItemNotFound, SignInEnded."""
    held, signed_in = lock_for_bids(db, [(item_id, sign_in_id, user_id)])
    if not signed_in[0]:
        raise users.SignInEnded
    if item_id not in held:
        raise ItemNotFound
    return held[item_id]


def lock_for_bids(
    db: database.Db, bids: Sequence[tuple[int, str, str]], skip_locked: bool = False
) -> tuple[dict[int, Auction], list[bool]]:
    """Lock the auctions of these bids (item id, sign-in id, user id), then read the clock, all in one round trip.

    Returns the auctions by id, without those that do not exist or, with `skip_locked`, are locked elsewhere; and for
    each bid whether its bidder is signed in, which then stays so until this transaction ends.
    """
    lock = store.hold_if_free if skip_locked else store.hold
    with database.timed("lock_wait"), db.pipeline() as pipeline:
        sign_ins = [users.hold_sign_in(pipeline, sign_in_id, user_id) for _, sign_in_id, user_id in bids]
        # in the order of their ids, so that two batches never wait for each other
        rows = {item_id: lock(pipeline, item_id) for item_id in sorted({item_id for item_id, _, _ in bids})}
        clock = store.clock(pipeline)
    now = clock.result["now"]
    held = {item_id: _auction(row.result, now) for item_id, row in rows.items() if row.result is not None}
    return held, [sign_in.result is not None for sign_in in sign_ins]


def lock_sign_ins(db: database.Db, held: Auction, bidders: Sequence[tuple[str, str]]) -> tuple[Auction, list[bool]]:
    """A held auction at the time by which these bidders (sign-in id, user id) came to it, and who is signed in.

    Those stay signed in until this transaction ends.
    """
    with db.pipeline() as pipeline:
        sign_ins = [users.hold_sign_in(pipeline, sign_in_id, user_id) for sign_in_id, user_id in bidders]
        clock = store.clock(pipeline)
    return replace(held, now=clock.result["now"]), [sign_in.result is not None for sign_in in sign_ins]


def _auction(row: HeldItem, now: datetime) -> Auction:
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
    )


def save_standing(pipeline: database.Pipeline, after: Auction) -> None:
    """Write how a held auction stands now."""
    price, leader, maximum = after.standing
    store.save_standing(pipeline, after.id, price, leader, maximum, after.bid_count, after.end_time)


def with_standing(
    auction: Auction, standing: Standing, bid_count: int, end_time: datetime, state: State | None = None
) -> Auction:
    """The same auction with another standing; `state` None: in the same state."""
    return replace(auction, standing=standing, bid_count=bid_count, end_time=end_time, state=state or auction.state)


def buy_now_price(price: int | None, until: BuyNowUntil, leader: str | None, standing_price: int) -> int | None:
    """What it costs to buy at once (won), while that is open: until the first bid, or until the price reaches it."""
    if price is None or leader is None:
        return price
    return price if until == "price" and standing_price < price else None


def check_times(start: datetime, end: datetime, now: datetime) -> None:
    """An end in the future up to 30 days away, after the start. Raises Invalid."""
    if end <= now:
        raise Invalid(("endTime", "not_in_future"))
    if end > now + LONGEST:
        raise Invalid(("endTime", "too_far"))
    if start >= end:
        raise Invalid(("startTime", "start_after_end"))


def check_prices(start: int, reserve: int | None, buy_now: int | None) -> None:
    """A reserve and a buy-now price lie at or over the start price. Raises Invalid."""
    if reserve is not None and reserve < start:
        raise Invalid(("reservePrice", "under_start"))
    if buy_now is not None and buy_now < max(start, reserve or 0):
        raise Invalid(("buyNowPrice", "under_start"))


def list_item(db: database.Db, seller_id: str, listing: Listing, images: Sequence[tuple[str, str, int, int]]) -> int:
    """Put a thing up for auction; returns the item's id. Raises Invalid, SignInEnded."""
    now = store.now(db)
    start, end = max(listing["startTime"] or now, now), listing["endTime"]
    check_times(start, end, now)
    check_prices(listing["price"], listing["reserve"], listing["buyNowPrice"])
    item: NewItem = {
        **listing, "user_id": seller_id, "startTime": start, "startPrice": listing["price"], "originalEnd": end,
        "image": images[0][0] if images else "", "createdAt": now, "rulesVersion": current_version(),
    }  # fmt: skip
    item_id = store.add(db, item)
    users.require_present(db, seller_id)
    image_rows.add(db, item_id, list(images))
    search_index.add(db, item_id, grams(listing["name"]))
    return item_id


def change_item(db: database.Db, item_id: int, seller_id: str, changes: ListingChanges) -> None:
    """Change it before the first bid. Raises ItemNotFound, NotYourItem, HasBids, AuctionEnded, Invalid."""
    auction = _hold_unbid(db, item_id, seller_id)
    row = find(db, item_id)
    name, price = changes["name"] or row["name"], changes["price"] or auction.terms.start
    end = changes["endTime"] or auction.end_time
    if changes["endTime"] is not None:
        check_times(auction.start_time, end, auction.now)
    check_prices(price, auction.terms.reserve, auction.buy_now_price)
    content = _given(changes["content"], row["content"])
    store.change(
        db, item_id,
        {"name": name, "content": content, "price": price, "startPrice": price, "endTime": end, "originalEnd": end},
    )  # fmt: skip
    if name != row["name"]:
        search_index.remove(db, item_id, grams(row["name"]))
        search_index.add(db, item_id, grams(name))


def _given(new: T | None, old: T) -> T:
    return old if new is None else new


def delete_item(db: database.Db, item_id: int, seller_id: str) -> list[str]:
    """Take it down before the first bid; returns its files' names, to discard once this is committed."""
    _hold_unbid(db, item_id, seller_id)
    row = find(db, item_id)
    names = [name for image in image_rows.find(db, [item_id]) for name in (image["name"], image["thumbnail"])]
    search_index.remove(db, item_id, grams(row["name"]))
    store.remove(db, item_id)
    # a listing that was listed again shares its photos
    still_shown = known_images(db, names)
    return [name for name in names if name not in still_shown]


def known_images(db: database.Db, names: list[str]) -> set[str]:
    """Those of these files that some listing shows."""
    return image_rows.known(db, names)


def relist(db: database.Db, item_id: int, seller_id: str, changes: RelistChanges) -> int:
    """List an unsold or cancelled auction again, as a new one that names it; returns the new item's id.

    Photos are kept, and so is the old one's bid log. Raises ItemNotFound, NotYourItem, NotUnsold, AlreadyRelisted,
    Invalid.
    """
    old = hold(db, item_id)
    if old.seller_id != seller_id:
        raise NotYourItem
    if old.status not in ("unsold", "cancelled"):
        raise NotUnsold
    try:
        return list_item(db, seller_id, _listed_again(find(db, item_id), changes), _pictures(db, item_id))
    except database.Duplicate as error:
        raise AlreadyRelisted from error


def _listed_again(row: ItemRow, changes: RelistChanges) -> Listing:
    return {
        "name": row["name"],
        "content": row["content"] or "",
        "price": _given(changes["price"], row["startPrice"]),
        "reserve": _given(changes["reserve"], row["reserve"]),
        "buyNowPrice": _given(changes["buyNowPrice"], row["buyNowPrice"]),
        "buyNowUntil": row["buyNowUntil"],
        "startTime": changes["startTime"],
        "endTime": changes["endTime"],
        "extends": bool(row["extends"]),
        "relistOf": row["id"],
    }


def _pictures(db: database.Db, item_id: int) -> list[tuple[str, str, int, int]]:
    return [
        (image["name"], image["thumbnail"], image["width"], image["height"]) for image in image_rows.find(db, [item_id])
    ]


def _hold_unbid(db: database.Db, item_id: int, seller_id: str) -> Auction:
    auction = hold(db, item_id)
    if auction.seller_id != seller_id:
        raise NotYourItem
    if store.was_bid_on(db, item_id):
        raise HasBids
    if auction.status not in ("scheduled", "live"):
        raise AuctionEnded
    return auction


def find(db: database.Db, item_id: int) -> ItemRow:
    """One item's row with its seller and the database's `now`. Raises ItemNotFound."""
    row = store.find(db, item_id)
    if row is None:
        raise ItemNotFound
    return row


def find_many(db: database.Db, item_ids: list[int]) -> list[ItemRow]:
    """Rows in the order of `item_ids`."""
    return store.find_many(db, item_ids)


def images_of(db: database.Db, item_ids: list[int]) -> dict[int, list[ImageRow]]:
    """Each item's images in their order."""
    images: dict[int, list[ImageRow]] = {item_id: [] for item_id in item_ids}
    for image in image_rows.find(db, item_ids):
        images[image["item_id"]].append(image)
    return images


def page(
    db: database.Db, sort: list_query.Sort, filters: list_query.Filters, after: list_query.After | None, limit: int
) -> tuple[list[ItemRow], list_query.After | None]:
    """One page of rows and where it ended (None: it was the last). Raises CursorExpired."""
    order = list_query.ORDERS[sort]
    _check_age(db, order, after)
    keys = search_query.page(db, order, filters, after, limit + 1)
    rows = find_many(db, [key["id"] for key in keys[:limit]])
    if len(keys) <= limit:
        return rows, None
    last = keys[limit - 1]
    return rows, list_query.After(after.position if after else last["position"], last["sortKey"], last["id"])


def content_page(
    db: database.Db, sort: list_query.Sort, keyword: str, place: contents.Place, limit: int
) -> tuple[list[ItemRow], contents.Place | None]:
    """One page of all but cancelled auctions with the keyword in name or content, and where it ended (None: the last).

    Raises CursorExpired.
    """
    order = list_query.ORDERS[sort]
    for after in place:
        _check_age(db, order, after)
    keys, ended = contents.page(db, order, keyword, place, limit)
    return find_many(db, [key["id"] for key in keys]), ended


def _check_age(db: database.Db, order: list_query.Order, after: list_query.After | None) -> None:
    if after and order.moves and list_query.position(db) - after.position > list_query.OLDEST_POSITION:
        raise CursorExpired


def listed_by(db: database.Db, seller_id: str, before: int | None, limit: int) -> list[ItemRow]:
    """A seller's listings of every status below the id `before`, newest first."""
    return find_many(db, [row["id"] for row in store.listed_by(db, seller_id, before, limit)])


def after_id(db: database.Db, item_id: int, limit: int) -> list[AuditedItem]:
    """Items with the next ids after this one, as an audit compares them."""
    return store.after_id(db, item_id, limit)


def counts_of_seller(db: database.Db, user_id: str) -> SellerCounts:
    """How many `listings` a user ever had, and how many are `living`."""
    return store.counts_of_seller(db, user_id)


def leads_anywhere(db: database.Db, user_id: str) -> bool:
    """Does this user lead an auction that is not closed yet?"""
    return store.leads_anywhere(db, user_id)


def hold_due(db: database.Db, most: int, after_end: datetime, after_id: int) -> tuple[list[DueItem], datetime]:
    """Lock up to `most` auctions whose end has come and nobody else closes, then read the clock; both are returned."""
    with db.pipeline() as pipeline:
        rows, clock = store.hold_due(pipeline, most, after_end, after_id), store.clock(pipeline)
    return rows.result, clock.result["now"]


def closing_lateness(db: database.Db) -> float:
    """How long the oldest ended auction has waited to be closed (seconds)."""
    return store.closing_lateness(db)


def close(pipeline: database.Pipeline, item_ids: list[int], state: State, closed_at: datetime) -> None:
    """Write how held auctions ended: sold, unsold or cancelled."""
    store.close(pipeline, item_ids, state, closed_at)
