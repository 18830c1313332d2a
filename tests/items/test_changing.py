"""Changing and taking down: the seller's alone, and only before the first bid."""

import io
import json

import pytest

from tests.cast import a_photo, an_item, utc
from tests.scenes import counts, move_end, move_start


def change(person, item, **fields):
    return person.patch(f"/api/items/{item['id']}", json=fields)


def row(db, item):
    return db.one("SELECT * FROM item WHERE id = %(id)s", id=item["id"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "새 이름"),
        ("content", ""),
        ("content", "새 설명"),
        ("price", 1),
        ("price", 10**12),
        pytest.param("endTime", utc(days=9), id="endTime-nine days"),
    ],
)
def test_the_seller_changes_what_they_like(client, seller, field, value):
    item = an_item(seller)
    answer = change(seller, item, **{field: value})
    assert answer.status_code == 200
    assert answer.json[field] == value
    kept = {name: item[name] for name in ("name", "content", "price", "endTime") if name != field}
    assert kept.items() <= client.get(f"/api/items/{item['id']}").json.items()


def test_a_new_price_is_the_new_start(client, seller, bidder):
    item = an_item(seller)
    changed = change(seller, item, price=500).json
    assert (changed["price"], changed["startPrice"], changed["minimumBid"]) == (500, 500, 500)
    assert bidder.bids(item, amount=500).status_code == 201


def test_a_new_name_is_found_and_the_old_one_is_not(client, seller):
    item = an_item(seller, name="중고 자전거")
    change(seller, item, name="중고 기타")
    assert [found["id"] for found in client.get("/api/items?keyword=기타").json["items"]] == [item["id"]]
    assert client.get("/api/items?keyword=자전거").json["items"] == []
    assert len(client.get("/api/items?keyword=중고").json["items"]) == 1


def test_a_scheduled_one_can_be_changed_too(db, seller):
    item = an_item(seller, startTime=utc(hours=1))
    assert change(seller, item, name="x").status_code == 200
    assert change(seller, item, endTime=utc(minutes=30)).status_code == 422


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": 5},
        {"name": "x" * 101},
        {"content": ["x"]},
        {"content": "x" * 10_001},
        {"price": 0},
        {"price": -1},
        {"price": "10000"},
        {"price": 1.5},
        {"price": True},
        {"price": 10**12 + 1},
        {"price": 2**63},
        {"endTime": utc(seconds=-1)},
        {"endTime": utc(days=31)},
        {"endTime": utc(days=1)[:-1]},
        {"endTime": 1732233600},
        {"name": "good", "price": "bad"},
    ],
)
def test_a_wrong_change_changes_nothing(db, seller, fields):
    item = an_item(seller)
    before = row(db, item)
    answer = change(seller, item, **fields)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert answer.json["errors"][0]["field"] in fields
    assert row(db, item) == before


@pytest.mark.parametrize(
    "fields",
    [{}, {"id": 7}, {"status": "sold"}, {"state": "sold"}, {"bidCount": 9}, {"seller": "bidder"}, {"userId": "bidder"}],
)
def test_what_is_not_theirs_to_change_stays(db, seller, bidder, fields):
    item = an_item(seller)
    before = row(db, item)
    assert change(seller, item, **fields).status_code == 200
    # the row was written, and so its writings are counted
    assert row(db, item) == before | {"changes": before["changes"] + 1}


def test_only_the_seller_changes_or_deletes_an_item(client, db, seller, bidder):
    item = an_item(seller)
    before = row(db, item)
    for answer in (change(bidder, item, name="mine"), bidder.delete(f"/api/items/{item['id']}")):
        assert (answer.status_code, answer.json["code"]) == (403, "not_your_item")
    for method in (client.patch, client.delete):
        assert method(f"/api/items/{item['id']}", json={}).status_code == 401
    assert row(db, item) == before


def test_after_the_first_bid_its_terms_are_fixed(db, seller, bidder, environment):
    item = an_item(seller)
    bidder.bids(item, amount=10000)
    before = counts(db, environment / "resources"), row(db, item)
    for answer in (change(seller, item, price=1), seller.delete(f"/api/items/{item['id']}")):
        assert (answer.status_code, answer.json["code"]) == (409, "has_bids")
    assert (counts(db, environment / "resources"), row(db, item)) == before


def test_after_its_end_it_stays_as_it_was(db, seller):
    item = an_item(seller)
    move_end(db, item, -1)
    for answer in (change(seller, item, endTime=utc(days=2)), seller.delete(f"/api/items/{item['id']}")):
        assert (answer.status_code, answer.json["code"]) == (409, "auction_ended")


def test_what_is_taken_down_leaves_no_row_and_no_file(client, db, seller, environment):
    resources = environment / "resources"
    before = counts(db, resources)
    item = an_item(seller, images=[a_photo(32, 32), a_photo(32, 32, seed=2)])
    answer = seller.delete(f"/api/items/{item['id']}")
    assert (answer.status_code, answer.data) == (204, b"")
    assert counts(db, resources) == before
    assert client.get(f"/api/items/{item['id']}").status_code == 404
    assert client.get(item["images"][0]["url"]).status_code == 404
    assert seller.delete(f"/api/items/{item['id']}").status_code == 404


