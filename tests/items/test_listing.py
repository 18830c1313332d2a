"""Putting a thing up for auction: what is taken, what is refused, and no file or row left behind by a refusal."""

import http.client
import io
import json
import socket
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from werkzeug.test import EnvironBuilder

from tests.cast import a_photo, an_item, an_item_form, sign_up, utc
from tests.processes import at_most
from tests.scenes import at_once, counts

FIELDS = {
    "id", "name", "content", "price", "startPrice", "bidCount", "minimumBid", "startTime", "endTime", "status",
    "seller", "images", "serverTime", "viewer",
}  # fmt: skip


@pytest.fixture
def resources(environment):
    folder = environment / "resources"
    for file in folder.iterdir():
        file.unlink()
    return folder


def post(person, headers=None, **changes):
    form = an_item_form(**changes)
    return person.post("/api/items", data=form, content_type="multipart/form-data", headers=headers)


def moment(text):
    assert text.endswith("Z")
    return datetime.fromisoformat(text)


def test_a_listed_item_is_shown_as_promised(seller):
    end = utc(days=3)
    answer = post(seller, endTime=end)
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    item = answer.json
    assert set(item) >= FIELDS
    assert (item["name"], item["content"], item["status"]) == ("중고 아이폰 13", "잔기스 있습니다.", "live")
    assert (item["price"], item["startPrice"], item["minimumBid"], item["bidCount"]) == (10000, 10000, 10000, 0)
    assert item["seller"] == {"id": "seller", "nickname": "Seller"}
    assert item["viewer"] == {"isSeller": True, "isLeading": False, "isWatching": False, "maxAmount": None}
    assert item["endTime"] == end
    assert abs(moment(item["serverTime"]) - datetime.now(UTC)) < timedelta(seconds=at_most(5))
    assert moment(item["startTime"]) <= moment(item["serverTime"])
    later = seller.get(f"/api/items/{item['id']}").json
    assert later == item | {"serverTime": later["serverTime"]}


def test_its_photos_are_kept_clean_in_their_order(client, seller, resources):
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x8825] = {1: "N", 2: (37.0, 33.0, 58.9)}
    photos = [a_photo(2000, 1000, seed=1, exif=exif), a_photo(100, 50, "PNG", seed=2), a_photo(60, 60, "WEBP", seed=3)]
    images = an_item(seller, images=photos)["images"]
    assert [set(image) for image in images] == [{"url", "thumbnailUrl", "width", "height"}] * 3
    assert [(image["width"], image["height"]) for image in images] == [(800, 1600), (100, 50), (60, 60)]
    for image in images:
        for path in (image["url"], image["thumbnailUrl"]):
            answer = client.get(path)
            assert (answer.status_code, answer.content_type) == (200, "image/webp")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "immutable" in answer.headers["Cache-Control"]
            assert not Image.open(io.BytesIO(answer.data)).getexif()
    full = Image.open(io.BytesIO(client.get(images[0]["url"]).data))
    assert full.size == (800, 1600)
    assert len(list(resources.iterdir())) == 6


def test_eight_photos_are_taken_and_nine_are_not(seller, db, resources):
    small = [a_photo(16, 16, seed=number) for number in range(9)]
    assert len(an_item(seller, images=small[:8])["images"]) == 8
    before = counts(db, resources)
    answer = post(seller, images=small)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "images")
    assert counts(db, resources) == before


def refused(seller, db, resources, **changes):
    before = counts(db, resources)
    answer = post(seller, **changes)
    assert counts(db, resources) == before
    return answer


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", None),
        ("name", ""),
        ("name", "  \n "),
        ("name", "가" * 101),
        ("content", None),
        ("content", "x" * 10_001),
        ("price", None),
        ("price", ""),
        ("price", "0"),
        ("price", "-1"),
        ("price", "1.5"),
        ("price", "1e5"),
        ("price", "NaN"),
        ("price", "Infinity"),
        ("price", "1,000"),
        ("price", "만원"),
        ("price", "１０００"),
        ("price", "0x10"),
        ("price", " "),
        ("price", str(10**12 + 1)),
        ("price", str(2**63)),
        ("price", str(-(2**63))),
        ("price", "9" * 5000),
        ("endTime", None),
        ("endTime", ""),
        ("endTime", "tomorrow"),
        ("endTime", "2026-13-01T00:00:00Z"),
        ("endTime", "2026-02-30T00:00:00Z"),
        pytest.param("endTime", utc(days=1)[:-1], id="endTime-no offset"),
        pytest.param("endTime", utc(seconds=-1), id="endTime-past"),
        pytest.param("endTime", utc(days=31), id="endTime-too late"),
        ("endTime", "9999-12-31T23:59:59-14:00"),
        ("endTime", "0001-01-01T00:00:00+14:00"),
        ("endTime", "1732233600"),
        pytest.param("startTime", utc(days=2), id="startTime-after the end"),
        ("startTime", "soon"),
        pytest.param("startTime", utc(hours=1)[:-1], id="startTime-no offset"),
    ],
)
def test_a_wrong_field_is_named(seller, db, resources, field, value):
    answer = refused(seller, db, resources, **{field: value})
    assert answer.status_code == 422, answer.text
    assert [fault["field"] for fault in answer.json["errors"]] == [field]
    message = answer.json["errors"][0]["message"]
    assert message
    assert not message.isascii()


