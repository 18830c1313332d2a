"""What I won and sold, what I list, who somebody is here, and leaving."""

from flask import Blueprint

import database
from auction.face import cursors
from auction.face.contract import answers, signed_in, takes, user_id
from auction.face.fields import utc
from auction.history import forms, rules
from auction.items import rules as items
from auction.items.forms import Items, PageQuery
from auction.items.routes import shown
from auction.users.forms import PublicProfile
from auction.users.rules import UserNotFound

history = Blueprint("history", __name__, url_prefix="/api")


@history.get("/history")
@answers(200, forms.Sales)
@signed_in
@takes(query=forms.HistoryQuery)
def list_history(query: forms.HistoryQuery) -> forms.Sales:
    """What I won, or with role=seller what I sold; newest first."""
    read = rules.sold_by if query.role == "seller" else rules.won_by
    with database.reading() as db:
        rows = read(db, user_id(), cursors.before(query.cursor), query.limit + 1)
        sales = rows[: query.limit]
        found = shown(db, items.find_many(db, [row["item_id"] for row in sales]))
    entries = [forms.sale(row, item) for row, item in zip(sales, found, strict=True)]
    return forms.Sales(entries=entries, next_cursor=cursors.following(rows, query.limit, "id"))


@history.get("/me/items")
@answers(200, Items)
@signed_in
@takes(query=PageQuery)
def my_items(query: PageQuery) -> Items:
    """My listings of every status, newest first."""
    with database.reading() as db:
        rows = items.listed_by(db, user_id(), cursors.before(query.cursor), query.limit + 1)
        listed = shown(db, rows[: query.limit])
    return Items(items=listed, next_cursor=cursors.following(rows, query.limit, "id"))


@history.delete("/me")
@answers(204, None, rules.StillLeading, rules.LiveListing)
@signed_in
def leave() -> None:
    """Leave: anonymised, signed out everywhere; what was sold and won stays."""
    database.transact(rules.leave, user_id())


@history.get("/users/<string:id>")
@answers(200, PublicProfile, UserNotFound)
def public_profile(id: str) -> PublicProfile:
    """A user as everybody may see them."""
    with database.reading() as db:
        profile = rules.public_profile(db, id)
    return PublicProfile(**profile | {"created_at": utc(profile["created_at"])})
