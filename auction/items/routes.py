"""Routes to list, browse, search, change and delete items, and to serve their pictures."""

from typing import BinaryIO, cast

from flask import Blueprint, Response, current_app, request

import database
from auction.errors import Invalid, OutcomeUnknown
from auction.http import cursors
from auction.http.contract import answers, takes
from auction.http.shared import shared
from auction.idempotency.http import answer_once
from auction.items import forms, list_forms, listing, lists, pages, rules
from auction.items.images.decoder import DecoderUnavailable, clean_photos
from auction.items.images.photos import PhotoBroken, PhotoHeic, PhotoTooLarge, PhotoUnsupported
from auction.items.images.storage import ImageNotFound, ImageStore, ImagesUnavailable, SavedImage, content_type
from auction.items.photo_form import PhotosForm
from auction.items.rows import ItemRow
from auction.items.uploads import UploadsBusy, receives_photos
from auction.items.watches import rules as watches
from auction.limits import rules as limits
from auction.users.access import maybe_signed_in_at_reading, maybe_user_id, signed_in, user_id

items = Blueprint("items", __name__)


@items.get("/api/items")
@answers(200, forms.Items, lists.CursorExpired)
@maybe_signed_in_at_reading
@takes(query=list_forms.ItemsQuery)
def list_items(query: list_forms.ItemsQuery) -> Response:
    """Browse and search. No row is repeated or skipped between pages while others bid."""

    def find(db: database.Db) -> pages.Found:
        rows, after = lists.page(db, query.sort, query.filters(), query.after(), query.limit)
        return pages.Found(rows, query.next_cursor(after))

    return pages.answer(("items", query.model_dump_json()), find)


@items.get("/api/items/count")
@shared
@answers(200, list_forms.Count)
@takes(query=list_forms.FiltersQuery)
def count_items(query: list_forms.FiltersQuery) -> list_forms.Count:
    """Count the items of a list, up to 1,000."""
    found = database.read_anywhere(lambda db: lists.count(db, query.filters()))
    return list_forms.Count(count=min(found, lists.MAX_COUNT), more=found > lists.MAX_COUNT)


@items.get("/api/items/similar-prices")
@answers(200, list_forms.SimilarPrices)
@takes(query=list_forms.SimilarQuery)
def similar_prices(query: list_forms.SimilarQuery) -> list_forms.SimilarPrices:
    """Say what the last auctions of similar names sold for."""
    return list_forms.similar_prices(database.read_anywhere(lambda db: lists.similar_prices(db, query.name)))


@items.post("/api/items")
@answers(
    201, forms.Item, PhotoTooLarge, PhotoUnsupported, PhotoHeic, PhotoBroken, ImagesUnavailable, DecoderUnavailable,
    UploadsBusy, limits.TooManyRequests,
)  # fmt: skip
@signed_in
@receives_photos
@takes(form=forms.ItemForm, files="images", idempotent=True)
def create_item(form: forms.ItemForm) -> Response:
    """List an item for auction with one to eight photos."""
    return list_with_photos(form, "images")


def list_with_photos(form: forms.ItemForm, field: str) -> Response:
    """List an item with the photos uploaded as `field`."""
    uploads = _uploads(field)
    return _list_with(form, image_store().save(clean_photos(uploads)), uploads)


def _list_with(form: forms.ItemForm, saved: list[SavedImage], uploads: list[BinaryIO]) -> Response:
    """List an item. Its files are removed on every error except OutcomeUnknown, after which it may be listed."""
    listed: list[int] = []
    pictures = _pictures(saved)

    def work(db: database.Db) -> forms.Item:
        item_id = listing.list_item(db, user_id(), form.values(), pictures)
        listed.append(item_id)
        return shown(db, [rules.find(db, item_id)])[0]

    try:
        response = answer_once(user_id(), 201, work, form.model_dump_json().encode(), *uploads)
    except OutcomeUnknown:
        raise
    except BaseException:
        _discard(saved)
        raise
    if not listed:
        # an earlier request with this Idempotency-Key has listed it, with files of its own
        _discard(saved)
    return response


def _discard(saved: list[SavedImage]) -> None:
    image_store().discard([name for image in saved for name in (image.name, image.thumbnail)])


