"""Every parameter and field of the whole contract, given what it should not be: never a crash, never a delay."""

import io
import itertools
import json
import re
import struct
import time
import zlib

import pytest

from tests.cast import a_photo, an_item, an_item_form
from tests.operators.acting import proven, with_role
from tests.orders.sales import an_order
from tests.processes import at_most
from tests.scenes import counts

VALUES = [
    None, True, 0, -1, 1.5, 2**63, -(2**63) - 1, 10**400, "", " ", "\x00", "' OR 1=1 -- ", "'; SELECT SLEEP(3); --",
    "%", "_", "\\", "%s%(x)s{0}", "../../etc/passwd", "<script>alert(1)</script>", "가" * 5000, "A" * 30_000,
    "\ud7a3\u0301\u202e", [], {}, [[]], {"$gt": ""}, ["x"] * 1000, "NaN", "1e999", "0x10", "٣", "9999-12-31T23:59:59Z",
    "0000-00-00T00:00:00Z",
]  # fmt: skip
# the rest of a good body, so that one bad field gets as far as it can
GOOD = {
    "/api/users": {"password": "a long enough one", "phone": "010-1234-5678", "nickname": "x", "id": "newcomer"},
    "/api/login": {"id": "seller", "password": "x"},
    "/api/me": {"currentPassword": "x"},
    "/api/me/contacts": {"channel": "mail", "address": "bidder@mail.example"},
    "/api/password/reset": {"token": "none of ours", "password": "quite another long one"},
}
TEXTS = [str(value) for value in VALUES if isinstance(value, str | int | float)]


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if not path.endswith("/events"):
                yield path, method, operation


@pytest.fixture
def document(client):
    return client.get("/api/openapi.json").json


@pytest.fixture
def ask(db, seller, bidder):
    """Asks as the bidder; the answer must come at once and be no crash."""
    item, order_id = an_item(seller), an_order(db, seller, bidder)["id"]
    # the routes for operators read nothing of what others send
    proven(with_role(bidder, "chief"))

    def check(path, method, **request):
        known = {"itemId": item["id"], "bidId": 1, "contactId": 1, "searchId": 1, "id": "seller", "orderId": order_id}
        known |= {"offerId": 1, "payoutId": 1, "messageId": 1, "act": "confirm", "provider": "sandbox"}
        began = time.perf_counter()
        answer = getattr(bidder, method)(path.format(**known | request.pop("names", {})), **request)
        assert answer.status_code < 500, (method, path, request, answer.text)
        assert time.perf_counter() - began < at_most(2)
        if answer.status_code >= 400:
            assert answer.content_type == "application/problem+json"
        return answer

    return check


def test_every_field_of_every_body(ask, document, db, seller):
    tried = 0
    for path, method, operation in operations(document):
        body = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if body:
            name = body["schema"]["$ref"].rpartition("/")[2]
            fields = document["components"]["schemas"][name]["properties"]
            for field, value in itertools.product(fields, VALUES):
                text = json.dumps(GOOD.get(path, {}) | {field: value})
                ask(path, method, data=text, content_type="application/json")
                tried += 1
    assert tried > 500
    assert all(re.fullmatch("[a-z0-9._-]{4,50}", row["id"]) for row in db.all("SELECT id FROM `user`"))


def test_every_query_parameter(ask, document):
    tried = 0
    for path, method, operation in operations(document):
        for parameter in operation["parameters"]:
            if parameter["in"] == "query":
                for value in TEXTS:
                    if len(value) < 3000:
                        ask(path, method, query_string={parameter["name"]: value})
                        tried += 1
    assert tried > 200


def test_every_part_of_an_address(ask, document):
    for path, method, operation in operations(document):
        for parameter in operation["parameters"]:
            if parameter["in"] == "path" and method == "get":
                for value in ("0", "-1", "9" * 30, "%00", "'", "%25", "..", "a" * 1000, "é", "%F0%9F%98%80"):
                    ask(path, method, names={parameter["name"]: value})


def test_every_field_of_the_listing_form(ask, seller, db):
    before = counts(db)
    for field, value in itertools.product(("price", "endTime", "startTime", "reservePrice", "buyNowPrice"), TEXTS):
        if field in ("reservePrice", "buyNowPrice", "startTime") and value.strip() in ("", "9223372036854775808"):
            continue
        data = an_item_form(images=None, **{field: value})
        assert ask("/api/items", "post", data=data, content_type="multipart/form-data").status_code in (413, 422)
    assert counts(db) == before


def png(width, height):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("photo", "statuses"),
    [
        (png(50_000, 50_000), {413}),
        (png(2**31 - 1, 2**31 - 1), {413, 415, 422}),
        (png(0, 0), {413, 415, 422}),
        (a_photo()[:-2] + bytes(9 * 1024 * 1024), {201, 413, 415, 422}),
        (b"RIFF\xff\xff\xff\xffWEBPVP8 " + bytes(1000), {415, 422}),
        (b"%PDF-1.7\n" + a_photo(), {415}),
        (b"PK\x03\x04" + a_photo(), {415}),
    ],
    ids=["huge", "enormous", "nothing", "padded", "false webp", "pdf", "zip"],
)
def test_a_hostile_picture_is_answered_within_a_second_or_so(ask, photo, statuses):
    data = an_item_form(images=[(photo, "x.jpg", "image/jpeg")])
    assert ask("/api/items", "post", data=data, content_type="multipart/form-data").status_code in statuses


def test_files_where_none_belong_are_ignored(seller):
    data = an_item_form(other=(io.BytesIO(b"x" * 1000), "x.sh"), images=[a_photo(16, 16)])
    assert seller.post("/api/items", data=data, content_type="multipart/form-data").status_code == 201
