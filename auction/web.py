"""The page: the built React app with its assets, and a plain page where it has not been built."""

from flask import Response

from auction.config import ROOT

DIST = ROOT / "frontend" / "dist"


def page() -> Response:
    """The page's index.html; it is never cached, its assets for ever."""
    index = DIST / "index.html"
    html = index.read_text(encoding="utf-8") if index.exists() else UNBUILT
    response = Response(html, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


UNBUILT = """<!doctype html><html lang="ko"><meta charset="utf-8"><title>쓱Bay</title>
<h1>쓱Bay</h1><p>API: <a href="/api/docs">/api/docs</a></p></html>"""
