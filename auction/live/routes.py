"""Prices as they move, without asking again: server-sent events for one item or a list of them."""

import threading
from datetime import datetime

from flask import Blueprint, Response, request

import database
from auction.errors import TryAgain
from auction.http.client import address
from auction.http.contract import answers, takes
from auction.items.rules import ItemNotFound
from auction.live import forms, poller, store
from auction.live.board import Board, TooManyStreams
from auction.live.connection import Connection
from auction.live.rules import state_of
from auction.live.streams import Stream

live = Blueprint("live", __name__, url_prefix="/api")
board = Board()

EVENTS = "text/event-stream"
# when a thousand watchers come back at once, they queue here and not for the connections that bidders need
OPENING_AT_ONCE = 4
OPENS_WITHIN = 8.0
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

_openings = threading.BoundedSemaphore(OPENING_AT_ONCE)


@live.get("/items/<int:item_id>/events")
@answers(200, forms.PriceEvent, ItemNotFound, TooManyStreams, TryAgain, content=EVENTS)
def item_events(item_id: int) -> Response:
    """An item's state at once, and again whenever it changes."""
    return _stream([item_id])


@live.get("/events")
@answers(200, forms.PriceEvent, ItemNotFound, TooManyStreams, TryAgain, content=EVENTS)
@takes(query=forms.EventsQuery)
def events(query: forms.EventsQuery) -> Response:
    """The same for up to 100 items on one connection."""
    return _stream(query.items)


def _stream(item_ids: list[int]) -> Response:
    now, rows = _read(item_ids)
    if not rows:
        raise ItemNotFound
    states = [state_of(row, now) for row in rows]
    stream = Stream(board, item_ids, states, address(), Connection(request.environ.get("gunicorn.socket")))
    poller.keep(board)
    return Response(stream, content_type=EVENTS, headers=HEADERS)


def _read(item_ids: list[int]) -> tuple[datetime, list[store.Row]]:
    if not _openings.acquire(timeout=OPENS_WITHIN):
        raise TryAgain
    try:
        board.check_room(address())
        with database.reading() as db:
            return store.read(db, item_ids)
    finally:
        _openings.release()