def test_a_missing_offset_is_reported(seller):
    answer = post(seller, endTime=utc(days=1)[:-1])
    assert "시간대" in answer.json["errors"][0]["message"]


@pytest.mark.parametrize(
    ("end", "kept"),
    [(timedelta(seconds=30), 30), (timedelta(days=30) - timedelta(seconds=5), 30 * 86400 - 5)],
)
def test_any_end_up_to_thirty_days_away_is_taken_down_to_seconds(seller, end, kept):
    text = (datetime.now(UTC) + end).isoformat(timespec="seconds").replace("+00:00", "Z")
    item = an_item(seller, endTime=text)
    assert item["endTime"] == text
    assert abs((moment(item["endTime"]) - moment(item["serverTime"])).total_seconds() - kept) < at_most(5)


def test_an_offset_is_converted_to_utc(seller):
    end = (datetime.now(UTC) + timedelta(days=1)).replace(microsecond=0)
    seoul = end.astimezone(ZoneInfo("Asia/Seoul"))
    assert moment(an_item(seller, endTime=seoul.isoformat())["endTime"]) == end


def test_a_start_in_the_future_schedules_it(seller):
    start = utc(hours=1)
    item = an_item(seller, startTime=start)
    assert (item["status"], item["startTime"]) == ("scheduled", start)


def test_a_start_in_the_past_is_now(seller):
    item = an_item(seller, startTime=utc(days=-5))
    assert item["status"] == "live"
    assert abs(moment(item["startTime"]) - moment(item["serverTime"])) < timedelta(seconds=at_most(2))


def test_a_name_from_a_mac_is_put_together_and_control_letters_of_a_text_vanish(seller):
    item = an_item(seller, name=unicodedata.normalize("NFD", "아이폰"), content="한 줄\n두 줄\x07")
    assert item["name"] == "아이폰"
    assert item["content"] == "한 줄\n두 줄"


def test_a_name_stands_on_one_line_with_single_spaces(client, seller):
    item = an_item(seller, name=" 새\u3000아이\n폰 \t 13\u00a0미니 ")
    assert item["name"] == "새 아이 폰 13 미니"
    assert len(client.get("/api/items?keyword=새아이폰13미니").json["items"]) == 1


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "'; DROP TABLE item; --", "{{7*7}}", "\N{CROWN}" * 20])
def test_any_text_is_kept_as_it_is(client, seller, text):
    item = an_item(seller, name=text, content=text)
    shown = client.get(f"/api/items/{item['id']}")
    assert (shown.json["name"], shown.json["content"]) == (text, text)
    assert shown.content_type == "application/json"


def test_what_is_not_theirs_to_say_has_no_effect(seller):
    extra = {
        "id": "7777", "userId": "bidder", "user_id": "bidder", "sellerId": "bidder", "status": "sold", "bidCount": "5",
        "startPrice": "1", "minimumBid": "1", "leader_id": "seller", "state": "sold",
    }  # fmt: skip
    item = post(seller, **extra).json
    assert item["id"] != 7777
    assert (item["seller"]["id"], item["status"], item["bidCount"], item["startPrice"]) == ("seller", "live", 0, 10000)


@pytest.mark.parametrize(
    ("photo", "status", "code"),
    [
        (b"", 415, "photo_unsupported"),
        (b"not a picture", 415, "photo_unsupported"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", 415, "photo_unsupported"),
        (b"<html><script>alert(1)</script></html>", 415, "photo_unsupported"),
        (b"GIF89a" + bytes(100), 415, "photo_unsupported"),
        (a_photo()[:200], 422, "photo_broken"),
        (a_photo() + b"<script>alert(1)</script>", 415, "photo_unsupported"),
        (b"\xff\xd8\xff" + bytes(10 * 1024 * 1024), 413, "photo_too_large"),
    ],
    ids=["empty", "text", "svg", "html", "gif", "cut", "polyglot", "11 MB"],
)
def test_a_photo_that_lies_is_refused_with_all_the_rest(seller, db, resources, photo, status, code):
    answer = refused(seller, db, resources, images=[a_photo(16, 16), photo])
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.json["photo"] == 2


def test_a_listing_without_a_photo_is_refused(seller, db, resources):
    answer = refused(seller, db, resources, images=None)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "images")


