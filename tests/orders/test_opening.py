"""Each sale has exactly one order."""

import database
from auction.alerts import orders as job
from auction.history import rules as history
from auction.orders import audit, opening, store
from auction.payments import configured
from tests.cast import an_item, sign_up
from tests.orders.paid import configured_by
from tests.orders.sales import a_sale, an_order
from tests.scenes import at_once, move_end


def test_a_sale_has_an_order_that_awaits_its_payment(db, seller, bidder):
    order = an_order(db, seller, bidder)
    assert (order["buyer_id"], order["seller_id"], order["price"]) == ("bidder", "seller", 20_000)
    assert (order["state"], order["number"]) == ("awaiting", 1)
    assert (order["dueAt"] - order["createdAt"]).total_seconds() == 72 * 3_600
    assert [event["act"] for event in store.events_of(db, [order["id"]])] == ["open"]


def test_a_sale_by_the_closing_job_has_its_order_too(db, seller, bidder):
    item = an_item(seller)
    bidder.bids(item, amount=12_000)
    move_end(db, item, -1)
    database.transact(history.close_due)
    assert job.open_new() == 1
    assert store.of_item(db, item["id"])[0]["price"] == 12_000


def test_looking_again_opens_nothing_a_second_time(db, seller, bidder):
    a_sale(seller, bidder)
    assert job.open_new() == 1
    assert job.open_new() == 0
    db.run("UPDATE alert_position SET position = 0, newest = 0 WHERE name = 'orders'")
    sale = db.one("SELECT id FROM history")
    assert database.transact(opening.open_for, [sale["id"]]) == 0
    assert len(db.all("SELECT id FROM orders")) == 1


def test_sales_without_payments_need_no_order_even_once_there_are_payments(db, app, seller, bidder, rival):
    db.run("INSERT INTO alert_position (name, position, newest, at) VALUES ('ordersBegin', 0, 0, UTC_TIMESTAMP(6))")
    with configured_by(configured.OFF):
        a_sale(seller, bidder)
        assert job.open_new() == 0
        db.run("UPDATE history SET closedAt = closedAt - INTERVAL 2 MINUTE")
        assert audit.sales_without(db) == []
    db.run("UPDATE alert_position SET position = 0, newest = 0 WHERE name = 'orders'")
    assert (job.open_new(), audit.sales_without(db)) == (0, [])
    a_sale(seller, rival)
    assert job.open_new() == 1


def test_twenty_who_open_one_order_at_once_open_it_once(db, client, seller, bidder):
    a_sale(seller, bidder)
    sale = db.one("SELECT id FROM history")
    made = at_once(lambda _: database.transact(opening.open_for, [sale["id"]]), 20)
    assert sorted(made) == [0] * 19 + [1]
    assert [event["act"] for event in db.all("SELECT act FROM order_event")] == ["open"]


def test_an_item_has_one_living_order(db, client, seller, bidder):
    order = an_order(db, seller, bidder)
    sign_up(client, "rival")
    second = opening.new_order(order["item_id"], "rival", "seller", 19_000, order["createdAt"], offer_id=7)
    assert database.transact(opening.open_all, [second]) == 0
    db.run("UPDATE orders SET state = 'cancelled'")
    assert database.transact(opening.open_all, [second]) == 1
