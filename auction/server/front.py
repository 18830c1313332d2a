"""Answers again what was answered to somebody else a moment ago, before Flask; the rest goes through the application.

An answer is kept with its headers as the hooks made them. What depends on the request is done here for each: the check
of its host, the limit of its address, its id, its log line and its metrics.
"""

import os
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from auction import readings
from auction.errors import TooMany
from auction.http.shared import PUBLIC, Body
from auction.limits import rules as limits
from auction.observability import metrics
from auction.server import access, hooks

# of an answer: its headers, and its place among the others (bytes)
KEPT_WEIGHT = 2_000
# requests that have one of these are answered by the application
OWN = ("HTTP_AUTHORIZATION", "HTTP_ORIGIN", "HTTP_IF_NONE_MATCH", "HTTP_RANGE", "HTTP_X_REQUEST_ID")
REQUEST_ID = "X-Request-Id"

Headers = list[tuple[str, str]]
Environ = dict[str, Any]
App = Callable[[Environ, Any], Iterable[bytes]]


class Kept(NamedTuple):
    """A public answer: its body, and its headers but for the request's id."""

    body: Body
    headers: Headers

    @property
    def item_ids(self) -> Sequence[int]:
        return self.body.item_ids

    @property
    def weight(self) -> int:
        return self.body.weight + KEPT_WEIGHT


def sharing(app: App, hosts: access.Hosts) -> App:
    """Return `app` behind its own public answers; without shared readings, all go through."""

    def call(environ: Environ, start_response: Any) -> Iterable[bytes]:
        ours = readings.readings.get()
        if ours is None or environ["REQUEST_METHOD"] != "GET" or any(name in environ for name in OWN):
            return app(environ, start_response)
        came, key = time.monotonic(), (environ.get("HTTP_HOST"), environ["PATH_INFO"], environ.get("QUERY_STRING"))
        kept = ours.peek(key, came)
        if isinstance(kept, Kept) and hosts.allow(environ) and _has_room(environ):
            return _again(kept, environ, start_response, came)
        return app(environ, _keeping(ours, key, environ, start_response))

    return call


def _has_room(environ: Environ) -> bool:
    """Count the request; False for one too many, which the application refuses."""
    try:
        limits.count_address(limits.EVERYTHING, environ.get("REMOTE_ADDR") or "unknown")
    except TooMany:
        return False
    return True


def _again(kept: Kept, environ: Environ, start_response: Any, came: float) -> Iterable[bytes]:
    request_id = os.urandom(16).hex()
    start_response("200 OK", [*kept.headers, (REQUEST_ID, request_id)])
    seconds = time.monotonic() - came
    metrics.request_done(200, seconds)
    line = {"status": 200, "ms": round(seconds * 1000, 1), "user": None, "requestId": request_id}
    hooks.log.info("%s %s", "GET", environ["PATH_INFO"], extra=line)
    return (kept.body.text,)


def _keeping(ours: readings.Readings, key: tuple[Any, ...], environ: Environ, start_response: Any) -> Any:
    """Return a `start_response` that keeps a public answer."""

    def start(status: str, headers: Headers, *exc_info: Any) -> Any:
        body: Body | None = environ.get(PUBLIC)
        if body is not None and status == "200 OK":
            kept = Kept(body, [(name, value) for name, value in headers if name != REQUEST_ID])
            ours.keep(key, body.began, kept)
        return start_response(status, headers, *exc_info)

    return start
