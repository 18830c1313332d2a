"""Operators' lists of orders and payouts read about a page, however many there are."""

import pytest

from auction.orders.lists import rules as orders
from auction.payments.payouts import rules as payouts

MANY, PAGE = 2_000, 21


@pytest.fixture
def many(db, seller, bidder):
    """Orders of all states, due at all times, each with a payout; most have ended."""
    db.run(
        """
        INSERT INTO orders (item_id, history_id, buyer_id, seller_id, price, fee, state, number, dueAt, createdAt)
        WITH RECURSIVE n AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM n WHERE n < 1000),
                   many AS (SELECT n FROM n UNION ALL SELECT n + 1000 FROM n)
        SELECT n, n, 'bidder', 'seller', 1000, 0,
               COALESCE(ELT(1 + MOD(n, 8), 'awaiting', 'paid', 'shipped', 'disputed', 'refunded'), 'completed'), 3,
               IF(MOD(n, 8) < 4, UTC_TIMESTAMP(6) + INTERVAL (MOD(n, 700) - 60) HOUR, NULL), UTC_TIMESTAMP(6)
          FROM many
        """
    )
    db.run(
        """
        INSERT INTO payout (order_id, seller_id, amount, state, createdAt)
        SELECT id, 'seller', 1000, IF(MOD(id, 100), 'paid', 'due'), createdAt FROM orders
        """
    )
    db.run("ANALYZE TABLE orders, payout")


def reads(db, work):
    """How many rows the work has read in the database, and how many it has found."""

    def total():
        rows = db.all("SHOW SESSION STATUS")
        return sum(int(row["Value"]) for row in rows if row["Variable_name"].startswith("Handler_read_"))

    before = total()
    found = work()
    return total() - before, len(found)


@pytest.mark.parametrize("view", ["overdue", "disputed", "open"])
def test_a_list_by_due_time_reads_about_a_page(db, many, view):
    (first, *_, last) = orders.by_due_time(db, view, None, PAGE)
    for after in (None, (first["dueAt"], first["id"]), (last["dueAt"], last["id"])):
        read, found = reads(db, lambda after=after: orders.by_due_time(db, view, after, PAGE))
        assert found == PAGE
        assert read < 10 * PAGE


def test_all_orders_and_the_payouts_of_a_state_are_read_by_their_keys(db, many):
    for work in (lambda: orders.newest(db, None, PAGE), lambda: payouts.in_state(db, "paid", None, PAGE)):
        read, found = reads(db, work)
        assert found == PAGE
        assert read < 10 * PAGE
    assert reads(db, lambda: payouts.in_state(db, "due", None, PAGE))[1] == MANY // 100
