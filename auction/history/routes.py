"""The route for the items that a user won or sold."""

from flask import Blueprint

import database
from auction.history import forms, rules
from auction.http import cursors
from auction.http.contract import answers, takes
from auction.items import rules as items
from auction.items.routes import shown
from auction.users.access import signed_in, user_id

history = Blueprint("history", __name__, url_prefix="/api")


@history.get("/history")
@answers(200, forms.Sales)
@signed_in
@takes(query=forms.HistoryQuery)
def list_history(query: forms.HistoryQuery) -> forms.Sales:
    """List the items that I won or, with role=seller, sold; newest first."""
    read = rules.sold_by if query.role == "seller" else rules.won_by
    with database.reading() as db:
        rows = read(db, user_id(), cursors.before(query.cursor), query.limit + 1)
        sales = rows[: query.limit]
        found = shown(db, items.find_many(db, [row["item_id"] for row in sales]))
    entries = [forms.sale(row, item) for row, item in zip(sales, found, strict=True)]
    return forms.Sales(entries=entries, next_cursor=cursors.following([row["id"] for row in rows], query.limit))
