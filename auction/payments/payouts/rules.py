"""Payouts: a seller's money of a completed order, which an operator transfers from the operator's bank account.

A payout is `due`, then `sent` with a file for the bank, then `paid`, or `failed` where the bank returned it.
"""

import database
from auction.ledger import accounts
from auction.ledger import rules as ledger
from auction.ledger.rules import Transfer
from auction.payments.payouts import approvals, store
from auction.payments.rows import CountRow, PayoutRow, PayoutState


class NotSent(Exception):
    """There is no such payout, or it is not on its way."""


def add(db: database.Db, order_id: int, seller_id: str, amount: int) -> None:
    """Let a seller's money (won) of an order be paid out; none where there is nothing. The order's row is locked."""
    if amount:
        store.add(db, order_id, seller_id, amount)


def of_orders(db: database.Db, order_ids: list[int]) -> dict[int, PayoutRow]:
    """Return the payouts of these orders, by order id."""
    return {row["order_id"]: row for row in store.of_orders(db, order_ids)} if order_ids else {}


def of_seller(db: database.Db, seller_id: str, before: int | None, limit: int) -> list[PayoutRow]:
    """Return a seller's payouts, newest first, below the id `before`."""
    return store.of_seller(db, seller_id, before, limit)


def in_state(db: database.Db, state: PayoutState, before: int | None, limit: int) -> list[PayoutRow]:
    """Return the payouts in a state, newest first, below the id `before`."""
    return store.in_state(db, state, before, limit)


def hold(db: database.Db, payout_id: int) -> PayoutRow | None:
    """Lock a payout until the transaction ends, and return it."""
    return store.hold(db, payout_id)


def hold_sendable(db: database.Db, most: int) -> list[PayoutRow]:
    """Lock up to `most` payouts that are due, approved where they must be, and whose sellers have an account.

    The oldest come first.
    """
    return store.hold_sendable(db, most, approvals.FREE, approvals.NEEDED)


def send(db: database.Db, payout: PayoutRow) -> None:
    """Note that a locked payout has been handed to the bank, and record it."""
    store.send(db, payout["id"])
    ledger.post(db, payout["order_id"], sent(payout, payout["attempts"] + 1))


def arrived(db: database.Db, payout_id: int) -> None:
    """Note that a payout has been paid, and record it. Raises NotSent."""
    payout = _sent_payout(db, payout_id)
    store.decide(db, payout_id, "paid")
    ledger.post(db, payout["order_id"], paid(payout))


def returned(db: database.Db, payout_id: int) -> None:
    """Note that the bank returned a payout, and record it. Raises NotSent."""
    payout = _sent_payout(db, payout_id)
    store.decide(db, payout_id, "failed")
    ledger.post(db, payout["order_id"], unpaid(payout, payout["attempts"]))


def _sent_payout(db: database.Db, payout_id: int) -> PayoutRow:
    payout = store.hold(db, payout_id)
    if payout is None or payout["state"] != "sent":
        raise NotSent
    return payout


def retry_failed(db: database.Db) -> int:
    """Let all payouts that the bank returned be due again; return how many."""
    return store.retry_failed(db)


def has_unpaid(db: database.Db, seller_id: str) -> bool:
    """Whether a seller waits for money."""
    return store.unpaid_of(db, seller_id)


def counts(db: database.Db) -> list[CountRow]:
    """Return how many payouts are in each state, and their sums; it reads the whole table."""
    return store.counts(db)


def sent(payout: PayoutRow, attempt: int) -> Transfer:
    """Return what records the nth time that a payout was handed to the bank."""
    seller, transit = accounts.seller(payout["seller_id"]), accounts.transit(payout["id"])
    return Transfer(f"payout:{payout['id']}:{attempt}", seller, transit, payout["amount"])


def unpaid(payout: PayoutRow, attempt: int) -> Transfer:
    """Return what records that the bank returned the nth."""
    seller, transit = accounts.seller(payout["seller_id"]), accounts.transit(payout["id"])
    return Transfer(f"unpaid:{payout['id']}:{attempt}", transit, seller, payout["amount"])


def paid(payout: PayoutRow) -> Transfer:
    """Return what records that a payout was paid."""
    return Transfer(f"paid:{payout['id']}", accounts.transit(payout["id"]), accounts.BANK, payout["amount"])