@items.get("/api/items/<int:item_id>")
@answers(200, forms.Item, rules.ItemNotFound)
@maybe_signed_in_at_reading
def get_item(item_id: int) -> Response:
    """Return one item."""
    return pages.answer(item_id, lambda db: pages.Found([rules.find(db, item_id)], is_list=False))


@items.get("/api/me/items")
@answers(200, forms.Items)
@signed_in
@takes(query=list_forms.PageQuery)
def my_items(query: list_forms.PageQuery) -> forms.Items:
    """List my own items of every status, newest first."""
    with database.reading() as db:
        rows = lists.listed_by(db, user_id(), cursors.before(query.cursor), query.limit + 1)
        page = shown(db, rows[: query.limit])
    return forms.Items(items=page, next_cursor=cursors.following([row["id"] for row in rows], query.limit))


@items.patch("/api/items/<int:item_id>")
@answers(200, forms.Item, rules.ItemNotFound, rules.NotYourItem, listing.HasBids, rules.AuctionEnded)
@signed_in
@takes(body=forms.ItemChanges)
def change_item(item_id: int, body: forms.ItemChanges) -> forms.Item:
    """Change an item before its first bid."""
    database.transact(listing.change_item, item_id, user_id(), body.values())
    with database.reading() as db:
        return shown(db, [rules.find(db, item_id)])[0]


@items.put("/api/items/<int:item_id>/images")
@answers(
    200, forms.Item, rules.ItemNotFound, rules.NotYourItem, listing.HasBids, rules.AuctionEnded, PhotoTooLarge,
    PhotoUnsupported, PhotoHeic, PhotoBroken, ImagesUnavailable, DecoderUnavailable, UploadsBusy,
    limits.TooManyRequests,
)  # fmt: skip
@signed_in
@receives_photos
@takes(form=PhotosForm, files="images")
def change_photos(item_id: int, form: PhotosForm) -> forms.Item:
    """Reorder, replace, add and remove an item's photos before its first bid."""
    uploads = _uploads("images", least=0)
    if not uploads:
        database.transact(limits.give_back, limits.LISTINGS, user_id())
    saved = image_store().save(clean_photos(uploads))
    try:
        gone = database.transact(listing.change_photos, item_id, user_id(), form.order, _pictures(saved))
    except OutcomeUnknown:
        raise
    except BaseException:
        _discard(saved)
        raise
    image_store().discard(gone)
    with database.reading() as db:
        return shown(db, [rules.find(db, item_id)])[0]


@items.delete("/api/items/<int:item_id>")
@answers(204, None, rules.ItemNotFound, rules.NotYourItem, listing.HasBids, rules.AuctionEnded)
@signed_in
def delete_item(item_id: int) -> None:
    """Delete an item before its first bid."""
    image_store().discard(database.transact(listing.delete_item, item_id, user_id()))


@items.get("/resources/<path:name>")
def picture(name: str) -> Response:
    """Serve an uploaded picture, and no other file of that folder."""
    data = image_store().open(name)
    kind = content_type(name, data)
    if kind is None:
        raise ImageNotFound
    response = Response(data, content_type=kind)
    # a file never changes under its name
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def shown(db: database.Db, rows: list[ItemRow]) -> list[forms.Item]:
    """Build the answers for these rows as the caller, signed in or not, may see them."""
    viewer_id, item_ids = maybe_user_id(), [row["id"] for row in rows]
    images = rules.images_of(db, item_ids)
    watched = watches.watched_among(db, viewer_id, item_ids)
    return [forms.item_out(row, images[row["id"]], viewer_id, row["id"] in watched) for row in rows]


def image_store() -> ImageStore:
    """Return the running application's image store."""
    store: ImageStore = current_app.extensions["images"]
    return store


def _pictures(saved: list[SavedImage]) -> list[listing.Picture]:
    return [(image.name, image.thumbnail, image.width, image.height) for image in saved]


def _uploads(field: str, least: int = 1) -> list[BinaryIO]:
    files = [file for file in request.files.getlist(field) if file.filename or file.content_length]
    if not least <= len(files) <= forms.MAX_IMAGES:
        raise Invalid((field, "images_count"))
    return [cast(BinaryIO, file.stream) for file in files]
