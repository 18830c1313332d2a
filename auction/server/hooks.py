"""Request hooks: request id, log line, headers, and the limit of requests by address."""

import logging
import os
import re
import time

from flask import Flask, Response, g, request

from auction import readings
from auction.http import problems
from auction.http.bodies import RateCheckedInput
from auction.http.client import address
from auction.limits import rules as limits
from auction.observability import metrics
from auction.users.access import maybe_user_id

log = logging.getLogger("ssgbay.request")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}\Z")
UNLIMITED = ("/healthz", "/readyz", "/metrics", "/resources/", "/assets/")
READS = ("GET", "HEAD", "OPTIONS")
HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "geolocation=(), microphone=(), payment=()"),
)
# where the WSGI environment says that the limit of the address has counted the request
COUNTED = "ssgbay.counted"
# an answer of the API is data: nothing in it may run, load or be framed
API_POLICY = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"


# browsers that were here by TLS come by nothing else for a year
TLS_ALONE = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


def install(app: Flask, production: bool) -> None:
    """Install the hooks in an application; in production every answer asks for TLS alone."""
    app.before_request(_begin)
    app.after_request(_end)
    if production:
        app.after_request(_ask_for_tls)


def _begin() -> None:
    sent_id = request.headers.get("X-Request-Id", "")
    g.request_id = sent_id if REQUEST_ID.match(sent_id) else os.urandom(16).hex()
    g.began = time.perf_counter()
    sock = request.environ.get("gunicorn.socket")
    request.environ["wsgi.input"] = RateCheckedInput(request.environ["wsgi.input"], sock)
    if not request.path.startswith(UNLIMITED) and COUNTED not in request.environ:
        limits.count_address(limits.EVERYTHING, address())


def _ask_for_tls(response: Response) -> Response:
    response.headers.add(*TLS_ALONE)
    return response


def _end(response: Response) -> Response:
    # no view sets these itself, and looking each up first takes 30 µs
    response.headers.extend((("X-Request-Id", g.get("request_id", "")), *HEADERS))
    response.headers.setdefault("Content-Security-Policy", API_POLICY)
    # a sign-in is sent without a token and answered with two
    if "Authorization" in request.headers or request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
    _note_change(response.status_code)
    seconds = time.perf_counter() - g.get("began", time.perf_counter())
    metrics.request_done(response.status_code, seconds)
    _log(response.status_code, seconds)
    return response


def _note_change(status: int) -> None:
    """Share no reading from before a request that has, or may have, changed something."""
    if request.method not in READS and not 400 <= status < 500:
        readings.changed((request.view_args or {}).get("item_id"))


def _log(status: int, seconds: float) -> None:
    """Write the one line of a request; that of a refusal names address and, at a sign-in, the id that was tried."""
    line = {"status": status, "ms": round(seconds * 1000, 1), "user": maybe_user_id()}
    if "refusal" not in g:
        log.info("%s %s", request.method, request.path, extra=line)
        return
    tried = {"triedId": g.tried_id} if "tried_id" in g else {}
    line |= {"code": g.refusal, "method": request.method, "path": request.path, "address": address(), **tried}
    problems.log.info("refused", extra=line)
