"""The audit of the books: what payments, refunds, payouts and orders say must have moved, against what is recorded."""

from typing import NamedTuple

import database
from auction.ledger import accounts
from auction.ledger import rules as ledger
from auction.ledger.rules import Transfer, TransferRow
from auction.orders import money, store
from auction.orders.process import FUNDED
from auction.orders.rows import OrderRow
from auction.payments import rules as payments
from auction.payments.payouts import rules as payouts
from auction.payments.refunds import rules as refunds
from auction.payments.rows import PaymentRow, PayoutRow, RefundRow

AT_ONCE = 500


class Difference(NamedTuple):
    """Something of an order that is not as it must be: what, how it is, and how it must be."""

    order_id: int
    what: str
    found: str
    expected: str


class Account(NamedTuple):
    """All that is stored about the money of one order; an order that does not exist is None."""

    order: OrderRow | None
    payments: list[PaymentRow]
    refunds: list[RefundRow]
    payout: PayoutRow | None
    transfers: list[TransferRow]


def audit_after(db: database.Db, order_id: int) -> tuple[int, int, list[Difference]]:
    """Audit up to AT_ONCE orders above this id; return the last one, 0 at the end, how many, and what differs."""
    orders = {order["id"]: order for order in store.after(db, order_id, AT_ONCE)}
    recorded = ledger.order_ids_after(db, order_id, AT_ONCE)
    order_ids = sorted({*orders, *recorded})[:AT_ONCE]
    if not order_ids:
        return 0, 0, []
    attempts, back = payments.of_orders(db, order_ids), refunds.of_orders(db, order_ids)
    out, moved = payouts.of_orders(db, order_ids), ledger.of_orders(db, order_ids)
    found = [
        difference
        for each in order_ids
        for difference in audit(
            each, Account(orders.get(each), attempts[each], back[each], out.get(each), moved[each])
        )
    ]  # fmt: skip
    return order_ids[-1], len(order_ids), found


def audit(order_id: int, account: Account) -> list[Difference]:
    """Return what differs in the money of one order."""
    found = _against(order_id, expected(account), account.transfers)
    for name, row in ledger.below_zero(account.transfers):
        found.append(Difference(order_id, name, f"below 0 from {row['ref']} on", "never below 0"))
    for what, is_so, must in _states(order_id, account):
        if is_so != must:
            found.append(Difference(order_id, what, str(is_so), str(must)))
    return found


def _against(order_id: int, must: dict[str, Transfer], rows: list[TransferRow]) -> list[Difference]:
    """Return transfers that are missing, of something that did not happen, or other than it happened."""
    recorded = {row["ref"]: Transfer(row["ref"], row["debit"], row["credit"], row["amount"]) for row in rows}
    return [
        Difference(order_id, ref, _text(recorded.get(ref)), _text(must.get(ref)))
        for ref in sorted({*must, *recorded})
        if recorded.get(ref) != must.get(ref)
    ]


def _text(transfer: Transfer | None) -> str:
    return "none" if transfer is None else f"{transfer.debit} to {transfer.credit}: {transfer.amount}"


def expected(account: Account) -> dict[str, Transfer]:
    """Return the transfers that must be recorded for an order, by what they record."""
    made: list[Transfer] = []
    by_id = {payment["id"]: payment for payment in account.payments}
    for payment in account.payments:
        if payment["state"] == "confirmed":
            made.append(money.captured(payment))
        elif payment["state"] == "surplus":
            made.append(money.brought(payment, payment["captured"] or 0))
    made += [
        refunds.transfer(refund, by_id[refund["payment_id"]]) for refund in account.refunds if refund["state"] == "done"
    ]
    if account.order is not None and account.order["state"] == "completed":
        made += money.released(account.order, *money.shares(account.order, _left(account)))
    if account.payout is not None:
        made += _of_payout(account.payout)
    return {transfer.ref: transfer for transfer in made if transfer.amount}


def _of_payout(payout: PayoutRow) -> list[Transfer]:
    attempts = range(1, payout["attempts"] + 1)
    # a payout that is due again was returned as often as it was sent
    returned = attempts if payout["state"] in ("due", "failed") else attempts[:-1]
    made = [payouts.sent(payout, attempt) for attempt in attempts]
    made += [payouts.unpaid(payout, attempt) for attempt in returned]
    return made + ([payouts.paid(payout)] if payout["state"] == "paid" else [])


def _left(account: Account) -> int:
    """Return what the buyer paid for the order less what goes back of it (won)."""
    paying = {payment["id"]: payment for payment in account.payments if payment["state"] == "confirmed"}
    back = sum(refund["amount"] for refund in account.refunds if refund["payment_id"] in paying)
    return sum(payment["amount"] for payment in paying.values()) - back


def _states(order_id: int, account: Account) -> list[tuple[str, object, object]]:
    """Return what must be equal: its name, how it is, and how it must be."""
    order = account.order
    if order is None:
        return [("order", "none", "one")]
    paid = [payment["amount"] for payment in account.payments if payment["state"] == "confirmed"]
    is_paid = order["state"] in FUNDED or order["state"] in ("completed", "refunded")
    earned, _ = money.shares(order, _left(account)) if order["state"] == "completed" else (0, 0)
    rows = [
        ("confirmed payments", paid, [money.total(order)] if is_paid else []),
        ("payout", account.payout["amount"] if account.payout else 0, earned),
    ]
    rows += [("left after the refund", _left(account), 0)] if order["state"] == "refunded" else []
    held = ledger.balances(account.transfers).get(accounts.escrow(order_id), 0)
    if order["dueAt"] is None and all(refund["state"] == "done" for refund in account.refunds):
        rows.append(("escrow of an order that has ended", held, 0))
    return rows
