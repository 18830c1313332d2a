"""Photos of messages and disputes: who sees them, where they are, and what is refused."""

import io
from pathlib import Path

import boto3
import pytest
from PIL import Image

from auction.errors import OutcomeUnknown
from auction.items.images.s3 import PREFIX, PRIVATE, S3Images
from auction.items.images.storage import private_folder, sweep
from auction.orders.messages import rules
from tests.cast import a_photo, an_item, sign_up
from tests.orders.messages.chats import chat, send, send_photo, unread
from tests.orders.sales import DISPUTE, a_shipped_order, an_order, kinds_of
from tests.scenes import at_once


@pytest.fixture
def private(environment):
    """The folder of private photos, empty."""
    folder = private_folder(environment / "resources")
    for file in folder.glob("*"):
        file.unlink()
    return folder


def names_in(folder):
    return {file.name for file in folder.glob("*")}


def dispute(person, order, photos, key=""):
    form = DISPUTE | {"photos": [(io.BytesIO(photo), "photo.jpg", "image/jpeg") for photo in photos]}
    headers = {"Idempotency-Key": key} if key else {}
    path = f"/api/orders/{order['id']}/dispute"
    return person.post(path, data=form, content_type="multipart/form-data", headers=headers)


def test_both_sides_see_a_photo_without_what_the_camera_wrote(db, seller, bidder, private):
    order = an_order(db, seller, bidder)
    exif = Image.Exif()
    exif[0x010E] = "at my home"
    photo = send(bidder, order, "이렇게 왔어요.", a_photo(320, 240, exif=exif))["photo"]
    assert (photo["width"], photo["height"]) == (320, 240)
    for person in (seller, bidder):
        for url in (photo["url"], photo["thumbnailUrl"]):
            answer = person.get(url)
            assert (answer.status_code, answer.mimetype) == (200, "image/webp")
            assert answer.headers["Cache-Control"] == "no-store"
            assert Image.open(io.BytesIO(answer.data)).size == (320, 240)
            assert b"at my home" not in answer.data
    assert {len(name) for name in names_in(private)} == {len("0" * 32 + ".webp"), len("0" * 32 + "_t.webp")}


def test_no_stranger_and_no_public_address_has_a_photo(db, client, seller, bidder, rival, private):
    order = an_order(db, seller, bidder)
    url = send_photo(bidder, order)["photo"]["url"]
    other = an_order(db, rival, bidder)
    assert rival.get(url).status_code == 404
    assert rival.get(url.replace(f"/{order['id']}/", f"/{other['id']}/")).status_code == 404
    assert client.get(url).status_code == 401
    prefixes = ("", "../resources-private/", "private/")
    paths = [f"/resources/{prefix}{name}" for name in names_in(private) for prefix in prefixes]
    assert {rival.get(path).status_code for path in paths} == {404}


def test_an_image_of_the_page_needs_the_cookie_alone(app, db, seller, private):
    browser = app.test_client()
    form = {"id": "cookie", "password": "a long enough one", "phone": "010-1234-5678", "nickname": "x"}
    token = browser.post("/api/users", json=form, headers={"X-Refresh": "cookie"}).json["accessToken"]
    item = an_item(seller, buyNowPrice="20000")
    headers = {"Authorization": f"Bearer {token}"}
    assert browser.post(f"/api/items/{item['id']}/buy", json={}, headers=headers).status_code == 201
    order = browser.get(f"/api/orders?item={item['id']}", headers=headers).json["orders"][0]
    url = send_photo(seller, order)["photo"]["url"]
    answer = browser.get(url)
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert answer.headers["Cache-Control"].startswith("private")
    assert browser.get(url, headers={"Authorization": "Bearer rubbish"}).status_code == 401
    assert browser.get(f"/api/orders/{order['id']}/messages").status_code == 401


@pytest.mark.parametrize(
    ("photo", "status", "code"),
    [
        (b"\0\0\0\x18ftypheic" + bytes(100), 415, "photo_heic"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", 415, "photo_unsupported"),
        (a_photo()[:200], 422, "photo_broken"),
        (b"\xff\xd8\xff" + bytes(10 * 1024 * 1024), 413, "photo_too_large"),
    ],
    ids=["heic", "svg", "cut", "11 MB"],
)
def test_what_is_no_photo_is_refused_and_nothing_is_kept(db, seller, bidder, private, photo, status, code):
    order = an_order(db, seller, bidder)
    assert send(bidder, order, "여기요.", photo, status)["code"] == code
    assert (chat(seller, order), names_in(private)) == ([], set())


def test_a_photo_to_an_order_of_others_is_not_even_decoded(db, seller, bidder, rival, private, monkeypatch):
    order = an_order(db, seller, bidder)
    monkeypatch.setattr("auction.items.uploads.clean_photos", lambda files: pytest.fail("decoded"))
    assert send(rival, order, "", a_photo(), 404)["code"] == "order_not_found"


def test_two_photos_in_one_message_are_refused(db, seller, bidder, private):
    order = an_order(db, seller, bidder)
    form = {"photo": [(io.BytesIO(a_photo(16, 16)), "a.jpg"), (io.BytesIO(a_photo(16, 16)), "b.jpg")]}
    answer = bidder.post(f"/api/orders/{order['id']}/messages", data=form, content_type="multipart/form-data")
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "photo")
    assert names_in(private) == set()


