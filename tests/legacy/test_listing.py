"""POST /create of the 2023 contract."""

import io
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

import pytest

from tests.cast import a_photo
from tests.legacy.contract import form, korean
from tests.scenes import counts


def test_listing_answers_a_text(client, db, seller):
    naive = (datetime.now(ZoneInfo("Asia/Seoul")) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    answer = seller.post("/create", data=form(endTime=naive), content_type="multipart/form-data")
    assert (answer.status_code, answer.content_type) == (200, "text/plain; charset=utf-8")
    assert answer.text == "경매물품 등록 성공"
    listed = client.get("/").json[0]
    assert (listed["name"], listed["content"], listed["price"], listed["user_id"]) == (
        "중고 기타", "줄이 새것", 10000, "seller",
    )  # fmt: skip
    seoul = datetime.fromisoformat(naive).replace(tzinfo=ZoneInfo("Asia/Seoul"))
    assert parsedate_to_datetime(listed["endTime"]) == seoul


def test_an_end_with_a_zone_is_taken_as_it_says(client, seller):
    end = (datetime.now(UTC) + timedelta(days=1)).replace(microsecond=0)
    seller.post("/create", data=form(endTime=end.isoformat()), content_type="multipart/form-data")
    assert parsedate_to_datetime(client.get("/").json[0]["endTime"]) == end


def test_a_listing_belongs_to_the_user_of_the_token(client, seller, bidder):
    seller.post("/create", data=form(userId="bidder"), content_type="multipart/form-data")
    assert client.get("/").json[0]["user_id"] == "seller"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"itemName": None}, 422), ({"itemPrice": "0"}, 422), ({"itemPrice": "싸게"}, 422), ({"endTime": "soon"}, 422),
        ({"endTime": None}, 422), ({"endTime": "2020-01-01T00:00"}, 422), ({"itemImage": None}, 422),
        ({"endTime": "0001-01-01T00:00"}, 422), ({"endTime": "9999-12-31T23:59"}, 422),
    ],
)  # fmt: skip
@pytest.mark.parametrize("key", [None, "a-key"])
def test_a_wrong_listing_says_why_and_leaves_nothing(db, seller, environment, change, status, key):
    resources = environment / "resources"
    before = counts(db, resources)
    headers = {"Idempotency-Key": key} if key else {}
    answer = seller.post("/create", data=form(**change), content_type="multipart/form-data", headers=headers)
    assert answer.status_code == status
    korean(answer)
    after = counts(db, resources)
    assert after | {"idempotency": 0} == before


@pytest.mark.parametrize(
    ("photo", "status"), [(b"<svg/>", 415), (b"", 415), (b"\xff\xd8\xff" + bytes(10 * 1024 * 1024), 413)]
)
def test_a_file_that_is_not_a_photo_is_refused_as_such(db, seller, photo, status):
    data = form(itemImage=(io.BytesIO(photo), "x.jpg"))
    answer = seller.post("/create", data=data, content_type="multipart/form-data")
    assert answer.status_code == status
    korean(answer)
    assert db.one("SELECT COUNT(*) AS n FROM item")["n"] == 0


def test_nobody_lists_without_a_token(client, db):
    answer = client.post("/create", data=form(userId="seller"), content_type="multipart/form-data")
    assert answer.status_code == 401
    korean(answer)


@pytest.mark.parametrize("price", ["13000", "13000.0", " 13000 ", "13000.00"])
def test_a_whole_price_may_be_written_with_a_fraction_of_nothing(client, seller, price):
    assert seller.post("/create", data=form(itemPrice=price), content_type="multipart/form-data").status_code == 200
    assert client.get("/").json[0]["price"] == 13000


@pytest.mark.parametrize("price", ["13000.5", "13,000", "", "만삼천", "1e4", "13000원"])
def test_any_other_price_says_why_not(db, seller, price):
    answer = seller.post("/create", data=form(itemPrice=price), content_type="multipart/form-data")
    assert answer.status_code == 422
    korean(answer)
    assert db.one("SELECT COUNT(*) AS n FROM item")["n"] == 0


@pytest.mark.parametrize("name", ["내 사진 (1).jpg", "🎸.png", "%3F#?&.jpeg", "사진", "..", "../../x.jpg", "x" * 300])
def test_the_name_of_an_upload_is_never_the_name_of_a_file(client, seller, environment, name):
    data = form(itemImage=(io.BytesIO(a_photo(32, 32)), name))
    assert seller.post("/create", data=data, content_type="multipart/form-data").status_code == 200
    image = client.get("/").json[0]["image"]
    assert (client.get(image).status_code, client.get(image).content_type) == (200, "image/webp")


def test_the_time_of_mysql_is_taken_too(client, seller):
    naive = (datetime.now(ZoneInfo("Asia/Seoul")) + timedelta(days=2)).replace(microsecond=0)
    data = form(endTime=naive.strftime("%Y-%m-%d %H:%M:%S"))
    assert seller.post("/create", data=data, content_type="multipart/form-data").status_code == 200
    assert parsedate_to_datetime(client.get("/").json[0]["endTime"]) == naive
