"""Each statement of orders that is repeated finds its rows by an index, as docs/plans-orders.md shows."""

from contextlib import closing

import pytest

import database
from auction.orders import rules
from auction.payment_settings import PaymentSettings
from bench import order_plans
from bench.fill_orders import fill_orders, sides_of
from bench.statements import statements
from commands import migrate
from tests.orders.paid import configured_by

ORDERS = 4_000
# what the others read is a few rows, whatever the plan
LARGE = ("orders", "order_event", "payment", "item", "payout", "transfer", "history")


@pytest.fixture(scope="module")
def filled(fresh_database):
    with fresh_database("order_plans") as url:
        migrate.apply(url)
        fill_orders(url, ORDERS)
        with closing(database.connect(url, autocommit=True)) as connection:
            yield database.Db(connection)


def test_no_statement_of_orders_reads_a_whole_table(app, filled):
    seen = 0
    with configured_by(PaymentSettings("sandbox", "", fee_percent=0, site="")):
        for title, call in order_plans.calls(ORDERS, first=0):
            for sql, params in statements(filled, call):
                for row in filled.all(f"EXPLAIN {sql}", **params):
                    if row["table"] in LARGE:
                        seen += 1
                        assert row["key"], f"{title}: {row}\n{sql}"
                        assert row["type"] not in ("ALL", "index"), f"{title}: {row}\n{sql}"
    assert seen > 30


def test_what_is_filled_is_found(app, filled):
    buyer, seller = sides_of(7, ORDERS)
    assert 8 in [order["id"] for order in rules.page(filled, buyer, "buyer", None, None, 100)]
    assert 8 in [order["id"] for order in rules.page(filled, seller, "seller", None, None, 100)]