def test_a_photo_sent_twice_with_one_key_is_kept_once(db, server, environment, private):
    seller, bidder = (sign_up(server, name) for name in ("seller", "bidder"))
    order = an_order(db, seller, bidder)
    found = at_once(lambda _: send(bidder, order, "", a_photo(), key="tabs")["id"], 3)
    assert len(set(found)) == 1
    assert len(names_in(private)) == 2


def test_files_stay_where_the_outcome_is_unknown(db, seller, bidder, private, monkeypatch):
    order = an_order(db, seller, bidder)

    def lost(*_args, **_more):
        raise OutcomeUnknown

    monkeypatch.setattr("auction.orders.messages.routes.answer_once", lost)
    send(bidder, order, "", a_photo(), 503)
    assert len(names_in(private)) == 2


def test_the_sweep_keeps_photos_of_messages_alone(app, db, seller, bidder, private):
    order = an_order(db, seller, bidder)
    send_photo(bidder, order)
    kept = names_in(private)
    (private / f"{'0' * 32}.webp").write_bytes(b"of a killed request")
    store = app.extensions["private_images"]
    assert sweep(store, lambda names: rules.known_photos(db, names), older_than=-5) == 1
    assert names_in(private) == kept


def test_a_dispute_brings_up_to_five_photos_into_the_chat(db, seller, bidder, private):
    order = a_shipped_order(db, seller, bidder)
    answer = dispute(bidder, order, [a_photo(16, 16, seed=number) for number in range(3)])
    assert (answer.status_code, answer.json["state"]) == (200, "disputed")
    assert answer.json["dispute"]["text"] == DISPUTE["text"]
    assert [(row["by"], row["text"], row["photo"] is None) for row in chat(seller, order)] == [("buyer", "", False)] * 3
    assert unread(seller, order) == 3
    assert kinds_of(db, "seller")[-1] == "orderDisputed"
    assert "orderMessage" not in kinds_of(db, "seller")


def test_a_dispute_with_photos_happens_once_by_its_key(db, seller, bidder, private):
    order = a_shipped_order(db, seller, bidder)
    answers = [dispute(bidder, order, [a_photo(16, 16)], "d1") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(chat(seller, order)) == 1
    assert len(names_in(private)) == 2
    assert dispute(bidder, order, [a_photo(16, 16, seed=2)], "d1").json["code"] == "idempotency_key_reused"


@pytest.mark.parametrize(("who", "photos", "status"), [("seller", 1, 409), ("rival", 1, 404), ("bidder", 6, 422)])
def test_a_dispute_that_is_refused_keeps_no_photo(db, seller, bidder, rival, private, who, photos, status):
    order = a_shipped_order(db, seller, bidder)
    people = {"seller": seller, "bidder": bidder, "rival": rival}
    assert dispute(people[who], order, [a_photo(16, 16)] * photos).status_code == status
    assert (chat(seller, order), names_in(private)) == ([], set())


def test_a_part_is_read_from_the_form(db, seller, bidder, private):
    order = a_shipped_order(db, seller, bidder)
    form = DISPUTE | {"wants": "part", "amount": "5000", "photos": (io.BytesIO(a_photo(16, 16)), "a.jpg")}
    answer = bidder.post(f"/api/orders/{order['id']}/dispute", data=form, content_type="multipart/form-data")
    assert answer.json["dispute"]["amount"] == 5_000
    assert not private_folder(Path("/srv/resources")).is_relative_to("/srv/resources")


def test_in_a_bucket_private_photos_are_not_under_the_public_prefix(app, db, seller, bidder, monkeypatch):
    from moto import mock_aws

    with mock_aws():
        client = boto3.client("s3", "us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing")
        client.create_bucket(Bucket="pictures")
        monkeypatch.setitem(app.extensions, "private_images", S3Images("pictures", client, PRIVATE))
        order = an_order(db, seller, bidder)
        photo = send_photo(bidder, order)["photo"]
        assert seller.get(photo["url"]).mimetype == "image/webp"
        found = client.list_objects_v2(Bucket="pictures")["Contents"]
        assert all(entry["Key"].startswith(PRIVATE) for entry in found)
        assert len(found) == 2
        assert not PRIVATE.startswith(PREFIX)
        control = client.head_object(Bucket="pictures", Key=found[0]["Key"])["CacheControl"]
        assert control == "private"
