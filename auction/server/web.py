"""Serves the built page, its assets and its icons."""

import gzip
import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from auction.http.problems import problem
from auction.server.html import DIST, PageSource, with_answers, with_preview

# the page runs and shows nothing but our own files; blob: is a photo that is about to be uploaded
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
ENCODINGS = {"br": ".br", "gzip": ".gz"}
# beside the assets, under names that others know; 192 and 512 are what Android asks for, 180 is what iOS does
ROOT_FILES = "any('manifest.webmanifest', 'icon-192.png', 'icon-512.png', 'icon-180.png', 'card.png')"
mimetypes.add_type("application/manifest+json", ".webmanifest")
# below these a missing resource is never answered with the page
NEVER_A_PAGE = ("/api/", "/assets/", "/resources/", "/detail/", "/mypage/")

web = Blueprint("web", __name__)


def page(status: int = 200, preview: str = "", answers: Mapping[str, Any] | None = None) -> Response:
    """The page's index.html, which is never cached; its assets are for a year.

    `preview` (HTML) replaces its title and description; `answers` of the API, by address, spare its first requests.
    """
    source: PageSource = current_app.extensions["page"]
    html = with_answers(with_preview(source.read(), preview), answers or {})
    response = _packed(html.encode())
    response.status_code = status
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Security-Policy"] = POLICY
    response.vary.update(("Accept", "Accept-Encoding", "Accept-Language"))
    return response


def _packed(html: bytes) -> Response:
    if not request.accept_encodings.quality("gzip"):
        return Response(html, content_type="text/html; charset=utf-8")
    response = Response(gzip.compress(html, 5), content_type="text/html; charset=utf-8")
    response.headers["Content-Encoding"] = "gzip"
    return response


@web.get("/login")
@web.get("/signup")
@web.get("/sell")
@web.get("/terms")
@web.get("/privacy")
@web.get("/forgot-password")
def route_of_the_page() -> Response:
    """An address that the page's own router handles."""
    return page()


@web.get("/me")
@web.get("/watching")
@web.get("/notifications")
@web.get("/orders")
@web.get("/payouts")
@web.get("/console")
@web.get("/settings")
@web.get("/reset-password")
def private_route_of_the_page() -> Response:
    """An address that shows each reader their own, which is nothing to index."""
    response = page()
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@web.get("/orders/<order_id>")
@web.get("/console/orders/<order_id>")
def order(order_id: str) -> Response:
    """An order's address, which shows its buyer, its seller or an operator alone what it is."""
    return private_route_of_the_page()


@web.get(f"/<{ROOT_FILES}:name>")
def root_file(name: str) -> Response:
    """The manifest, an icon, or the picture of links to no item."""
    path = DIST / name
    if not path.is_file():
        raise NotFound
    response = Response(path.read_bytes(), content_type=_kind(name))
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@web.get("/sw.js")
def service_worker() -> Response:
    """The script that shows push messages; a browser keeps a worker for as long as its script says the same."""
    path = DIST / "sw.js"
    if not path.is_file():
        raise NotFound
    response = Response(path.read_bytes(), content_type=_kind(path.name))
    response.headers["Cache-Control"] = "no-cache"
    return response


@web.get("/assets/<path:name>")
def asset(name: str) -> Response:
    """A file of the build, compressed in advance; its name holds a hash of its content, so it never changes."""
    path = safe_join(str(DIST / "assets"), name)
    if path is None or not Path(path).is_file():
        raise NotFound
    suffix, encoding = _encoding(path)
    response = Response(Path(path + suffix).read_bytes(), content_type=_kind(name))
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.vary.add("Accept-Encoding")
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


@web.app_errorhandler(404)
def not_found(_error: Exception) -> Response:
    """Answer a browser with the page, which says that there is nothing here, and a program with a problem."""
    wants_html = request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"
    if wants_html and not request.path.startswith(NEVER_A_PAGE):
        return page(404)
    return problem(404, "not_found")


def _encoding(path: str) -> tuple[str, str]:
    for encoding, suffix in ENCODINGS.items():
        if request.accept_encodings.quality(encoding) and Path(path + suffix).is_file():
            return suffix, encoding
    return "", ""


def _kind(name: str) -> str:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
