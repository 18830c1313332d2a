"""What becomes of a paid order's money: released less the fee, given back in whole or in part, paid out."""

import pytest

from auction.alerts import orders as job
from auction.orders import books, money
from auction.payment_settings import PaymentSettings
from auction.payments import configured
from auction.payments.payouts import rules as payouts
from auction.payments.refunds import rules as refunds
from tests.orders.paid import TOTAL, a_chosen_order, configured_by, held, pay, payout_of, ship, step, work
from tests.orders.sales import a_sale


@pytest.fixture
def order(db, seller, bidder):
    order = a_chosen_order(db, seller, bidder)
    pay(bidder, order)
    return order


@pytest.fixture
def shipped(order):
    ship(order)
    return order


@pytest.fixture(autouse=True)
def balanced(db):
    yield
    assert books.audit_after(db, 0)[2] == []


def test_a_confirmed_order_is_the_sellers_money_and_a_payout_is_due(db, shipped):
    step(shipped["id"], "confirm", "buyer")
    assert held(db, shipped) == {"provider:sandbox": TOTAL, "seller:seller": TOTAL}
    payout = payout_of(db, shipped)
    assert (payout["amount"], payout["state"], payout["seller_id"]) == (TOTAL, "due", "seller")


def test_the_seller_reads_in_the_order_when_the_money_was_paid_out_and_the_buyer_does_not(db, shipped, seller, bidder):
    step(shipped["id"], "confirm", "buyer")
    path = f"/api/orders/{shipped['id']}"
    assert seller.get(path).json["payout"] == {"amount": TOTAL, "state": "due", "paidAt": None}
    payouts.send(db, payout_of(db, shipped))
    payouts.arrived(db, payout_of(db, shipped)["id"])
    shown = seller.get(path).json["payout"]
    assert (shown["state"], shown["paidAt"] is None) == ("paid", False)
    assert bidder.get(path).json["payout"] is None


def test_the_fee_of_the_time_of_the_sale_is_the_operators(db, seller, bidder):
    with configured_by(PaymentSettings("sandbox", "", fee_percent=7, site="")):
        order = a_chosen_order(db, seller, bidder)
    pay(bidder, order)
    ship(order)
    step(order["id"], "confirm", "buyer")
    assert held(db, order) == {"provider:sandbox": TOTAL, "seller:seller": TOTAL - 1_400, "fees": 1_400}


def test_where_no_payments_are_taken_a_sale_has_no_order_that_could_lapse_unpaid(db, seller, bidder):
    with configured_by(configured.OFF):
        a_sale(seller, bidder)
        assert job.open_new() == 0
    assert db.all("SELECT id FROM orders") == []


@pytest.mark.parametrize(
    ("price", "percent", "fee"), [(20_000, 0, 0), (999, 7, 69), (1, 50, 0), (10**12, 50, 5 * 10**11)]
)
def test_a_fee_is_rounded_down(client, price, percent, fee):
    with configured_by(PaymentSettings("sandbox", "", fee_percent=percent, site="")):
        assert money.fee_of(price) == fee


def test_a_refunded_order_keeps_its_money_until_the_provider_has_given_it_back(db, order):
    step(order["id"], "give-back", "seller")
    assert held(db, order)[f"escrow:{order['id']}"] == TOTAL
    assert refunds.send_due() == 1
    assert held(db, order) == {}
    assert refunds.send_due() == 0


def test_a_part_goes_back_and_the_rest_is_the_sellers(db, shipped):
    step(shipped["id"], "dispute", "buyer", reason="broken", text="x", wants="part", amount=5_000)
    step(shipped["id"], "accept", "seller")
    work(db)
    assert held(db, shipped) == {"provider:sandbox": TOTAL - 5_000, "seller:seller": TOTAL - 5_000}


def test_a_part_above_what_was_paid_is_what_was_paid(db, shipped):
    step(shipped["id"], "dispute", "buyer", reason="broken", text="x", wants="part", amount=TOTAL + 1)
    step(shipped["id"], "accept", "seller")
    work(db)
    assert held(db, shipped) == {}
    assert payouts.of_orders(db, [shipped["id"]]) == {}


@pytest.fixture
def refused(db, seller, bidder):
    def make(fault):
        order = a_chosen_order(db, seller, bidder)
        pay(bidder, order, fault)
        step(order["id"], "give-back", "seller")
        return order

    return make


def test_a_refund_whose_answer_is_lost_is_given_once(db, refused):
    order = refused("refund-lost")
    refunds.send_due()
    assert held(db, order)[f"escrow:{order['id']}"] == TOTAL
    work(db)
    assert held(db, order) == {}
    assert [row["amount"] for row in db.all("SELECT amount FROM sandbox_movement ORDER BY id")] == [TOTAL, -TOTAL]


def test_a_refused_refund_is_stuck_and_the_money_stays_in_escrow_until_an_operator_sends_it_again(db, refused):
    order = refused("refund-refused")
    work(db)
    (stuck,) = refunds.stuck(db, 10)
    assert (stuck["state"], stuck["failure"]) == ("stuck", "REFUND_REJECTED")
    assert held(db, order)[f"escrow:{order['id']}"] == TOTAL
    db.run("UPDATE sandbox_payment SET fault = 'none'")
    assert refunds.retry_stuck(db) == 1
    work(db)
    assert held(db, order) == {}
