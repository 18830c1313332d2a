"""Routes of second chances."""

from flask import Blueprint, Response

import database
from auction.http.contract import answers, takes
from auction.idempotency.http import answer_once
from auction.items import rules as items
from auction.items.routes import shown as shown_items
from auction.orders import forms as order_forms
from auction.orders import views
from auction.orders.errors import NobodyLeft, NotNow, OfferEnded, OfferNotFound, OfferOpen
from auction.orders.offers import forms, rules
from auction.orders.rows import OfferRow
from auction.users.access import signed_in, user_id

offers = Blueprint("offers", __name__, url_prefix="/api")


@offers.post("/items/<int:item_id>/offer")
@answers(
    201, forms.Offer, items.ItemNotFound, items.NotYourItem, NotNow, OfferOpen, NobodyLeft, rules.BelowReserve,
)  # fmt: skip
@signed_in
@takes(body=forms.OfferForm, idempotent=True)
def make_offer(item_id: int, body: forms.OfferForm) -> Response:
    """Offer my item, whose order was cancelled, to the next bidder for 48 hours; at most three get one."""
    who = user_id()

    def work(db: database.Db) -> forms.Offer:
        return _shown(db, [rules.offer_next(db, item_id, who, body.below_reserve)])[0]

    return answer_once(who, 201, work, body.model_dump_json().encode())


@offers.get("/me/offers")
@answers(200, forms.Offers)
@signed_in
def list_offers() -> forms.Offers:
    """List the offers that I can still answer."""
    with database.reading() as db:
        return forms.Offers(offers=_shown(db, rules.open_to(db, user_id())))


@offers.post("/offers/<int:offer_id>/accept")
@answers(201, order_forms.Order, OfferNotFound, OfferEnded)
@signed_in
@takes(idempotent=True)
def accept_offer(offer_id: int) -> Response:
    """Buy the item at the offered price; the order awaits my payment."""
    who = user_id()

    def work(db: database.Db) -> order_forms.Order:
        return views.shown(db, [rules.accept(db, offer_id, who)], who)[0]

    return answer_once(who, 201, work)


@offers.post("/offers/<int:offer_id>/decline")
@answers(200, forms.Offer, OfferNotFound, OfferEnded)
@signed_in
def decline_offer(offer_id: int) -> forms.Offer:
    """Let the offer pass; the seller may make one to the next bidder."""
    who = user_id()
    return database.transact(lambda db: _shown(db, [rules.decline(db, offer_id, who)])[0])


def _shown(db: database.Db, rows: list[OfferRow]) -> list[forms.Offer]:
    found = {item.id: item for item in shown_items(db, items.find_many(db, [row["item_id"] for row in rows]))}
    return [forms.offer_out(row, found[row["item_id"]]) for row in rows]
