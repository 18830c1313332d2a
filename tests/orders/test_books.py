"""The audit of the books finds each way in which they can be wrong, and so does the comparison with the provider."""

import pytest

from auction.ledger import rules as ledger
from auction.orders import books
from auction.payments import reconciliation
from auction.payments.payouts import rules as payouts
from tests.orders.paid import TOTAL, a_chosen_order, mismatches, pay, payout_of, ship, step, work


@pytest.fixture
def paid_out(db, seller, bidder):
    """An order from its payment to the payout that arrived, and another that was refunded."""
    order = a_chosen_order(db, seller, bidder)
    pay(bidder, order)
    ship(order)
    step(order["id"], "confirm", "buyer")
    payout = payout_of(db, order)
    payouts.send(db, payout)
    payouts.arrived(db, payout["id"])
    refunded = a_chosen_order(db, seller, bidder)
    pay(bidder, refunded)
    step(refunded["id"], "give-back", "seller")
    work(db)
    return order


def audit(db):
    last, number, found = books.audit_after(db, 0)
    assert number == 2
    assert books.audit_after(db, last) == (0, 0, [])
    return found


TRANSFER = "ref, debit, credit, amount, order_id, createdAt"
BROKEN = {
    "a transfer is gone": ("DELETE FROM transfer WHERE ref LIKE 'release:%%'", "release:"),
    "a transfer is of another amount": ("UPDATE transfer SET amount = amount + 1 WHERE ref LIKE 'c%%'", "capture:"),
    "a transfer is to another account": ("UPDATE transfer SET credit = 'x' WHERE ref LIKE 'rel%%'", "release:"),
    "a transfer records nothing that happened": (
        f"INSERT INTO transfer ({TRANSFER}) SELECT 'capture:999', {TRANSFER[5:]} FROM transfer LIMIT 1", "capture:999",
    ),
    "an order is called paid that is not": ("UPDATE payment SET state = 'failed'", "confirmed payments"),
    "an order is called unpaid that is paid": (
        "UPDATE orders SET state = 'awaiting' WHERE state = 'completed'", "confirmed payments",
    ),
    "a payout is of another amount": ("UPDATE payout SET amount = amount - 1", "payout"),
    "a payout is called unpaid that was paid": ("UPDATE payout SET state = 'sent'", "paid:"),
    "a refund is called undone that was done": ("UPDATE refund SET state = 'due'", "refund:"),
    "a refund is gone": ("DELETE FROM refund", "left after the refund"),
}  # fmt: skip


def test_books_that_are_right_have_no_differences(db, paid_out):
    assert (audit(db), mismatches(db)) == ([], [])
    assert ledger.books(db) == {"provider": TOTAL, "escrow": 0, "seller": 0, "transit": 0, "bank": -TOTAL}


@pytest.mark.parametrize(("statement", "what"), BROKEN.values(), ids=BROKEN)
def test_the_audit_finds_what_was_broken(db, paid_out, statement, what):
    db.run(statement)
    assert any(difference.what.startswith(what) for difference in audit(db))


def test_a_transfer_of_an_order_that_does_not_exist_is_found(db, paid_out):
    db.run("UPDATE transfer SET order_id = 0x7fffffff WHERE ref LIKE 'capture:%%' LIMIT 1")
    _, number, found = books.audit_after(db, 0)
    assert number == 3
    assert books.Difference(2**31 - 1, "order", "none", "one") in found


@pytest.mark.parametrize(
    ("statement", "lacking", "amount"),
    [
        ("DELETE FROM sandbox_movement WHERE amount > 0 ORDER BY id LIMIT 1", "provider", TOTAL),
        ("DELETE FROM sandbox_movement WHERE amount < 0", "provider", -TOTAL),
        ("DELETE FROM transfer WHERE ref LIKE 'refund:%%'", "ours", -TOTAL),
        ("DELETE FROM transfer WHERE ref LIKE 'capture:%%' ORDER BY id LIMIT 1", "ours", TOTAL),
        (
            "INSERT INTO sandbox_movement (sandbox_id, once, amount, at) "
            "SELECT sandbox_id, 'again', amount, at FROM sandbox_movement ORDER BY id LIMIT 1", "ours", TOTAL,
        ),
    ],
    ids=["capture", "refund", "unrecorded refund", "unrecorded capture", "captured twice"],
)  # fmt: skip
def test_what_only_one_side_knows_is_found(db, paid_out, statement, lacking, amount):
    db.run(statement)
    (mismatch,) = mismatches(db)
    assert (mismatch.lacking, mismatch.entry.amount) == (lacking, amount)


def test_the_worker_reports_what_differs(db, paid_out, caplog):
    db.run("DELETE FROM transfer WHERE ref LIKE 'refund:%%'")
    assert reconciliation.check() == 1
    assert "the books lack a movement" in caplog.text


def test_what_is_still_being_found_out_is_no_difference(db, seller, bidder):
    order = a_chosen_order(db, seller, bidder)
    pay(bidder, order, "answer-lost")
    assert mismatches(db) == []
    work(db)
    step(order["id"], "give-back", "seller")
    db.run("UPDATE sandbox_payment SET fault = 'refund-lost'")
    work(db)
    assert mismatches(db) == []
