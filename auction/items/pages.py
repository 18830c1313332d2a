"""Answers that show items, each read once for all who ask at that time and completed for the viewer."""

import json
import time
from collections.abc import Callable, Container, Hashable
from functools import cached_property
from typing import NamedTuple

from flask import Response, request

import database
from auction import readings
from auction.http.shared import SHARED, Body, public
from auction.items import forms, rules
from auction.items.rows import ItemRow
from auction.items.summaries import store as summaries
from auction.users.access import maybe_user_id, sign_in_id
from auction.users.rules import SignInEnded

VIEWER = '"viewer":null'
# the viewer's part of an item that they neither sell nor lead nor watch
STRANGER = forms.Viewer(
    is_seller=False, is_leading=False, is_watching=False, max_amount=None, reserve_price=None, buy_now_price=None
).model_dump_json(by_alias=True)
# what a row and its place in a page take beside the texts (bytes)
ROW_WEIGHT = 2_000


class Found(NamedTuple):
    """Rows in their order, and where a list goes on; `is_list` False for a single item."""

    rows: list[ItemRow]
    next_cursor: str | None = None
    is_list: bool = True


class Page:
    """Items as everybody sees them, with the rows from which a viewer's own part is made."""

    def __init__(self, db: database.Db, find: Callable[[database.Db], Found]) -> None:
        began = time.monotonic()
        found = find(db)
        self.rows, self.item_ids = found.rows, [row["id"] for row in found.rows]
        images = rules.images_of(db, self.item_ids)
        shown = [forms.item_out(row, images[row["id"]], None, False) for row in self.rows]
        # no text of a user has unescaped quotes
        self._parts = [item.model_dump_json(by_alias=True).partition(VIEWER) for item in shown]
        empty = forms.Items(items=[], next_cursor=found.next_cursor).model_dump_json(by_alias=True)
        self._around = empty.partition("[")[0] + "[", empty.partition("[")[2]
        self._is_list = found.is_list
        self.body = Body.of(self._joined([VIEWER] * len(self.rows)).encode(), self.item_ids, began)

    @property
    def began(self) -> float:
        """When its reading began (monotonic)."""
        return self.body.began

    @property
    def weight(self) -> int:
        """Roughly how many bytes it takes: the texts twice, in parts and whole."""
        return 2 * self.body.weight + ROW_WEIGHT * (1 + len(self.rows))

    @cached_property
    def version(self) -> str:
        """What `summaries.version` says of these items while they are as they were read."""
        opened = sum(row["state"] == "open" for row in self.rows)
        changes, watching = (sum(row[column] for row in self.rows) for column in ("changes", "watchCount"))
        return f"{len(self.rows)} {changes} {opened} {watching}"

    def for_viewer(self, viewer_id: str, watched: Container[int]) -> str:
        """Return the JSON with the viewer's own part of each item."""
        return self._joined([f'"viewer":{_viewer_json(row, viewer_id, row["id"] in watched)}' for row in self.rows])

    def _joined(self, viewers: list[str]) -> str:
        items = [f"{before}{viewer}{after}" for (before, _, after), viewer in zip(self._parts, viewers, strict=True)]
        return ",".join(items).join(self._around) if self._is_list else items[0]


def _viewer_json(row: ItemRow, viewer_id: str, is_watching: bool) -> str:
    if is_watching or viewer_id in (row["user_id"], row["leader_id"]):
        return forms.viewer_out(row, viewer_id, is_watching).model_dump_json(by_alias=True)
    return STRANGER


def answer(key: Hashable, find: Callable[[database.Db], Found]) -> Response:
    """Answer with the items that `find` returns, alike for all requests of `key` but for the viewer's own part."""

    def read() -> Page:
        return database.read_anywhere(lambda db: Page(db, find))

    page, viewer_id = readings.shared(key, read), maybe_user_id()
    if viewer_id is None:
        return public(page.body)
    is_current, watched = compare(page, viewer_id, sign_in_id())
    if not is_current:
        page = readings.shared(key, read, since=time.monotonic())
        _, watched = compare(page, viewer_id, sign_in_id())
    request.environ[SHARED] = page
    return Response(page.for_viewer(viewer_id, watched), content_type="application/json")


def compare(page: Page, viewer_id: str, sign_in: str) -> tuple[bool, set[int]]:
    """Return whether nothing on a page has changed since it was read, and which of its items the viewer watches.

    So one who has bid reads their own bid, on any worker. Raises SignInEnded.
    """
    with database.reading() as db:
        seen = summaries.version(db, page.item_ids, viewer_id, sign_in)
    if not seen["isLive"]:
        raise SignInEnded
    return not seen["hasListed"] and seen["version"] == page.version, set(json.loads(seen["watched"] or "[]"))