def test_an_item_that_does_not_exist_cannot_be_changed(seller):
    assert change(seller, {"id": 999999}, name="x").json["code"] == "item_not_found"
    assert seller.delete("/api/items/999999").json["code"] == "item_not_found"


def test_taking_down_a_scheduled_one(db, seller):
    item = an_item(seller)
    move_start(db, item, 600)
    assert seller.delete(f"/api/items/{item['id']}").status_code == 204


def test_a_change_of_the_end_counts_as_the_original_end(db, seller):
    item = an_item(seller)
    change(seller, item, endTime=utc(days=2))
    assert row(db, item)["endTime"] == row(db, item)["originalEnd"]


def test_reserve_and_buy_now_are_changed_and_removed_and_shown_to_their_seller(client, seller):
    item = an_item(seller)
    changed = change(seller, item, reservePrice=30_000, buyNowPrice=50_000, buyNowUntil="price").json
    assert (changed["viewer"]["reservePrice"], changed["buyNowPrice"], changed["reserveMet"]) == (30_000, 50_000, False)
    assert "30000" not in client.get(f"/api/items/{item['id']}").text
    assert change(seller, item, price=40_000).json["errors"][0]["field"] == "reservePrice"
    removed = change(seller, item, reservePrice=None, buyNowPrice=None).json
    assert (removed["viewer"].get("reservePrice"), removed["buyNowPrice"], removed["reserveMet"]) == (None, None, None)


def test_the_start_is_changed_until_it_has_come(seller):
    waiting, started = an_item(seller, startTime=utc(hours=5)), an_item(seller)
    later = utc(hours=9)
    assert change(seller, waiting, startTime=later).json["startTime"] == later
    assert change(seller, waiting, startTime=utc(days=8)).json["errors"][0]["field"] == "startTime"
    assert change(seller, started, startTime=later).json["errors"][0]["field"] == "startTime"


def photographed(seller):
    """An item with three photos, and the file names of these."""
    item = an_item(seller, images=[a_photo(32, 32, seed=seed) for seed in (1, 2, 3)])
    return item, [image["url"].removeprefix("/resources/") for image in item["images"]]


def arrange(person, item, order, *new):
    files = [(io.BytesIO(data), f"{number}.jpg") for number, data in enumerate(new)]
    request = {"data": {"order": json.dumps(order), "images": files}, "content_type": "multipart/form-data"}
    return person.site.open(f"/api/items/{item['id']}/images", method="PUT", headers=person.headers, **request)


def test_photos_are_reordered_replaced_and_removed_and_their_files_go(client, db, seller, environment):
    item, (first, second, third) = photographed(seller)
    before = counts(db, environment / "resources")
    images = arrange(seller, item, [third, None, first], a_photo(64, 32)).json["images"]
    assert [images[0]["url"], images[2]["url"]] == [f"/resources/{third}", f"/resources/{first}"]
    assert (images[1]["width"], images[1]["height"]) == (64, 32)
    assert row(db, item)["image"] == third
    assert counts(db, environment / "resources") == before
    assert client.get(f"/resources/{second}").status_code == 404


@pytest.mark.parametrize(
    "order",
    [
        lambda names: [],
        lambda names: [names[0], names[0]],
        lambda names: ["none.webp"],
        lambda names: [names[0], None, None],
        lambda names: names,
        lambda names: [None] * 9,
        lambda names: {"0": names[0]},
        lambda names: [7, None],
        lambda names: "no list",
    ],
)
def test_a_wrong_order_changes_nothing_and_leaves_no_file(db, seller, environment, order):
    item, names = photographed(seller)
    before = counts(db, environment / "resources"), seller.get(f"/api/items/{item['id']}").json["images"]
    answer = arrange(seller, item, order(names), a_photo(32, 32, seed=9))
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    after = counts(db, environment / "resources"), seller.get(f"/api/items/{item['id']}").json["images"]
    assert after == before


def test_photos_too_are_the_sellers_alone_and_fixed_after_the_first_bid(client, seller, bidder):
    item, (first, *_rest) = photographed(seller)
    assert arrange(bidder, item, [first]).json["code"] == "not_your_item"
    bidder.bids(item, amount=10_000)
    assert arrange(seller, item, [first]).json["code"] == "has_bids"


def test_a_photo_that_two_listings_show_stays_for_the_other(client, db, seller):
    item, (first, second, _third) = photographed(seller)
    db.run("UPDATE item SET state = 'unsold' WHERE id = %(id)s", id=item["id"])
    again = seller.post(f"/api/items/{item['id']}/relist", json={"endTime": utc(days=2), "name": "새 이름"}).json
    assert again["name"] == "새 이름"
    assert arrange(seller, again, [second]).status_code == 200
    assert client.get(f"/resources/{first}").status_code == 200
