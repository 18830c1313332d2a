"""Bid, and see what was bid."""

from flask import Blueprint, Response

import database
from auction.bids import forms, rules
from auction.bids.engine import Offer
from auction.errors import Refusal
from auction.face import cursors, metrics
from auction.face.contract import answers, signed_in, takes, user_id
from auction.face.once import answer_once
from auction.items import rules as items
from auction.items.forms import PageQuery
from auction.items.routes import shown
from auction.items.rules import status_of
from auction.limits import rules as limits

bids = Blueprint("bids", __name__, url_prefix="/api")


@bids.post("/items/<int:item_id>/bids")
@answers(
    201, forms.BidAnswer,
    items.ItemNotFound, items.AuctionEnded, items.AuctionCancelled, rules.SellerCannotBid, rules.AuctionNotStarted,
    rules.AlreadyLeading, rules.BidTooLow, rules.PriceMoved, limits.TooManyRequests,
)  # fmt: skip
@signed_in
@takes(body=forms.BidForm, idempotent=True)
def create_bid(item_id: int, body: forms.BidForm) -> Response:
    """Bid openly or automatically; with an Idempotency-Key a retry never bids twice."""
    limits.count(limits.BIDS, user_id())
    who, offer, if_price = user_id(), body.offer, body.if_price
    return answer_once(who, 201, lambda db: _bid(db, item_id, who, offer, if_price), body.model_dump_json().encode())


def _bid(db: database.Db, item_id: int, who: str, offer: Offer, if_price: int | None) -> forms.BidAnswer:
    try:
        placed = rules.place_bid(db, item_id, who, offer, if_price)
    except Refusal as refusal:
        metrics.bids_total.labels(refusal.code).inc()
        raise
    answer = forms.bid_answer(item_id, placed)
    metrics.bids_total.labels(answer.outcome).inc()
    return answer


@bids.get("/items/<int:item_id>/bids")
@answers(200, forms.BidLog, items.ItemNotFound)
@takes(query=PageQuery)
def list_bids(item_id: int, query: PageQuery) -> forms.BidLog:
    """The public log of an auction, newest first."""
    with database.reading() as db:
        items.find(db, item_id)
        rows = rules.public_log(db, item_id, cursors.before(query.cursor), query.limit + 1)
    entries = [forms.log_entry(row) for row in rows[: query.limit]]
    return forms.BidLog(bids=entries, next_cursor=cursors.following(rows, query.limit, "id"))


@bids.get("/me/bids")
@answers(200, forms.MyBids)
@signed_in
@takes(query=PageQuery)
def my_bids(query: PageQuery) -> forms.MyBids:
    """Every auction I bid on and how I stand in it."""
    with database.reading() as db:
        rows = rules.items_bid_on(db, user_id(), cursors.before(query.cursor), query.limit + 1)
        mine = rows[: query.limit]
        found = items.find_many(db, [row["item_id"] for row in mine])
        entries = [
            forms.MyBid(
                item=item,
                my_amount=row["offer"],
                standing=forms.my_standing(status_of(item_row), item_row["leader_id"] == user_id()),
            )
            for row, item_row, item in zip(mine, found, shown(db, found), strict=True)
        ]
    return forms.MyBids(entries=entries, next_cursor=cursors.following(rows, query.limit, "item_id"))
