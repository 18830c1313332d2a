"""Serves the built React page with its assets, and a plain page where it has not been built."""

import mimetypes
from pathlib import Path

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from auction.config import ROOT
from auction.http.problems import problem

DIST = ROOT / "frontend" / "dist"
# the page runs and shows nothing but our own files; blob: is a photo that is about to be uploaded
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
ENCODINGS = {"br": ".br", "gzip": ".gz"}
# below these a missing resource is never answered with the page
NEVER_A_PAGE = ("/api/", "/assets/", "/resources/", "/detail/", "/mypage/")

web = Blueprint("web", __name__)


def page(status: int = 200) -> Response:
    """The page's index.html, which is never cached; its assets are for a year."""
    index = DIST / "index.html"
    html = index.read_text(encoding="utf-8") if index.exists() else UNBUILT
    response = Response(html, status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Security-Policy"] = POLICY
    response.vary.add("Accept")
    return response


@web.get("/login")
@web.get("/signup")
@web.get("/sell")
@web.get("/me")
@web.get("/settings")
@web.get("/items/<int:item_id>")
@web.get("/users/<string:user_id>")
def route_of_the_page(**_: object) -> Response:
    """An address that the page's own router handles."""
    return page()


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


UNBUILT = """<!doctype html><html lang="ko"><meta charset="utf-8"><title>쓱Bay</title>
<h1>쓱Bay</h1><p>API: <a href="/api/docs">/api/docs</a></p></html>"""
