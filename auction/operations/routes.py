"""Routes for operators about orders, the books and the trail."""

from datetime import datetime

from flask import Blueprint, Response

import database
from auction.http import cursors
from auction.http.contract import answers, takes
from auction.idempotency.http import answer_once
from auction.items.images.storage import ImageNotFound, ImagesUnavailable
from auction.items.list_forms import moment
from auction.operations import decisions, forms, views
from auction.operations.errors import OwnOrder
from auction.operators import trail
from auction.operators.access import for_operators, operator
from auction.orders.errors import NotNow, OrderNotFound
from auction.orders.lists import rules as orders
from auction.orders.messages.forms import PhotoQuery
from auction.orders.messages.routes import served
from auction.orders.rows import OrderRow

operations = Blueprint("operations", __name__, url_prefix="/api/admin")


@operations.get("/orders")
@answers(200, forms.AdminOrders)
@for_operators()
@takes(query=forms.OrdersQuery)
def list_all_orders(query: forms.OrdersQuery) -> forms.AdminOrders:
    """List orders: overdue (the clock is late, or a dispute is three days old), disputed, open, or all."""
    with database.reading() as db:
        rows, cursor = _page(db, query)
        return forms.AdminOrders(orders=views.shown_orders(db, rows, operator()), next_cursor=cursor)


def _page(db: database.Db, query: forms.OrdersQuery) -> tuple[list[OrderRow], str | None]:
    """Return the orders of a page, and the cursor of the next."""
    most = query.limit + 1
    if query.view == "all":
        rows = orders.newest(db, cursors.before(query.cursor), most)
        return rows[: query.limit], cursors.following([row["id"] for row in rows], query.limit)
    rows = orders.by_due_time(db, query.view, _after(query.cursor), most)
    last = rows[query.limit - 1] if len(rows) > query.limit else None
    cursor = cursors.encode((last["dueAt"] or datetime.min).isoformat(), last["id"]) if last else None
    return rows[: query.limit], cursor


def _after(cursor: str | None) -> orders.After | None:
    if cursor is None:
        return None
    at, order_id = cursors.decode(cursor, str, int)
    return moment(at), order_id


@operations.get("/orders/<int:order_id>")
@answers(200, forms.AdminOrder, OrderNotFound)
@for_operators()
def get_any_order(order_id: int) -> forms.AdminOrder:
    """Return an order, of any users."""
    with database.reading() as db:
        return views.shown_order(db, orders.find(db, order_id), operator())


@operations.get("/orders/<int:order_id>/photos/<int:message_id>")
@answers(200, None, OrderNotFound, ImageNotFound, ImagesUnavailable, content="image/webp")
@for_operators(*decisions.READERS, by_cookie=True)
@takes(query=PhotoQuery)
def disputed_photo(order_id: int, message_id: int, query: PhotoQuery) -> Response:
    """Serve the photo of a message of a disputed order."""
    with database.reading() as db:
        if not decisions.may_read_messages(operator(), orders.find(db, order_id)):
            raise ImageNotFound
    return served(order_id, message_id, query.thumbnail)


@operations.post("/orders/<int:order_id>/decide")
@answers(200, forms.AdminOrder, OrderNotFound, OwnOrder, NotNow)
@for_operators("moderator", "treasurer", "chief")
@takes(body=forms.DecisionForm, idempotent=True)
def decide(order_id: int, body: forms.DecisionForm) -> Response:
    """Decide a dispute; a moderator decides orders up to 500,000 won."""
    who, decision = operator(), decisions.Decision(body.outcome, body.amount, body.reason)

    def work(db: database.Db) -> forms.AdminOrder:
        return views.shown_order(db, decisions.decide(db, who, order_id, decision), who)

    return answer_once(who.id, 200, work, body.model_dump_json().encode())


@operations.get("/books")
@answers(200, forms.Books)
@for_operators("treasurer", "chief")
def books() -> forms.Books:
    """Return what each kind of account holds, payouts by state, refused refunds, and the provider's last comparison."""
    with database.reading() as db:
        return views.shown_books(db)


@operations.get("/events")
@answers(200, forms.TrailEvents)
@for_operators()
@takes(query=forms.EventsQuery)
def list_trail(query: forms.EventsQuery) -> forms.TrailEvents:
    """List what was done for the operator of the site, the latest first; with `target` about that alone."""
    with database.reading() as db:
        rows = trail.page(db, cursors.before(query.cursor), query.limit + 1, query.target)
        shown = views.shown_events(db, rows[: query.limit])
    return forms.TrailEvents(events=shown, next_cursor=cursors.following([row["id"] for row in rows], query.limit))
