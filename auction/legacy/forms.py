"""Requests and responses of the 2023 contract: its field names, its numbers and times as text, its pages."""

import re
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Response, jsonify, request
from pydantic import BaseModel, ValidationError
from werkzeug.http import http_date

import database
from auction.errors import Unreadable
from auction.http.contract import refusal_of
from auction.http.fields import CountText, In, WonText
from auction.items import rules as items
from auction.items.forms import image_url
from auction.items.rows import ImageRow, ItemRow
from auction.users.forms import seller

SEOUL = ZoneInfo("Asia/Seoul")
WHOLE = re.compile(r"\s*([0-9]{1,18})(\.0+)?\s*")

F = TypeVar("F", bound=BaseModel)


class Price(In):
    price: WonText


class ItemId(In):
    item_id: CountText


def json_sent() -> dict[str, Any]:
    """Return the JSON object in the request's body. Raises Unreadable."""
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        raise Unreadable
    return sent


def checked(form: type[F], values: dict[str, Any]) -> F:
    """Validate the values by this form, None as if not sent. Raises Invalid."""
    try:
        return form.model_validate({name: value for name, value in values.items() if value is not None})
    except ValidationError as error:
        raise refusal_of(error) from error


def whole(sent: Any) -> Any:
    """Return a whole number written as 13000.0 or " 13000 " as int, anything else as it is, for the form to refuse."""
    if isinstance(sent, float) and sent.is_integer():
        return int(sent)
    written = WHOLE.fullmatch(sent) if isinstance(sent, str) else None
    return int(written[1]) if written else sent


def in_seoul(text: str | None) -> str | None:
    """Return a time without an offset, as from a datetime-local input, with that of Seoul."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return text
    return (moment if moment.tzinfo else moment.replace(tzinfo=SEOUL)).isoformat()


def page_of(db: database.Db, rows: list[ItemRow], **cursors: str | None) -> Response:
    """Respond with a JSON array of items, and a Link header to the next page where there is a cursor for it."""
    response = jsonify(items_out(db, rows))
    if given := {name: cursor for name, cursor in cursors.items() if cursor}:
        query = {name: value for name, value in request.args.items() if name not in cursors}
        response.headers["Link"] = f'<{request.base_url}?{urlencode(query | given)}>; rel="next"'
    return response


def items_out(db: database.Db, rows: list[ItemRow]) -> list[dict[str, Any]]:
    """Return items under their column names, with times as HTTP dates and the URL of the first picture."""
    images = items.images_of(db, [row["id"] for row in rows])
    return [
        {
            "id": row["id"],
            "name": row["name"],
            "content": row["content"],
            "price": row["price"],
            "user_id": seller(row["user_id"], row["nickname"], row["leftAt"] is not None).id,
            "image": _address(images[row["id"]]),
            "startTime": http_date(row["startTime"].replace(tzinfo=UTC)),
            "endTime": http_date(row["endTime"].replace(tzinfo=UTC)),
        }
        for row in rows
    ]


def _address(images: list[ImageRow]) -> str:
    return request.url_root.rstrip("/") + image_url(images[0]["name"]) if images else ""
