"""Routes to watch items and to save searches."""

from flask import Blueprint

import database
from auction.http.contract import answers, takes
from auction.items.forms import Items
from auction.items.routes import shown
from auction.items.rules import ItemNotFound
from auction.items.watches import rules as watches
from auction.limits import rules as limits
from auction.users.access import signed_in, user_id
from auction.watching import forms

watching = Blueprint("watching", __name__, url_prefix="/api")


@watching.put("/items/<int:item_id>/watch")
@answers(204, None, ItemNotFound, watches.TooManyWatched, limits.TooManyRequests)
@signed_in
def watch(item_id: int) -> None:
    """Watch an item; nothing changes where I watch it."""
    limits.count(limits.WATCHES, user_id())
    database.transact(watches.add, user_id(), item_id)


@watching.delete("/items/<int:item_id>/watch")
@answers(204, None, ItemNotFound, limits.TooManyRequests)
@signed_in
def unwatch(item_id: int) -> None:
    """Watch an item no longer; nothing changes where I do not watch it."""
    limits.count(limits.WATCHES, user_id())
    database.transact(watches.remove, user_id(), item_id)


@watching.get("/me/watching")
@answers(200, Items)
@signed_in
@takes(query=forms.WatchingQuery)
def list_watched(query: forms.WatchingQuery) -> Items:
    """List what I watch: those that have not ended, by their end, then the ended, the latest first."""
    with database.reading() as db:
        rows, after = watches.page(db, user_id(), query.after(), query.limit)
        return Items(items=shown(db, rows), next_cursor=forms.next_cursor(after))
