"""Bid, buy, retract, end early; the public log and one's own bids."""

from functools import partial

from flask import Blueprint, Response

import database
from auction.bids import early_end, errors, forms, log, retraction, striking
from auction.bids.batching.paths import place
from auction.bids.batching.pending_bid import PendingBid
from auction.bids.buying import buy_now
from auction.bids.placing import BidRequest, PlacedBid
from auction.bids.rows import BidRow
from auction.http import cursors
from auction.http.contract import answers, takes
from auction.http.shared import shared
from auction.idempotency.http import answer_once, claim_of, respond
from auction.items import rules as items
from auction.items.list_forms import PageQuery
from auction.items.routes import shown
from auction.items.rules import status_of
from auction.limits import rules as limits
from auction.observability import metrics
from auction.pseudonyms import rules as pseudonyms
from auction.users.access import maybe_signed_in, maybe_user_id, sign_in_id, signed_in, signed_in_at_commit, user_id

bids = Blueprint("bids", __name__, url_prefix="/api")


@bids.post("/items/<int:item_id>/bids")
@answers(
    201, forms.BidAnswer,
    items.ItemNotFound, items.AuctionEnded, items.AuctionCancelled, errors.SellerCannotBid, errors.AuctionNotStarted,
    errors.WithdrawnFromAuction, errors.StruckOut, errors.TooHigh, errors.NoHigherBid, errors.AlreadyLeading,
    errors.BidTooLow, errors.PriceMoved, limits.TooManyRequests,
)  # fmt: skip
@signed_in_at_commit
@takes(body=forms.BidForm, idempotent=True)
def create_bid(item_id: int, body: forms.BidForm) -> Response:
    """Bid openly or automatically; with an Idempotency-Key a retry never bids twice."""
    pseudonyms.prepare()
    bid = BidRequest(item_id, sign_in_id(), user_id(), body.offer, body.if_price)
    with metrics.counted_bid() as record_outcome:

        def render(placed: PlacedBid) -> str:
            answer = forms.bid_answer(item_id, placed)
            record_outcome(answer.outcome)
            return answer.model_dump_json(by_alias=True)

        claim = claim_of(user_id(), body.model_dump_json().encode())
        return respond(place(PendingBid(bid, claim, render)))


@bids.post("/items/<int:item_id>/buy")
@answers(
    201, forms.BidAnswer,
    items.ItemNotFound, items.AuctionEnded, items.AuctionCancelled, errors.SellerCannotBid, errors.AuctionNotStarted,
    errors.WithdrawnFromAuction, errors.StruckOut, errors.NoBuyNow, errors.PriceMoved, limits.TooManyRequests,
)  # fmt: skip
@signed_in
@takes(body=forms.BuyForm, idempotent=True)
def buy(item_id: int, body: forms.BuyForm) -> Response:
    """Buy at the seller's price; the auction closes at once."""
    pseudonyms.prepare()
    who, sign_in = user_id(), sign_in_id()
    with metrics.counted_bid() as record_outcome:
        limits.count(limits.BIDS, who)

        def work(db: database.Db) -> forms.BidAnswer:
            answer = forms.bid_answer(item_id, buy_now(db, item_id, sign_in, who, body.if_price))
            record_outcome(answer.outcome)
            return answer

        return answer_once(who, 201, work, body.model_dump_json().encode())


@bids.post("/items/<int:item_id>/bids/<int:bid_id>/retract")
@answers(
    200, forms.RetractionAnswer,
    items.ItemNotFound, errors.BidNotFound, errors.NotYourBid, errors.AlreadyRetracted, errors.StruckOut,
    errors.TooLateToRetract, items.AuctionEnded, items.AuctionCancelled, errors.AuctionNotStarted,
    errors.CorrectionNotBelow, errors.TooHigh, errors.NoHigherBid, errors.AlreadyLeading, errors.BidTooLow,
    limits.TooManyRequests,
)  # fmt: skip
@signed_in
@takes(body=forms.RetractionForm, idempotent=True)
def retract(item_id: int, bid_id: int, body: forms.RetractionForm) -> Response:
    """Take a bid back, in public and with a reason; with an amount, correct it."""
    wanted = retraction.Retraction(item_id, pseudonyms.entry_id(bid_id), user_id(), body.reason, body.correction)

    def work(db: database.Db) -> forms.RetractionAnswer:
        return forms.retraction_answer(retraction.retract(db, wanted))

    return answer_once(user_id(), 200, work, body.model_dump_json().encode())