@pytest.mark.parametrize(
    "name", ["../../app.py", "/etc/passwd", "..\\evil.jpg", "a\x00.jpg", "x" * 300 + ".jpg", ".htaccess"]
)
def test_the_name_of_an_upload_is_never_used(seller, resources, name):
    item = an_item(seller, images=[(a_photo(16, 16), name, "image/jpeg")])
    names = {file.name for file in resources.iterdir()}
    assert names == {Path(image[key]).name for image in item["images"] for key in ("url", "thumbnailUrl")}
    assert all(len(found) in (len("0" * 32 + ".webp"), len("0" * 32 + "_t.webp")) for found in names)


def test_the_declared_type_of_an_upload_is_not_believed(seller):
    assert post(seller, images=[(a_photo(16, 16), "x.exe", "application/x-msdownload")]).status_code == 201
    assert post(seller, images=[(b"<html>", "x.jpg", "image/jpeg")]).status_code == 415


@pytest.mark.parametrize("cut", [6, 100, 1000])
def test_half_a_request_leaves_nothing(server, db, resources, cut):
    seller = sign_up(server, "seller")
    before = counts(db, resources)
    form = EnvironBuilder(method="POST", data=an_item_form(images=[a_photo(), a_photo(seed=2)])).get_request()
    body = form.get_data()
    line = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    line.putrequest("POST", "/api/items")
    for name, value in {**seller.headers, "Content-Type": form.content_type, "Content-Length": len(body)}.items():
        line.putheader(name, str(value))
    line.endheaders()
    line.send(body[:-cut])
    line.sock.shutdown(socket.SHUT_WR)
    answer = line.getresponse()
    assert answer.status == 422
    assert len(json.load(answer)["errors"]) > 1
    line.close()
    assert counts(db, resources) == before


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"", "multipart/form-data", 422),
        (b"rubbish", "multipart/form-data; boundary=B", 422),
        (b"name=x&price=1", "application/x-www-form-urlencoded", 422),
        (b"--B\r\n" * 100, "multipart/form-data; boundary=B", 422),
    ],
)
def test_a_body_of_another_kind_is_refused(seller, db, resources, body, kind, status):
    before = counts(db, resources)
    answer = seller.post("/api/items", data=body, content_type=kind)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert counts(db, resources) == before


def test_a_form_of_too_many_parts_is_refused(seller, db, resources):
    before = counts(db, resources)
    answer = seller.post(
        "/api/items", data=an_item_form() | {f"x{n}": "y" for n in range(100)}, content_type="multipart/form-data"
    )
    assert answer.status_code == 413
    assert counts(db, resources) == before


def test_nobody_lists_without_signing_in(client, db, resources):
    before = counts(db, resources)
    answer = client.post("/api/items", data=an_item_form(), content_type="multipart/form-data")
    assert (answer.status_code, answer.json["code"]) == (401, "not_signed_in")
    assert counts(db, resources) == before


def test_the_same_key_lists_once_and_answers_the_same(seller, db, resources):
    key = {"Idempotency-Key": "list-1"}
    end = utc(days=1)
    first = post(seller, key, endTime=end)
    before = counts(db, resources)
    again = post(seller, key, endTime=end)
    assert (again.status_code, again.json) == (201, first.json)
    assert counts(db, resources) == before


def test_the_same_key_with_another_photo_or_form_is_refused(seller, db, resources):
    key = {"Idempotency-Key": "list-1"}
    end = utc(days=1)
    post(seller, key, endTime=end)
    before = counts(db, resources)
    for change in ({"images": [a_photo(seed=2)]}, {"price": "20000"}):
        answer = post(seller, key, endTime=end, **change)
        assert (answer.status_code, answer.json["code"]) == (422, "idempotency_key_reused")
    assert counts(db, resources) == before


def test_a_refusal_stored_under_a_key_is_answered_in_words(seller, db, resources):
    key = {"Idempotency-Key": "list-1"}
    past = utc(seconds=-1)
    said = [post(seller, key, endTime=past).json["errors"] for _ in range(2)]
    assert said[0] == said[1] == post(seller, endTime=past).json["errors"]
    assert sum(1 for _ in resources.iterdir()) == 0


def test_the_same_key_at_once_lists_once(app, seller, db, resources):
    form = {"endTime": utc(days=1), "images": [a_photo(32, 32)]}

    def send(_number):
        client = app.test_client(use_cookies=False)
        headers = seller.headers | {"Idempotency-Key": "at-once"}
        data = an_item_form(**form)
        return client.post("/api/items", data=data, content_type="multipart/form-data", headers=headers)

    answers = at_once(send, 6)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1
    assert db.one("SELECT COUNT(*) AS n FROM item")["n"] == 1
    assert len(list(resources.iterdir())) == 2
