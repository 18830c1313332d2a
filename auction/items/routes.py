"""Routes to list, browse, search, change and delete items, and to serve their pictures."""

from flask import Blueprint, Response, current_app

import database
from auction.http import cursors
from auction.http.contract import answers, takes
from auction.http.shared import shared
from auction.idempotency.http import answer_once
from auction.items import forms, list_forms, listing, lists, pages, rules
from auction.items.images.storage import ImageNotFound, ImageStore, SavedImage, content_type
from auction.items.photo_form import PhotosForm
from auction.items.rows import ItemRow
from auction.items.uploads import PHOTO_REFUSALS, receives_photos, saved, uploads_of
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
@answers(201, forms.Item, *PHOTO_REFUSALS)
@signed_in
@receives_photos(limits.LISTINGS)
@takes(form=forms.ItemForm, files="images", idempotent=True)
def create_item(form: forms.ItemForm) -> Response:
    """List an item for auction with one to eight photos."""
    return list_with_photos(form, "images")


def list_with_photos(form: forms.ItemForm, field: str) -> Response:
    """List an item with the photos uploaded as `field`."""
    uploads = uploads_of(field, forms.MAX_IMAGES, least=1)
    with saved(image_store(), uploads) as photos:

        def work(db: database.Db) -> forms.Item:
            item_id = listing.list_item(db, user_id(), form.values(), _pictures(photos.used()))
            return shown(db, [rules.find(db, item_id)])[0]

        return answer_once(user_id(), 201, work, form.model_dump_json().encode(), *uploads)


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
    200, forms.Item, rules.ItemNotFound, rules.NotYourItem, listing.HasBids, rules.AuctionEnded, *PHOTO_REFUSALS
)  # fmt: skip
@signed_in
@receives_photos(limits.LISTINGS)
@takes(form=PhotosForm, files="images")
def change_photos(item_id: int, form: PhotosForm) -> forms.Item:
    """Reorder, replace, add and remove an item's photos before its first bid."""
    uploads = uploads_of("images", forms.MAX_IMAGES)
    if not uploads:
        database.transact(limits.give_back, limits.LISTINGS, user_id())
    with saved(image_store(), uploads) as photos:
        pictures = _pictures(photos.used())
        gone = database.transact(listing.change_photos, item_id, user_id(), form.order, pictures)
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
