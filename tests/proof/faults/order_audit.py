"""What must be true of orders and money: audited while they are on their way, and judged at the end."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import database
from auction.appstate import AppState
from auction.ledger import rules as ledger
from auction.mysql.clock import current_time
from auction.orders import audit, books
from auction.orders.offers import audit as offer_audit
from auction.payment_settings import PaymentSettings
from auction.payments import configured, reconciliation
from commands.differences import all_parts
from tests.proof.harness import Harness

# it rests for so many times as long as an audit took
RESTS = 4


@dataclass
class Audits:
    """How often everything was audited meanwhile, and what differed."""

    done: int = 0
    faults: list[str] = field(default_factory=list)


def differences(database_url: str) -> list[str]:
    """Audit books, steps and second chances, each part as of one moment."""
    with database.snapshots(database_url) as look:
        found: list[Any] = [
            *all_parts(look, books.audit_after)[1],
            *all_parts(look, audit.audit_after)[1],
            *all_parts(look, offer_audit.audit_after)[1],
        ]
    return [f"audit: {difference}" for difference in found]


@contextmanager
def audited(harness: Harness) -> Iterator[Audits]:
    """Audit again and again while the block runs; a database that was just killed is audited the next time."""
    audits, over = Audits(), threading.Event()

    def run() -> None:
        while not over.is_set():
            began = time.monotonic()
            try:
                audits.faults += differences(harness.database_url)
                audits.done += 1
            except database.Error:
                pass
            over.wait(0.2 + RESTS * (time.monotonic() - began))

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield audits
    finally:
        over.set()
        thread.join()


def judged(harness: Harness) -> list[str]:
    """Return what is wrong with orders and money once every order has been settled."""
    faults = differences(harness.database_url) + _unlike_the_provider(harness)
    with harness.look() as db:
        return faults + wrong_rows(db)


def wrong_rows(db: database.Db) -> list[str]:
    """Return what is wrong with orders and money, all of which have been settled, beside what the audit finds."""
    faults = [f"{name}: {row['id']}, {row['what']}" for name, query in WRONG.items() for row in db.all(query)]
    held, stuck = ledger.books(db).get("escrow", 0), db.single(database.Row, STUCK)["won"]
    return faults + ([] if held == stuck else [f"escrow holds {held}, refused refunds are {stuck}"])


def _unlike_the_provider(harness: Harness) -> list[str]:
    with AppState().active():
        database.configure(harness.database_url, 2)
        configured.configure(PaymentSettings("sandbox", "", fee_percent=0, site=""))
        with database.reading() as db:
            now = current_time(db)
        moved = reconciliation.compare(configured.provider("sandbox"), now - timedelta(days=1), now)
    return [f"provider: {mismatch}" for mismatch in moved]


# what the provider refused on purpose stays in escrow
STUCK = """
    SELECT CAST(COALESCE(SUM(refund.amount), 0) AS SIGNED) AS won
      FROM refund JOIN payment ON payment.id = payment_id
     WHERE refund.state = 'stuck' AND payment.state = 'confirmed'
"""
# each finds what must not be
WRONG = {
    "not settled by the clock": """
        SELECT id, state AS what FROM orders WHERE state NOT IN ('completed', 'cancelled', 'refunded')
    """,
    "a sale without exactly one order": """
        SELECT history.id, CONCAT(COUNT(orders.id), ' orders') AS what
          FROM history LEFT JOIN orders ON orders.history_id = history.id
         GROUP BY history.id HAVING COUNT(orders.id) <> 1
    """,
    "paid more than once": """
        SELECT order_id AS id, CONCAT(COUNT(*), ' payments') AS what
          FROM payment WHERE state = 'confirmed' GROUP BY order_id HAVING COUNT(*) > 1
    """,
    "an item with two living orders": """
        SELECT item_id AS id, CONCAT(COUNT(*), ' orders') AS what
          FROM orders WHERE state <> 'cancelled' GROUP BY item_id HAVING COUNT(*) > 1
    """,
    # beside what was refused on purpose
    "the provider keeps too much or too little": """
        SELECT id, CONCAT(state, ', kept ', kept, ' of ', total, ', part ', part, ', refused ', stuck) AS what
          FROM (
            SELECT orders.id, orders.state, orders.price + COALESCE(orders.shippingFee, 0) AS total,
                   IF(orders.state = 'completed' AND orders.reason IN ('dispute', 'operator'),
                      COALESCE(orders.part, 0), 0) AS part,
                   COALESCE(SUM(sandbox_movement.amount), 0) AS kept,
                   (SELECT COALESCE(SUM(amount), 0) FROM refund
                     WHERE order_id = orders.id AND state = 'stuck') AS stuck
              FROM orders
              LEFT JOIN payment ON payment.order_id = orders.id
              LEFT JOIN sandbox_payment ON sandbox_payment.ref = payment.ref
              LEFT JOIN sandbox_movement ON sandbox_movement.sandbox_id = sandbox_payment.id
             GROUP BY orders.id, orders.state, orders.price, orders.shippingFee, orders.reason, orders.part
          ) AS each_order
         WHERE kept <> stuck + IF(state = 'completed', total - part, 0)
    """,
}
