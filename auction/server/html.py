"""The HTML of the built page, of this release or of the bucket that serves its assets, and what is put into it."""

import logging
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import escape

from auction.config import ROOT, Config
from auction.errors import TryAgain
from auction.items.images.photos import THUMBNAIL_SIDE

log = logging.getLogger("ssgbay.page")

DIST = ROOT / "frontend" / "dist"
# what the page says of itself, until an answer replaces it by what it says of one item or user
PREVIEW = re.compile(r"<!--preview-->.*<!--/preview-->", re.DOTALL)
ITEM_PAGE = re.compile(r"<!--item-page ([^>]*)-->")
# how long after an upload of the page its older HTML may be served; the older assets stay in the bucket
BUCKET_AGE_S = 60.0
UNBUILT = """<!doctype html><html lang="ko"><head><meta charset="utf-8">
<!--preview--><title>쓱Bay</title><!--/preview--></head>
<body><h1>쓱Bay</h1><p>API: <a href="/api/docs">/api/docs</a></p></body></html>"""


class PageUnavailable(TryAgain):
    """The page's HTML cannot be fetched from its bucket just now."""


class PageSource(Protocol):
    """Where the page's index.html comes from."""

    def read(self) -> str:
        """Return the HTML. Raises PageUnavailable."""
        ...


class BuiltPage:
    """The page built in this checkout, and a plain one where it has not been built."""

    def __init__(self, folder: Path = DIST) -> None:
        self._index = folder / "index.html"

    def read(self) -> str:
        return self._index.read_text(encoding="utf-8") if self._index.exists() else UNBUILT


class BucketPage:
    """The page in a bucket, fetched again after a minute; the one before is kept while the bucket does not answer."""

    def __init__(self, bucket: str, client: Any) -> None:
        self._bucket, self._client = bucket, client
        self._html, self._read_at = "", -BUCKET_AGE_S

    def read(self) -> str:
        if time.monotonic() - self._read_at >= BUCKET_AGE_S:
            self._fetch()
        return self._html

    def _fetch(self) -> None:
        from auction.items.images.s3 import FAILURES

        try:
            answer = self._client.get_object(Bucket=self._bucket, Key="index.html")
            self._html, self._read_at = answer["Body"].read().decode(), time.monotonic()
        except FAILURES as error:
            log.error("index.html could not be fetched from %s: %s", self._bucket, error)
            if not self._html:
                raise PageUnavailable from error


def page_source(config: Config) -> PageSource:
    """Return the configured source of the page."""
    if not config.page_bucket:
        return BuiltPage()
    from auction.items.images.s3 import client

    return BucketPage(config.page_bucket, client())


def with_preview(html: str, preview: str) -> str:
    """Return the HTML with another title and description."""
    return PREVIEW.sub(lambda _: preview, html) if preview else html


def with_answers(html: str, answers: Mapping[str, Any]) -> str:
    """Return the HTML with answers of the API in it, by their addresses, so that the page need not wait for them."""
    if not answers:
        return html
    html = html.replace("</head>", f"{_preloads(html, answers)}</head>", 1)
    # a data block: the policy lets no script run that is not a file of ours, and this is none
    block = f'<script type="application/json" id="answers">{htmlsafe_json_dumps(answers)}</script>'
    return html.replace("</body>", f"{block}</body>", 1)


def _preloads(html: str, answers: Mapping[str, Any]) -> str:
    """Links to what is needed first: an item's page and first photo, of each list the first two thumbnails."""
    links = []
    for answer in answers.values():
        listed = answer.get("items")
        shown = [item["images"][0]["thumbnailUrl"] for item in (listed or [])[:2] if item["images"]]
        links += [f'<link rel="preload" as="image" fetchpriority="high" href="{escape(url)}">' for url in shown]
        if listed is None:
            links += _parts_of_item_page(html) + [_preload_of_photo(photo) for photo in answer["images"][:1]]
    return "".join(links)


def _parts_of_item_page(html: str) -> list[str]:
    """Links to the files that frontend/vite.config.ts names in the page."""
    found = ITEM_PAGE.search(html)
    kinds = {True: "modulepreload", False: "stylesheet"}
    names = found[1].split() if found else []
    return [f'<link rel="{kinds[name.endswith(".js")]}" href="/{name}">' for name in names]


def _preload_of_photo(photo: Mapping[str, Any]) -> str:
    # the same sizes as in frontend/src/parts/Thumb.tsx
    width = round(photo["width"] * min(1, THUMBNAIL_SIDE / max(photo["width"], photo["height"])))
    sources = f"{escape(photo['thumbnailUrl'])} {width}w, {escape(photo['url'])} {photo['width']}w"
    sizes = "(min-width: 800px) 620px, 100vw"
    return f'<link rel="preload" as="image" fetchpriority="high" imagesrcset="{sources}" imagesizes="{sizes}">'
