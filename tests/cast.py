"""The fixed cast: people who are signed up for real, and the things they list. They work on Flask's test client and on
a running server alike."""

import http.client
import io
import itertools
import random
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit

from flask import Response
from PIL import Image
from werkzeug.test import EnvironBuilder

_phone_numbers = itertools.count(1)


class Site(Protocol):
    """Whatever answers requests: Flask's test client, or a running server."""

    def open(self, path: str, **request: Any) -> Any: ...


class Answer(Response):
    """What a running server said, with the `text` that the test client's answers have."""

    @property
    def text(self) -> str:
        return self.get_data(as_text=True)


@dataclass
class RunningServer:
    """A real server on a port, spoken to as Flask's test client is: one connection a request, from any thread."""

    url: str
    pid: int = 0
    # seconds
    patience: float = 60

    def open(self, path: str, **request: Any) -> Response:
        builder = EnvironBuilder(path=path, **request)
        sent = builder.get_request()
        parts = urlsplit(self.url)
        line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=self.patience)
        try:
            target = sent.full_path if sent.query_string else sent.path
            line.request(sent.method, target, sent.get_data(), dict(sent.headers) | {"Host": parts.netloc})
            answer = line.getresponse()
            return Answer(answer.read(), answer.status, answer.getheaders())
        finally:
            line.close()

    def get(self, path: str, **request: Any) -> Response:
        return self.open(path, method="GET", **request)

    def post(self, path: str, **request: Any) -> Response:
        return self.open(path, method="POST", **request)

    def put(self, path: str, **request: Any) -> Response:
        return self.open(path, method="PUT", **request)

    def patch(self, path: str, **request: Any) -> Response:
        return self.open(path, method="PATCH", **request)

    def delete(self, path: str, **request: Any) -> Response:
        return self.open(path, method="DELETE", **request)


@dataclass
class Person:
    """Somebody signed in at a site."""

    site: Site
    id: str
    password: str
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access_token}"}

    def _open(self, method: str, path: str, headers: dict[str, str] | None = None, **request: Any) -> Any:
        return self.site.open(path, method=method, headers={**self.headers, **(headers or {})}, **request)

    def get(self, path: str, **request: Any) -> Any:
        return self._open("GET", path, **request)

    def post(self, path: str, **request: Any) -> Any:
        return self._open("POST", path, **request)

    def put(self, path: str, **request: Any) -> Any:
        return self._open("PUT", path, **request)

    def patch(self, path: str, **request: Any) -> Any:
        return self._open("PATCH", path, **request)

    def delete(self, path: str, **request: Any) -> Any:
        return self._open("DELETE", path, **request)

    def leave(self) -> Any:
        """Leave, with the current password; returns the whole answer."""
        return self.delete("/api/me", json={"currentPassword": self.password})

    def bids(self, item: dict[str, Any], amount: int = 0, max_amount: int = 0, key: str = "") -> Any:
        """Bid on an item, openly (`amount`) or automatically (`max_amount`); returns the whole answer."""
        offer = {"amount": amount} if amount else {"maxAmount": max_amount}
        headers = {"Idempotency-Key": key} if key else {}
        return self.post(f"/api/items/{item['id']}/bids", json=offer, headers=headers)


def sign_up(site: Site, user_id: str, **changes: Any) -> Person:
    """A new user of the site, by its own sign-up."""
    form = {
        "id": user_id,
        "password": f"{user_id} has a long one",
        "phone": f"010-4000-{next(_phone_numbers) % 10000:04d}",
        "nickname": user_id.capitalize(),
        **changes,
    }
    answer = site.open("/api/users", method="POST", json=form)
    assert answer.status_code == 201, answer.text
    return Person(site, user_id, form["password"], answer.json["accessToken"], answer.json["refreshToken"])


def shows(text: str, phone: str) -> bool:
    """Whether a text has a phone number, or four of its digits as a word; those within longer numbers are chance."""
    _, middle, last = phone.split("-")
    return bool(re.search(rf"{middle}[-. ]?{last}|\*-?{last}|(?<![\w.-])({middle}|{last})(?![\w.-])", text))


def a_photo(width: int = 320, height: int = 240, kind: str = "JPEG", seed: int = 1, **options: Any) -> bytes:
    """A real picture: blocks of chance colours, so that it neither vanishes nor explodes when it is compressed."""
    chance = random.Random(seed)
    small = Image.frombytes("RGB", (8, 8), chance.randbytes(8 * 8 * 3))
    file = io.BytesIO()
    small.resize((width, height), Image.Resampling.BICUBIC).save(file, kind, **options)
    return file.getvalue()


def utc(**later: float) -> str:
    """Now plus a timedelta (`hours=1`), as the API writes times."""
    return (datetime.now(UTC) + timedelta(**later)).isoformat(timespec="seconds").replace("+00:00", "Z")


def an_item_form(**changes: Any) -> dict[str, Any]:
    """The multipart form of a good listing; a change to None leaves that field out."""
    form = {
        "name": "중고 아이폰 13",
        "content": "잔기스 있습니다.",
        "price": "10000",
        "endTime": utc(days=1),
        # small: its decoding is most of a listing's cost
        "images": [a_photo(160, 120)],
        **changes,
    }
    form["images"] = [_as_file(image) for image in form["images"] or []]
    return {name: value for name, value in form.items() if value is not None and value != []}


def an_item(seller: Person, **changes: Any) -> dict[str, Any]:
    """List a thing with a real photo; returns the item as the API shows it."""
    answer = seller.post("/api/items", data=an_item_form(**changes), content_type="multipart/form-data")
    assert answer.status_code == 201, answer.text
    return dict(answer.json)


def _as_file(image: Any) -> Any:
    """Bytes become an upload named photo.jpg; `(bytes, name)` or `(bytes, name, type)` go as they say."""
    content, *rest = image if isinstance(image, tuple) else (image, "photo.jpg", "image/jpeg")
    return (io.BytesIO(content), *rest)