@bids.post("/items/<int:item_id>/strike")
@answers(
    200, forms.Stand,
    items.ItemNotFound, items.NotYourItem, errors.BidNotFound, errors.AlreadyStruckOut, errors.TooLateToStrike,
    errors.TooManyStrikes, items.AuctionEnded, items.AuctionCancelled, errors.AuctionNotStarted,
)  # fmt: skip
@signed_in
@takes(body=forms.StrikeForm, idempotent=True)
def strike(item_id: int, body: forms.StrikeForm) -> Response:
    """Strike the bidder of a bid out of my auction, in public and with a reason."""
    seller_id, bid_id = user_id(), pseudonyms.entry_id(body.bid_id)

    def work(db: database.Db) -> forms.Stand:
        return forms.stand(striking.strike(db, item_id, bid_id, seller_id, body.reason))

    return answer_once(seller_id, 200, work, body.model_dump_json().encode())


@bids.post("/items/<int:item_id>/end")
@answers(
    200, forms.Stand,
    items.ItemNotFound, items.NotYourItem, items.AuctionEnded, items.AuctionCancelled, errors.TooLateToCancel,
    errors.NoLeader, errors.ReserveNotMet, errors.AuctionNotStarted,
)  # fmt: skip
@signed_in
@takes(body=forms.EarlyEndForm)
def end_early(item_id: int, body: forms.EarlyEndForm) -> forms.Stand:
    """End my auction early: cancel it while 12 hours or more are left, or sell to the leader."""
    if body.sell:
        return forms.stand(database.transact(early_end.sell_early, item_id, user_id()))
    return forms.stand(database.transact(early_end.cancel, item_id, user_id(), body.reason))


@bids.get("/items/<int:item_id>/bids")
@shared
@answers(200, forms.BidLog, items.ItemNotFound)
@maybe_signed_in
@takes(query=PageQuery)
def list_bids(item_id: int, query: PageQuery) -> forms.BidLog:
    """The public log of an auction, newest first."""
    number = cursors.before(query.cursor)
    before = None if number is None else pseudonyms.entry_id(number)
    rows, spent, fallen = database.read_anywhere(partial(_read_log, item_id=item_id, before=before, limit=query.limit))
    entries = [forms.log_entry(row, spent, row["id"] in fallen, maybe_user_id()) for row in rows[: query.limit]]
    following = cursors.following([pseudonyms.public_number(row["id"]) for row in rows], query.limit)
    return forms.BidLog(bids=entries, next_cursor=following)


def _read_log(db: database.Db, item_id: int, before: int | None, limit: int) -> tuple[list[BidRow], int, set[int]]:
    """Read a page of a log and the entry after it, the price by bids once it is over (won), and which bids fell."""
    over = status_of(items.find(db, item_id)) not in ("scheduled", "live")
    rows = log.public_log(db, item_id, over, before, limit + 1)
    return rows, log.price_by_bids(db, item_id) if over else 0, log.fallen(db, rows)


@bids.get("/me/bids")
@answers(200, forms.MyBids)
@signed_in
@takes(query=forms.MyBidsQuery)
def my_bids(query: forms.MyBidsQuery) -> forms.MyBids:
    """List every auction I bid on, or one of them, with my position in it."""
    with database.reading() as db:
        if query.item_id is None:
            item_ids = log.items_bid_on(db, user_id(), cursors.before(query.cursor), query.limit + 1)
        else:
            item_ids = log.items_bid_on(db, user_id(), query.item_id + 1, 1)
            item_ids = [item_id for item_id in item_ids if item_id == query.item_id]
        entries = _my_bids(db, item_ids[: query.limit])
    return forms.MyBids(entries=entries, next_cursor=cursors.following(item_ids, query.limit))


def _my_bids(db: database.Db, item_ids: list[int]) -> list[forms.MyBid]:
    found, offers = items.find_many(db, item_ids), log.standing_offers(db, user_id(), item_ids)
    removed = log.how_removed(db, user_id(), item_ids)
    return [
        forms.MyBid(
            item=item,
            my_amount=offers.get(item.id, 0),
            standing=forms.my_standing(status_of(item_row), item_row["leader_id"] == user_id(), item.id in offers),
            removed=removed.get(item.id),
        )
        for item_row, item in zip(found, shown(db, found), strict=True)
    ]
