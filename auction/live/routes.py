"""Server-sent events: prices of one item or a list of items as they change, and a user's notifications."""

import threading
from datetime import datetime
from typing import cast

from flask import Blueprint, Flask, Response, current_app, request

import database
from auction.errors import Invalid, TryAgain
from auction.http.client import address
from auction.http.contract import answers, takes
from auction.items.rules import ItemNotFound
from auction.live import forms, poller, store
from auction.live.connection import Connection
from auction.live.hub import Hub, TooManyStreams
from auction.live.inboxes import Inboxes, Known, Viewer
from auction.live.rules import state_of
from auction.live.streams import Stream, ViewerStream
from auction.users.access import maybe_signed_in_by_cookie, maybe_user_id, sign_in_id, user_id
from auction.users.rules import SignInEnded

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
        self.inboxes = Inboxes()
        self.opening = threading.BoundedSemaphore(MAX_OPENING)
        self._lock = threading.Lock()
        self._is_polling = False

    def start(self) -> None:
        """Start the hub's threads, once."""
        with self._lock:
            started, self._is_polling = self._is_polling, True
        if not started:
            poller.start(self.hub, self.inboxes)


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
@answers(200, forms.AnyEvent, ItemNotFound, TooManyStreams, TryAgain, content=CONTENT_TYPE)
@maybe_signed_in_by_cookie
@takes(query=forms.EventsQuery)
def events(query: forms.EventsQuery) -> Response:
    """Stream the states of up to 100 items on one connection; for the signed in, `notification` events too."""
    viewer = Viewer(user_id(), sign_in_id()) if maybe_user_id() else None
    if not query.items and viewer is None:
        raise Invalid(("items", "missing"))
    return _stream(query.items, viewer)


def _stream(item_ids: list[int], viewer: Viewer | None = None) -> Response:
    ours = live_of(current_app)
    now, rows, inbox = _read(ours, item_ids, viewer)
    if not rows and viewer is None:
        raise ItemNotFound
    states = [state_of(row, now) for row in rows]
    connection = Connection(request.environ.get("gunicorn.socket"), request.environ)
    common = (ours.hub, item_ids, states, address(), connection)
    stream = ViewerStream(ours.inboxes, viewer, inbox, *common) if viewer and inbox else Stream(*common)
    ours.start()
    return Response(stream, content_type=CONTENT_TYPE, headers=HEADERS)


def _read(ours: Live, item_ids: list[int], viewer: Viewer | None) -> tuple[datetime, list[store.Row], Known | None]:
    """Read the items and the viewer's inbox as a stream begins. Raises TooManyStreams, TryAgain, SignInEnded."""
    if not ours.opening.acquire(timeout=OPENING_TIMEOUT_S):
        raise TryAgain
    try:
        ours.hub.check_capacity(address())
        now, rows = database.read_anywhere(lambda db: store.read(db, item_ids or [0]))
        inbox = poller.read_inbox(viewer) if viewer else None
    finally:
        ours.opening.release()
    if viewer and inbox is None:
        raise SignInEnded
    return now, rows, inbox
