"""Listing an item, changing it, taking it down, and listing it again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import database
from auction.engine.versions import current_version
from auction.errors import Conflict, Invalid
from auction.items import store
from auction.items.images import store as image_store
from auction.items.rows import ItemRow, Listing, ListingChanges, NewItem, RelistChanges, describe, new_or_old
from auction.items.rules import Auction, AuctionEnded, NotYourItem, find, hold, known_images
from auction.items.search import index as search_index
from auction.items.search.ngrams import grams
from auction.users import rules as users

LONGEST_AUCTION = timedelta(days=30)


class HasBids(Conflict):
    """Somebody has bid; the terms are fixed now."""


class NotUnsold(Conflict):
    """Only an auction that ended unsold or was cancelled is listed again."""


class AlreadyRelisted(Conflict):
    """It has been listed again already."""


def check_times(start: datetime, end: datetime, now: datetime) -> None:
    """Require an end after the start, in the future, and within 30 days. Raises Invalid."""
    if end <= now:
        raise Invalid(("endTime", "not_in_future"))
    if end > now + LONGEST_AUCTION:
        raise Invalid(("endTime", "too_far"))
    if start >= end:
        raise Invalid(("startTime", "start_after_end"))


def check_prices(start: int, reserve: int | None, buy_now: int | None) -> None:
    """Require the reserve and the buy-now price to be at least the start price. Raises Invalid."""
    if reserve is not None and reserve < start:
        raise Invalid(("reservePrice", "under_start"))
    if buy_now is not None and buy_now < max(start, reserve or 0):
        raise Invalid(("buyNowPrice", "under_start"))


def list_item(db: database.Db, seller_id: str, listing: Listing, images: Sequence[tuple[str, str, int, int]]) -> int:
    """List an item; return its id. Raises Invalid, SignInEnded."""
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
    image_store.add(db, item_id, list(images))
    search_index.add(db, item_id, grams(listing["name"]))
    return item_id


def change_item(db: database.Db, item_id: int, seller_id: str, changes: ListingChanges) -> None:
    """Change an item before its first bid. Raises ItemNotFound, NotYourItem, HasBids, AuctionEnded, Invalid."""
    auction = _hold_without_bids(db, item_id, seller_id)
    row = find(db, item_id)
    description, price = describe(row, changes), changes["price"] or auction.terms.start
    end = changes["endTime"] or auction.end_time
    if changes["endTime"] is not None:
        check_times(auction.start_time, end, auction.now)
    check_prices(price, auction.terms.reserve, auction.buy_now_price)
    store.change(db, item_id, {**description, "price": price, "startPrice": price, "endTime": end, "originalEnd": end})
    if description["name"] != row["name"]:
        search_index.remove(db, item_id, grams(row["name"]))
        search_index.add(db, item_id, grams(description["name"]))


def delete_item(db: database.Db, item_id: int, seller_id: str) -> list[str]:
    """Delete an item before its first bid; return the names of its files, to be discarded after the commit."""
    _hold_without_bids(db, item_id, seller_id)
    row = find(db, item_id)
    names = [name for image in image_store.find(db, [item_id]) for name in (image["name"], image["thumbnail"])]
    search_index.remove(db, item_id, grams(row["name"]))
    image_store.remove(db, item_id)
    store.remove(db, item_id)
    # a relisted item shares its photos with the new one
    still_shown = known_images(db, names)
    return [name for name in names if name not in still_shown]


def relist(db: database.Db, item_id: int, seller_id: str, changes: RelistChanges) -> int:
    """List an unsold or cancelled item again, as a new item with the same photos; return the new item's id.

    The old item and its bid log stay. Raises ItemNotFound, NotYourItem, NotUnsold, AlreadyRelisted, Invalid.
    """
    old = hold(db, item_id)
    if old.seller_id != seller_id:
        raise NotYourItem
    if old.status not in ("unsold", "cancelled"):
        raise NotUnsold
    try:
        return list_item(db, seller_id, _relisting(find(db, item_id), changes), _photos(db, item_id))
    except database.Duplicate as error:
        raise AlreadyRelisted from error


def _relisting(row: ItemRow, changes: RelistChanges) -> Listing:
    return {
        **describe(row, {}),
        "price": new_or_old(changes["price"], row["startPrice"]),
        "reserve": new_or_old(changes["reserve"], row["reserve"]),
        "buyNowPrice": new_or_old(changes["buyNowPrice"], row["buyNowPrice"]),
        "buyNowUntil": row["buyNowUntil"],
        "startTime": changes["startTime"],
        "endTime": changes["endTime"],
        "extends": bool(row["extends"]),
        "relistOf": row["id"],
    }


def _photos(db: database.Db, item_id: int) -> list[tuple[str, str, int, int]]:
    return [
        (image["name"], image["thumbnail"], image["width"], image["height"])
        for image in image_store.find(db, [item_id])
    ]


def _hold_without_bids(db: database.Db, item_id: int, seller_id: str) -> Auction:
    auction = hold(db, item_id)
    if auction.seller_id != seller_id:
        raise NotYourItem
    if store.has_bids(db, item_id):
        raise HasBids
    if auction.status not in ("scheduled", "live"):
        raise AuctionEnded
    return auction
