"""Listing an item, changing it, taking it down, and listing it again."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import database
from auction.engine.versions import current_version
from auction.errors import Conflict, Invalid
from auction.items import store
from auction.items.images import store as image_store
from auction.items.rows import (
    ChangedItem,
    ItemRow,
    Listing,
    ListingChanges,
    NewItem,
    RelistChanges,
    describe,
    new_or_old,
)
from auction.items.rules import Auction, AuctionEnded, NotYourItem, find, hold, known_images
from auction.items.search import index as search_index
from auction.items.search.ngrams import grams
from auction.items.watches import rules as watches
from auction.mysql.clock import current_time
from auction.users import rules as users

# the names of both files, width and height of the full one in pixels
Picture = tuple[str, str, int, int]
LONGEST_AUCTION = timedelta(days=30)


class HasBids(Conflict):
    """Somebody has bid; the terms are fixed now."""


class NotUnsold(Conflict):
    """Only an auction that ended unsold or was cancelled, or whose order came to nothing, is listed again."""


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


def list_item(db: database.Db, seller_id: str, listing: Listing, images: Sequence[Picture]) -> int:
    """List an item; return its id. Raises Invalid, SignInEnded."""
    now = current_time(db)
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
    changed = _changed(row, changes, auction)
    check_prices(changed["price"], changed["reserve"], changed["buyNowPrice"])
    store.change(db, item_id, changed)
    if changed["name"] != row["name"]:
        search_index.remove(db, item_id, grams(row["name"]))
        search_index.add(db, item_id, grams(changed["name"]))


def _changed(row: ItemRow, changes: ListingChanges, auction: Auction) -> ChangedItem:
    price, end = changes["price"] or row["startPrice"], changes["endTime"] or row["endTime"]
    start = row["startTime"]
    if changes["startTime"] is not None:
        if auction.status != "scheduled":
            raise Invalid(("startTime", "already_started"))
        start = max(changes["startTime"], auction.now)
    if changes["endTime"] is not None or changes["startTime"] is not None:
        check_times(start, end, auction.now)
    return {
        **describe(row, changes), "price": price, "startPrice": price,
        "reserve": changes.get("reserve", row["reserve"]),
        "buyNowPrice": changes.get("buyNowPrice", row["buyNowPrice"]),
        "buyNowUntil": changes["buyNowUntil"] or row["buyNowUntil"],
        "startTime": start, "endTime": end, "originalEnd": end,
        "shipping": new_or_old(changes["shipping"], row["shipping"]),
    }  # fmt: skip


def change_photos(
    db: database.Db, item_id: int, seller_id: str, order: Sequence[str | None], new: Sequence[Picture]
) -> list[str]:
    """Arrange an item's photos before its first bid; `order` names those that stay and has None for each new one.

    Returns the names of files that no item shows any more, to be discarded after the commit. Raises as `change_item`.
    """
    _hold_without_bids(db, item_id, seller_id)
    # rows of 2023 hold a whole URL, of which the last part is the file's name
    old = {photo[0].rsplit("/", 1)[-1]: photo for photo in _photos(db, item_id)}
    photos = _arranged(old, order, new)
    image_store.remove(db, item_id)
    image_store.add(db, item_id, photos)
    store.set_image(db, item_id, photos[0][0])
    return _unshown(db, [name for photo in old.values() if photo not in photos for name in photo[:2]])


def _arranged(old: Mapping[str, Picture], order: Sequence[str | None], new: Sequence[Picture]) -> list[Picture]:
    kept = [name for name in order if name is not None]
    if len(set(kept)) < len(kept) or not set(kept) <= old.keys() or len(order) - len(kept) != len(new):
        raise Invalid(("order", "photo_order"))
    coming = iter(new)
    return [next(coming) if name is None else old[name] for name in order]


def delete_item(db: database.Db, item_id: int, seller_id: str) -> list[str]:
    """Delete an item before its first bid; return the names of its files, to be discarded after the commit."""
    _hold_without_bids(db, item_id, seller_id)
    row = find(db, item_id)
    names = [name for image in image_store.find(db, [item_id]) for name in (image["name"], image["thumbnail"])]
    search_index.remove(db, item_id, grams(row["name"]))
    image_store.remove(db, item_id)
    watches.forget_item(db, item_id)
    store.remove(db, item_id)
    return _unshown(db, names)


def _unshown(db: database.Db, names: list[str]) -> list[str]:
    # a relisted item shares its photos with the new one
    still_shown = known_images(db, names)
    return [name for name in names if name not in still_shown]


def relist(
    db: database.Db, item_id: int, seller_id: str, changes: RelistChanges,
    has_failed: Callable[[database.Db, int], bool],
) -> int:  # fmt: skip
    """List an unsold or cancelled item again, as a new item with the same photos; return the new item's id.

    `has_failed` says whether the order of a sold item came to nothing; then it is listed again too. The old item and
    its bid log stay. Raises ItemNotFound, NotYourItem, NotUnsold, AlreadyRelisted, Invalid.
    """
    old = hold(db, item_id)
    if old.seller_id != seller_id:
        raise NotYourItem
    if old.status not in ("unsold", "cancelled") and not (old.status == "sold" and has_failed(db, item_id)):
        raise NotUnsold
    try:
        return list_item(db, seller_id, _relisting(find(db, item_id), changes), _photos(db, item_id))
    except database.Duplicate as error:
        raise AlreadyRelisted from error


def _relisting(row: ItemRow, changes: RelistChanges) -> Listing:
    return {
        **describe(row, changes),
        "price": new_or_old(changes["price"], row["startPrice"]),
        "reserve": changes.get("reserve", row["reserve"]),
        "buyNowPrice": changes.get("buyNowPrice", row["buyNowPrice"]),
        "buyNowUntil": row["buyNowUntil"],
        "startTime": changes["startTime"],
        "endTime": changes["endTime"],
        "extends": bool(row["extends"]),
        "relistOf": row["id"],
        "shipping": new_or_old(changes["shipping"], row["shipping"]),
    }


def _photos(db: database.Db, item_id: int) -> list[Picture]:
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
