"""Answers again what was answered to another request a moment ago, before Flask; the rest goes through the application.

An answer is kept with its headers as the hooks made them. What depends on the request is done here for each: the check
of its host, the limit of its address, its id, its log line and its metrics; with a token also the check of the token
and its sign-in, the comparison with the database, and the viewer's own part.
"""

import os
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from auction import readings
from auction.errors import Refusal, TooMany
from auction.http.shared import SHARED, Body
from auction.items import pages
from auction.limits import rules as limits
from auction.observability import metrics
from auction.server import access, hooks
from auction.users.tokens import claims_of_header

# of an answer: its headers, and its place among the others (bytes)
KEPT_WEIGHT = 2_000
# requests that have one of these are answered by the application
OWN = ("HTTP_ORIGIN", "HTTP_IF_NONE_MATCH", "HTTP_RANGE", "HTTP_X_REQUEST_ID")
REQUEST_ID, LENGTH = "X-Request-Id", "Content-Length"

Headers = list[tuple[str, str]]
Environ = dict[str, Any]
App = Callable[[Environ, Any], Iterable[bytes]]


class Kept(NamedTuple):
    """An answer: what it shows to everybody, or to the signed-in, and its headers but for length and request id."""

    shown: Body | pages.Page
    headers: Headers

    @property
    def item_ids(self) -> Sequence[int]:
        return self.shown.item_ids

    @property
    def weight(self) -> int:
        return self.shown.weight + KEPT_WEIGHT


class _Answer(NamedTuple):
    """A body, and the user whose own it is."""

    text: bytes
    user_id: str | None = None


def sharing(app: App, hosts: access.Hosts, secret: str) -> App:
    """Return `app` behind its own shared answers; without shared readings, all go through. `secret` signs tokens."""

    def call(environ: Environ, start_response: Any) -> Iterable[bytes]:
        ours = readings.readings.get()
        if ours is None or environ["REQUEST_METHOD"] != "GET" or any(name in environ for name in OWN):
            return app(environ, start_response)
        came, key = time.monotonic(), _key(environ)
        kept = ours.peek(key, came)
        if isinstance(kept, Kept) and hosts.allow(environ) and _has_room(environ):
            answer = _answer(kept, environ, secret)
            if answer is not None:
                return _send(answer, kept.headers, environ, start_response, came)
        return app(environ, _keeping(ours, key, environ, start_response))

    return call


def _key(environ: Environ) -> tuple[Any, ...]:
    """Return what requests with the same answer have in common; those with a token differ in the viewer's part."""
    address = environ.get("HTTP_HOST"), environ["PATH_INFO"], environ.get("QUERY_STRING")
    return *address, "HTTP_AUTHORIZATION" in environ


def _has_room(environ: Environ) -> bool:
    """Count the request; False for one too many, which the application refuses."""
    try:
        limits.count_address(limits.EVERYTHING, environ.get("REMOTE_ADDR") or "unknown")
    except TooMany:
        return False
    environ[hooks.COUNTED] = True
    return True


def _answer(kept: Kept, environ: Environ, secret: str) -> _Answer | None:
    """Return the body for this request; None where something shown has changed or the token is refused."""
    if isinstance(kept.shown, Body):
        return _Answer(kept.shown.text)
    try:
        claims = claims_of_header(secret, environ["HTTP_AUTHORIZATION"])
        viewer_id = claims["sub"]
        is_current, watched = pages.compare(kept.shown, viewer_id, str(claims.get("sid")))
    except Refusal:
        return None
    return _Answer(kept.shown.for_viewer(viewer_id, watched).encode(), viewer_id) if is_current else None


def _send(answer: _Answer, headers: Headers, environ: Environ, start_response: Any, came: float) -> Iterable[bytes]:
    request_id = os.urandom(16).hex()
    start_response("200 OK", [*headers, (LENGTH, str(len(answer.text))), (REQUEST_ID, request_id)])
    seconds = time.monotonic() - came
    metrics.request_done(200, seconds)
    line = {"status": 200, "ms": round(seconds * 1000, 1), "user": answer.user_id, "requestId": request_id}
    hooks.log.info("%s %s", "GET", environ["PATH_INFO"], extra=line)
    return (answer.text,)


def _keeping(ours: readings.Readings, key: tuple[Any, ...], environ: Environ, start_response: Any) -> Any:
    """Return a `start_response` that keeps an answer which may be given again."""

    def start(status: str, headers: Headers, *exc_info: Any) -> Any:
        shown: Body | pages.Page | None = environ.get(SHARED)
        # what another scheme than Bearer was answered is for no signed-in reader
        is_own = isinstance(shown, pages.Page) == ("HTTP_AUTHORIZATION" in environ)
        if shown is not None and is_own and status == "200 OK":
            kept = Kept(shown, [(name, value) for name, value in headers if name not in (REQUEST_ID, LENGTH)])
            ours.keep(key, shown.began, kept)
        return start_response(status, headers, *exc_info)

    return start
