"""The page: the built React app with its assets, and a plain page where it has not been built."""

import mimetypes
from pathlib import Path

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound
from werkzeug.utils import safe_join

from auction.config import ROOT
from auction.http.problems import problem

DIST = ROOT / "frontend" / "dist"
# the page runs and shows nothing but our own files; blob: is a photo that is about to be uploaded
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
ENCODINGS = {"br": ".br", "gzip": ".gz"}
# what belongs to programs: a browser that asks here for what is not there gets no page
NO_PAGES = ("/api/", "/assets/", "/resources/", "/detail/", "/mypage/")

web = Blueprint("web", __name__)


def page(status: int = 200) -> Response:
    """The page's index.html; it is never cached, its assets for ever."""
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
    """An address that the page itself understands."""
    return page()


@web.get("/assets/<path:name>")
def asset(name: str) -> Response:
    """A file of the build, compressed before. Its name holds a hash of its content, so it never changes."""
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
def nowhere(_error: Exception) -> Response:
    """A browser gets the page, which says that there is nothing here; a program gets a problem."""
    accepts = request.accept_mimetypes
    if not request.path.startswith(NO_PAGES) and accepts.best_match(["application/json", "text/html"]) == "text/html":
        return page(404)
    return problem(404, "not_found")


def _encoding(path: str) -> tuple[str, str]:
    for encoding, suffix in ENCODINGS.items():
        if encoding in request.accept_encodings and Path(path + suffix).is_file():
            return suffix, encoding
    return "", ""


def _kind(name: str) -> str:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


UNBUILT = """<!doctype html><html lang="ko"><meta charset="utf-8"><title>쓱Bay</title>
<h1>쓱Bay</h1><p>API: <a href="/api/docs">/api/docs</a></p></html>"""
