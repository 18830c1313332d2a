"""Routes of orders: lists, one order, the delivery, every step that a side may take, and listing an item again."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from flask import Blueprint, Response

import database
from auction.http import cursors
from auction.http.contract import answers, takes
from auction.idempotency.http import Sent, answer_once
from auction.items import forms as item_forms
from auction.items import listing
from auction.items import rules as items
from auction.items.routes import shown as shown_items
from auction.items.uploads import PHOTO_REFUSALS, receives_photos, saved, uploads_of
from auction.limits import rules as limits
from auction.orders import forms, opening, rules, views
from auction.orders.errors import NotNow, OrderNotFound
from auction.orders.messages import rules as messages
from auction.orders.messages.routes import check_own, private_images
from auction.orders.offers import rules as offers
from auction.orders.process import OPEN, Act
from auction.orders.rows import OrderRow
from auction.payments import configured
from auction.users.access import signed_in, user_id

orders = Blueprint("orders", __name__, url_prefix="/api")

# steps of the buyer and the seller that say nothing but what they are
PLAIN: tuple[Act, ...] = (
    "extend", "cancel", "agree-to-cancel", "give-back", "arrived", "confirm", "withdraw", "accept", "received-back",
)  # fmt: skip
# of a dispute
MOST_PHOTOS = 5
ACT = f"/orders/<int:order_id>/<any({', '.join(map(repr, PLAIN))}):act>"


@orders.get("/orders")
@answers(200, forms.Orders)
@signed_in
@takes(query=forms.OrdersQuery)
def list_orders(query: forms.OrdersQuery) -> forms.Orders:
    """List my orders as buyer or seller, newest first; with `item` those of one item, on either side."""
    if query.item is not None:
        database.transact(opening.open_of_item, query.item, user_id())
    with database.reading() as db:
        rows = _found(db, query)
        shown = views.shown(db, rows[: query.limit], user_id())
    return forms.Orders(
        orders=shown, payments=configured.settings().is_on,
        next_cursor=cursors.following([row["id"] for row in rows], query.limit),
    )  # fmt: skip


def _found(db: database.Db, query: forms.OrdersQuery) -> list[OrderRow]:
    before, limit = cursors.before(query.cursor), query.limit + 1
    if query.item is not None:
        return rules.of_item(db, query.item, user_id())
    states = OPEN if query.state == "open" else (query.state,) if query.state else None
    return rules.page(db, user_id(), query.role, states, before, limit)


@orders.get("/orders/<int:order_id>")
@answers(200, forms.Order, OrderNotFound)
@signed_in
def get_order(order_id: int) -> forms.Order:
    """Return one of my orders."""
    with database.reading() as db:
        return views.shown(db, [rules.find(db, order_id, user_id())], user_id())[0]


@orders.put("/orders/<int:order_id>/delivery")
@answers(200, forms.Order, OrderNotFound, NotNow)
@signed_in
@takes(body=forms.DeliveryForm)
def choose_delivery(order_id: int, body: forms.DeliveryForm) -> forms.Order:
    """Choose how the order is delivered and to where; before it is paid, as often as the buyer wants."""
    who = user_id()

    def work(db: database.Db) -> forms.Order:
        address = cast(Any, body.address.model_dump() if body.address else None)
        return views.shown(db, [rules.choose(db, order_id, who, body.kind, address)], who)[0]

    return database.transact(work)


@orders.post("/orders/<int:order_id>/ship")
@answers(200, forms.Order, OrderNotFound, NotNow)
@signed_in
@takes(body=forms.ShipmentForm, idempotent=True)
def ship(order_id: int, body: forms.ShipmentForm) -> Response:
    """Say that the seller has shipped it, or handed it over in person."""
    return _acted(order_id, "ship", body.data())


@orders.post("/orders/<int:order_id>/send-back")
@answers(200, forms.Order, OrderNotFound, NotNow)
@signed_in
@takes(body=forms.ShipmentForm, idempotent=True)
def send_back(order_id: int, body: forms.ShipmentForm) -> Response:
    """Say that the buyer has sent it back."""
    return _acted(order_id, "send-back", body.data())


@orders.post("/orders/<int:order_id>/dispute")
@answers(200, forms.Order, OrderNotFound, NotNow, *PHOTO_REFUSALS)
@signed_in
@receives_photos(limits.MESSAGES)
@takes(
    body=forms.DisputeForm, form=forms.DisputeWithPhotosForm, files="photos", most_files=MOST_PHOTOS, idempotent=True
)  # fmt: skip
def dispute(order_id: int, body: forms.DisputeForm) -> Response:
    """Report what is wrong, with photos, and what the buyer wants: the money, the money for the goods, or a part."""
    files = uploads_of("photos", MOST_PHOTOS)
    check_own(order_id, user_id())
    with saved(private_images(), files) as photos:
        return _acted(
            order_id, "dispute", body.data(), *files,
            also=lambda db, order: messages.add_evidence(db, order, photos.used()),
        )  # fmt: skip


@orders.post(ACT)
@answers(200, forms.Order, OrderNotFound, NotNow)
@signed_in
@takes(idempotent=True)
def act(order_id: int, act: str) -> Response:
    """Take a step that needs no more words: extend, cancel, agree-to-cancel, give-back, arrived, confirm, withdraw,
    accept, received-back."""
    return _acted(order_id, cast(Act, act), {})


@orders.post("/items/<int:item_id>/relist")
@answers(201, item_forms.Item, items.ItemNotFound, items.NotYourItem, listing.NotUnsold, listing.AlreadyRelisted)
@signed_in
@takes(body=item_forms.RelistForm, idempotent=True)
def relist(item_id: int, body: item_forms.RelistForm) -> Response:
    """List an item again that was not sold, was cancelled, or whose order was cancelled or refunded."""
    seller_id = user_id()
    limits.count(limits.LISTINGS, seller_id)

    def work(db: database.Db) -> item_forms.Item:
        new_id = listing.relist(db, item_id, seller_id, body.values(), offers.has_failed)
        return shown_items(db, [items.find(db, new_id)])[0]

    return answer_once(seller_id, 201, work, body.model_dump_json().encode())


def _acted(
    order_id: int, wanted: Act, data: Mapping[str, Any], *files: Sent,
    also: Callable[[database.Db, OrderRow], None] = lambda db, order: None,
) -> Response:  # fmt: skip
    """Take a step of the order, and in the same transaction what belongs to it; the digest covers data and files."""
    who = user_id()

    def work(db: database.Db) -> forms.Order:
        order = rules.act(db, order_id, who, wanted, data)
        also(db, order)
        return views.shown(db, [order], who)[0]

    return answer_once(who, 200, work, repr(sorted(data.items())).encode(), *files)
