"""Server-sent events: prices of one item or a list of items as they change."""

import threading
from datetime import datetime
from typing import cast

from flask import Blueprint, Flask, Response, current_app, request

import database
from auction.errors import TryAgain
from auction.http.client import address
from auction.http.contract import answers, takes
from auction.items.rules import ItemNotFound
from auction.live import forms, poller, store
from auction.live.connection import Connection
from auction.live.hub import Hub, TooManyStreams
from auction.live.rules import state_of
from auction.live.streams import Stream

live = Blueprint("live", __name__, url_prefix="/api")

CONTENT_TYPE = "text/event-stream"
# a thousand clients that reconnect at once wait here, and not for the connections that bidders need
MAX_OPENING = 4
OPENING_TIMEOUT_S = 8.0
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Live:
    """What one application holds for its streams; its threads start with the first stream, after the fork."""

    def __init__(self, max_per_address: int) -> None:
        self.hub = Hub(max_per_address)
        self.opening = threading.BoundedSemaphore(MAX_OPENING)
        self._lock = threading.Lock()
        self._is_polling = False

    def start(self) -> None:
        """Start the hub's threads, once."""
        with self._lock:
            started, self._is_polling = self._is_polling, True
        if not started:
            poller.start(self.hub)


def install(app: Flask, max_per_address: int) -> None:
    """Give an application its hub; `max_per_address` streams may be open from one address."""
    app.extensions["live"] = Live(max_per_address)


def live_of(app: Flask) -> Live:
    """An application's hub with its threads."""
    return cast(Live, app.extensions["live"])


@live.get("/items/<int:item_id>/events")
@answers(200, forms.PriceEvent, ItemNotFound, TooManyStreams, TryAgain, content=CONTENT_TYPE)
def item_events(item_id: int) -> Response:
    """Stream an item's state, at once and whenever it changes."""
    return _stream([item_id])


@live.get("/events")
@answers(200, forms.PriceEvent, ItemNotFound, TooManyStreams, TryAgain, content=CONTENT_TYPE)
@takes(query=forms.EventsQuery)
def events(query: forms.EventsQuery) -> Response:
    """Stream the states of up to 100 items on one connection."""
    return _stream(query.items)


def _stream(item_ids: list[int]) -> Response:
    ours = live_of(current_app)
    now, rows = _read(ours, item_ids)
    if not rows:
        raise ItemNotFound
    states = [state_of(row, now) for row in rows]
    stream = Stream(ours.hub, item_ids, states, address(), Connection(request.environ.get("gunicorn.socket")))
    ours.start()
    return Response(stream, content_type=CONTENT_TYPE, headers=HEADERS)


def _read(ours: Live, item_ids: list[int]) -> tuple[datetime, list[store.Row]]:
    if not ours.opening.acquire(timeout=OPENING_TIMEOUT_S):
        raise TryAgain
    try:
        ours.hub.check_capacity(address())
        with database.reading() as db:
            return store.read(db, item_ids)
    finally:
        ours.opening.release()
