"""Refunds: noted in the transaction that decides them, sent by the worker, recorded once the provider has done them."""

import logging

import database
from auction.ledger import accounts
from auction.ledger import rules as ledger
from auction.ledger.rules import Transfer
from auction.mysql.grouping import grouped
from auction.payments import configured
from auction.payments import rules as payments
from auction.payments.provider import Declined, NoAnswer
from auction.payments.refunds import store
from auction.payments.rows import PaymentRow, RefundRow

AT_ONCE = 50
# over eight days of attempts: the provider forgets our idempotency key after fifteen
MOST_ATTEMPTS = 200

log = logging.getLogger("ssgbay.payments")


def add(db: database.Db, payment: PaymentRow, amount: int, reason: str) -> None:
    """Let an amount (won) of a payment go back to the buyer; its order's row is locked."""
    store.add(db, payment["id"], payment["order_id"], amount, reason)


def of_orders(db: database.Db, order_ids: list[int]) -> dict[int, list[RefundRow]]:
    """Return the refunds of each of these orders."""
    rows = store.of_orders(db, order_ids) if order_ids else []
    return grouped(order_ids, rows, lambda row: row["order_id"])


def by_ids(db: database.Db, refund_ids: list[int]) -> list[RefundRow]:
    """Return refunds by their ids."""
    return store.by_ids(db, refund_ids) if refund_ids else []


def send_due() -> int:
    """Send refunds whose turn it is; return how many."""
    refund_ids = database.transact(_lease)
    for refund_id in refund_ids:
        send(refund_id)
    return len(refund_ids)


def _lease(db: database.Db) -> list[int]:
    refund_ids = store.due(db, AT_ONCE)
    if refund_ids:
        store.postpone(db, refund_ids)
    return refund_ids


def send(refund_id: int) -> None:
    """Give one refund's money back at the provider, and record it. An unknown result is tried again later."""
    with database.reading() as db:
        refund = store.find(db, refund_id)
        payment = payments.find(db, refund["payment_id"])
    if refund["state"] != "due":
        return
    once = f"refund-{payment['ref']}-{refund_id}-{refund['round']}"
    try:
        provider = configured.provider(payment["provider"])
        provider.refund(str(payment["providerKey"]), refund["amount"], refund["reason"], once)
    except NoAnswer:
        if refund["attempts"] >= MOST_ATTEMPTS:
            database.transact(_stick, refund_id, "no_answer")
    except Declined as refusal:
        database.transact(_stick, refund_id, refusal.code)
    else:
        database.transact(_record, refund_id, payment)


def _stick(db: database.Db, refund_id: int, failure: str) -> None:
    if store.hold(db, refund_id)["state"] == "due":
        store.decide(db, refund_id, "stuck", failure[:60])
        log.error("refund stuck", extra={"refund": refund_id, "reason": failure})


def _record(db: database.Db, refund_id: int, payment: PaymentRow) -> None:
    refund = store.hold(db, refund_id)
    # a worker that was slower than the lease finds it done
    if refund["state"] != "done":
        store.decide(db, refund_id, "done")
        ledger.post(db, refund["order_id"], transfer(refund, payment))


def transfer(refund: RefundRow, payment: PaymentRow) -> Transfer:
    """Return what records a refund that is done."""
    source = accounts.surplus(payment["id"]) if payment["state"] == "surplus" else accounts.escrow(refund["order_id"])
    return Transfer(f"refund:{refund['id']}", source, accounts.provider(payment["provider"]), refund["amount"])


def stuck(db: database.Db, most: int) -> list[RefundRow]:
    """Return refunds that the provider refused, the oldest first."""
    return store.stuck(db, most)


def count_stuck(db: database.Db) -> int:
    """Return how many refunds the provider refused."""
    return store.count_stuck(db)


def retry_stuck(db: database.Db) -> int:
    """Send every refund that the provider refused again; return how many."""
    return store.retry_stuck(db)
