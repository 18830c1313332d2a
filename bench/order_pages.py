"""Times the pages of orders in the database, with many orders in it."""

from functools import partial

import database
from bench import order_plans
from bench.figures import Figure, milliseconds
from bench.harness import FULL, Harness
from bench.statements import Statement, statements

SUMMARY = "거래 화면: 데이터베이스에서 · the pages of orders: time in the database"
TIMES = 50
# one page of an order is to take no more
AT_MOST_MS = 5


def run(harness: Harness) -> list[Figure]:
    """Time the statements of each page again and again, as the page sends them."""
    orders = harness.size.many
    order_plans.fill(harness, orders)
    with harness.connected(order_plans.DATABASE) as db:
        return [_figure(db, title, statements(db, call), orders) for title, call in order_plans.pages(orders)]


def _figure(db: database.Db, title: str, sent: list[Statement], orders: int) -> Figure:
    taken = [milliseconds(partial(_send, db, sent)) for _ in range(TIMES)]
    limit = AT_MOST_MS if orders >= FULL.many else None
    return Figure(f"{title}, {len(sent)} statements", taken, "ms", at_most=limit, note=f"{orders:,} orders")


def _send(db: database.Db, sent: list[Statement]) -> None:
    for sql, params in sent:
        db.all(sql, **params)
