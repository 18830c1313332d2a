"""Leaving: anonymised, signed out everywhere, and nobody's history is lost."""

import pytest

import database
from auction.accounts import rules
from auction.history.rules import close_due
from auction.payments import configured
from auction.users.rows import Caller
from tests.cast import an_item, an_item_form, sign_up
from tests.orders.paid import configured_by
from tests.scenes import at_once, counts, in_background, move_end


@pytest.fixture
def without_orders(app):
    """A site whose sales have no orders."""
    with configured_by(configured.OFF):
        yield


def test_a_leaving_user_is_anonymised(client, db, seller):
    answer = seller.leave()
    assert (answer.status_code, answer.data) == (204, b"")
    row = db.one("SELECT phone, password, nickname, leftAt IS NOT NULL AS gone FROM `user`")
    assert row == {"phone": "", "password": "!", "nickname": None, "gone": 1}
    assert client.get("/api/users/seller").status_code == 404


def test_a_leaving_user_is_signed_out_everywhere(client, seller):
    other = client.post("/api/login", json={"id": "seller", "password": seller.password}).json
    seller.leave()
    assert seller.get("/api/me").status_code == 401
    assert client.get("/api/me", headers={"Authorization": f"Bearer {other['accessToken']}"}).status_code == 401
    assert client.post("/api/token", headers={"Authorization": f"Bearer {seller.refresh_token}"}).status_code == 401


def test_leaving_needs_the_current_password(seller):
    for request in ({}, {"json": {}}):
        missing = seller.delete("/api/me", **request)
        assert (missing.status_code, missing.json["errors"][0]["field"]) == (422, "currentPassword")
    wrong = seller.delete("/api/me", json={"currentPassword": "not this one"})
    assert (wrong.status_code, wrong.json["code"]) == (403, "wrong_password")
    assert seller.get("/api/me").status_code == 200


def test_their_id_is_not_given_to_another_user(client, seller):
    seller.leave()
    form = {"id": "seller", "password": "a long enough one", "phone": "010-1234-5678", "nickname": "x"}
    assert client.post("/api/users", json=form).json["code"] == "id_taken"


def test_a_leader_cannot_leave(db, seller, bidder, rival):
    item = an_item(seller)
    bidder.bids(item, amount=10000)
    before = db.one("SELECT * FROM `user` WHERE id = 'bidder'")
    answer = bidder.leave()
    assert (answer.status_code, answer.json["code"]) == (409, "still_leading")
    assert db.one("SELECT * FROM `user` WHERE id = 'bidder'") == before
    assert bidder.get("/api/me").status_code == 200
    rival.bids(item, amount=20000)
    assert bidder.leave().status_code == 204


def test_the_leader_of_an_ended_auction_cannot_leave_before_it_is_closed(without_orders, db, seller, bidder):
    item = an_item(seller)
    bidder.bids(item, amount=10000)
    move_end(db, item, -1)
    assert bidder.leave().json["code"] == "still_leading"
    close_due(db)
    assert bidder.leave().status_code == 204


def test_a_seller_with_a_live_listing_cannot_leave(db, seller):
    item = an_item(seller)
    answer = seller.leave()
    assert (answer.status_code, answer.json["code"]) == (409, "live_listing")
    assert seller.get("/api/me").status_code == 200
    move_end(db, item, -1)
    assert seller.leave().status_code == 204


def test_the_seller_of_an_ended_auction_with_a_leader_cannot_leave_before_it_is_closed(
    without_orders, db, seller, bidder
):
    item = an_item(seller)
    bidder.bids(item, amount=10000)
    move_end(db, item, -1)
    assert seller.leave().json["code"] == "live_listing"
    close_due(db)
    assert seller.leave().status_code == 204


def test_what_was_sold_stays_when_both_have_left(without_orders, client, db, seller, bidder):
    item = an_item(seller)
    bidder.bids(item, amount=10000)
    move_end(db, item, -1)
    close_due(db)
    before = counts(db)
    assert (seller.leave().status_code, bidder.leave().status_code) == (204, 204)
    assert counts(db) == before
    shown = client.get(f"/api/items/{item['id']}").json
    assert (shown["status"], shown["seller"]) == ("sold", {"id": "(left)", "nickname": "탈퇴한 회원"})
    assert db.one("SELECT user_id, seller_id, price FROM history") == {
        "user_id": "bidder", "seller_id": "seller", "price": 10000,
    }  # fmt: skip


def test_the_other_side_still_sees_its_history(without_orders, client, db, seller, bidder):
    item = an_item(seller)
    bidder.bids(item, amount=10000)
    move_end(db, item, -1)
    close_due(db)
    seller.leave()
    entry = bidder.get("/api/history").json["entries"][0]
    assert (entry["price"], entry["item"]["seller"]["id"]) == (10000, "(left)")


def test_leaving_eight_times_at_once_is_leaving_once(app, db, seller):
    def leave(_number):
        client = app.test_client(use_cookies=False)
        form = {"currentPassword": seller.password}
        return client.delete("/api/me", headers=seller.headers, json=form).status_code

    statuses = at_once(leave, 8)
    assert statuses.count(204) >= 1
    assert set(statuses) <= {204, 401, 404}
    assert db.one("SELECT COUNT(*) AS n FROM `user` WHERE leftAt IS NOT NULL")["n"] == 1


def test_what_is_listed_while_its_seller_leaves_is_refused(db, seller, environment, database_url):
    """The listing waits for the leaving, which is not committed yet; then there is nobody to list for."""
    resources = environment / "resources"
    before = counts(db, resources)
    sign_in = db.one("SELECT id FROM sign_in")["id"]
    leaver = database.connect(database_url)
    try:
        rules.leave(database.Db(leaver), Caller("seller", sign_in))
        with in_background(
            lambda: seller.post("/api/items", data=an_item_form(), content_type="multipart/form-data")
        ) as answers:
            database.Db(leaver).one("SELECT SLEEP(0.5) AS slept")
            leaver.commit()
    finally:
        leaver.close()
    assert (answers[0].status_code, answers[0].json["code"]) == (401, "sign_in_ended")
    assert counts(db, resources) == before


def test_leaving_does_not_touch_others(client, seller):
    other = sign_up(client, "other")
    seller.leave()
    assert other.get("/api/me").status_code == 200
