"""What is listed again after its order came to nothing, and that nobody leaves between a sale and its order."""

import pytest

import database
from auction.alerts import orders as job
from auction.history import rules as history
from auction.orders import timers
from tests.cast import an_item, sign_up, utc
from tests.orders.sales import a_paid_order, a_sale, a_shipped_order, act, an_order, let_pass, order_of
from tests.scenes import move_end


def relist(seller, item_id):
    answer = seller.post(f"/api/items/{item_id}/relist", json={"endTime": utc(days=2)})
    return answer.status_code, answer.json.get("code") or answer.json["relistOf"]


def may_relist(seller, order):
    return "relist" in seller.get(f"/api/orders/{order['id']}").json["next"]


def test_an_item_is_listed_again_once_its_order_was_cancelled(db, seller, bidder):
    order = an_order(db, seller, bidder)
    act(seller, order, "cancel")
    assert may_relist(seller, order)
    assert relist(seller, order["item_id"]) == (201, order["item_id"])
    assert relist(seller, order["item_id"]) == (409, "already_relisted")
    assert not may_relist(seller, order)


def test_an_item_is_listed_again_once_its_order_was_refunded(db, seller, bidder):
    order = a_paid_order(db, seller, bidder)
    act(seller, order, "give-back")
    assert may_relist(seller, order)
    assert not may_relist(bidder, order)
    assert relist(bidder, order["item_id"]) == (403, "not_your_item")
    assert relist(seller, order["item_id"]) == (201, order["item_id"])


def test_an_item_whose_order_lives_or_is_completed_is_not_listed_again(db, seller, bidder):
    refused = (409, "not_unsold")
    item = a_sale(seller, bidder)
    assert relist(seller, item["id"]) == refused
    job.open_new()
    order = order_of(db, item)
    assert relist(seller, item["id"]) == refused
    let_pass(db, order, hours=73)
    # the clock has not taken its step
    assert relist(seller, item["id"]) == refused
    paid = a_shipped_order(db, seller, bidder)
    assert relist(seller, paid["item_id"]) == refused
    act(bidder, paid, "confirm")
    assert relist(seller, paid["item_id"]) == refused
    assert not may_relist(seller, paid)


@pytest.fixture
def unpaid(db, seller, bidder, rival):
    """The order of an auction that the bidder won and did not pay; the rival bid as well."""
    item = an_item(seller)
    rival.bids(item, max_amount=20_000)
    bidder.bids(item, max_amount=90_000)
    move_end(db, item, -1)
    database.transact(history.close_due)
    job.open_new()
    order = order_of(db, item)
    let_pass(db, order, hours=73)
    timers.lapse_due()
    return order


def test_an_item_is_offered_to_the_next_bidder_or_listed_again_never_both(db, seller, rival, unpaid):
    item_id = unpaid["item_id"]
    made = seller.post(f"/api/items/{item_id}/offer", json={}).json
    assert relist(seller, item_id) == (409, "not_unsold")
    assert rival.post(f"/api/offers/{made['id']}/decline").status_code == 200
    assert relist(seller, item_id) == (201, item_id)
    assert seller.post(f"/api/items/{item_id}/offer", json={}).json["code"] == "not_now"
    assert seller.get(f"/api/orders/{unpaid['id']}").json["next"] == []


def test_an_item_with_an_accepted_offer_is_not_listed_again_before_that_order_fails(db, seller, rival, unpaid):
    made = seller.post(f"/api/items/{unpaid['item_id']}/offer", json={}).json
    assert rival.post(f"/api/offers/{made['id']}/accept").status_code == 201
    assert relist(seller, unpaid["item_id"]) == (409, "not_unsold")
    act(seller, order_of(db, {"id": unpaid["item_id"]}), "cancel")
    assert relist(seller, unpaid["item_id"]) == (201, unpaid["item_id"])


def test_neither_side_leaves_between_a_sale_and_its_order(db, client, seller, bidder):
    item = a_sale(seller, bidder)
    assert [side.leave().json["code"] for side in (bidder, seller)] == ["still_trading"] * 2
    job.open_new()
    assert [side.leave().json["code"] for side in (bidder, seller)] == ["still_trading"] * 2
    act(seller, order_of(db, item), "cancel")
    assert sign_up(client, "other").leave().status_code == 204
    assert [side.leave().status_code for side in (bidder, seller)] == [204, 204]


def test_a_seller_cannot_leave_while_an_offer_is_open(db, seller, rival, unpaid):
    made = seller.post(f"/api/items/{unpaid['item_id']}/offer", json={}).json
    assert seller.leave().json["code"] == "still_trading"
    assert rival.post(f"/api/offers/{made['id']}/decline").status_code == 200
    assert seller.leave().status_code == 204


def test_an_offer_of_a_seller_who_is_gone_is_over(db, seller, rival, unpaid):
    made = seller.post(f"/api/items/{unpaid['item_id']}/offer", json={}).json
    db.run("UPDATE `user` SET leftAt = UTC_TIMESTAMP(6) WHERE id = 'seller'")
    answer = rival.post(f"/api/offers/{made['id']}/accept")
    assert (answer.status_code, answer.json["code"]) == (409, "offer_ended")
