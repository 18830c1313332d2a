"""The money of an order: what of it is captured, released to the seller or given back. Nothing else here knows that.

Every function runs in the transaction that moves the order, whose row is locked.
"""

import database
from auction.ledger import accounts
from auction.ledger import rules as ledger
from auction.ledger.rules import Transfer
from auction.orders.rows import OrderRow
from auction.payments import configured
from auction.payments import rules as payments
from auction.payments.payouts import rules as payouts
from auction.payments.refunds import rules as refunds
from auction.payments.rows import PaymentRow


def fee_of(price: int) -> int:
    """Return the operator's part of a price (won), rounded down; it is fixed when an order is made."""
    return price * configured.settings().fee_percent // 100


def total(order: OrderRow) -> int:
    """Return what the buyer pays (won)."""
    return order["price"] + (order["shippingFee"] or 0)


def capture(db: database.Db, order: OrderRow, payment: PaymentRow, method: str) -> None:
    """Record that a locked attempt has paid the order."""
    payments.confirmed(db, payment, method)
    ledger.post(db, order["id"], captured(payment))


def release(db: database.Db, order: OrderRow) -> None:
    """Give the seller what the buyer paid and was not given back, less the operator's fee, and let it be paid out."""
    earned, fee = shares(order, _left(db, order))
    for transfer in released(order, earned, fee):
        ledger.post(db, order["id"], transfer)
    payouts.add(db, order["id"], order["seller_id"], earned)


def give_back(db: database.Db, order: OrderRow, reason: str, amount: int | None = None) -> None:
    """Let a part of what the buyer paid go back (won), by default all that is left; nothing where nothing is."""
    left = _left(db, order)
    back = left if amount is None else min(amount, left)
    payment = payments.holder(db, order["id"])
    if payment is not None and back > 0:
        refunds.add(db, payment, back, reason)


def keep_apart(db: database.Db, payment: PaymentRow, captured: int, failure: str) -> None:
    """Record money (won) of a locked attempt that does not pay its order, and let it go back."""
    payments.brought_surplus(db, payment, captured, failure)
    ledger.post(db, payment["order_id"], brought(payment, captured))
    refunds.add(db, {**payment, "state": "surplus"}, captured, "surplus")


def _left(db: database.Db, order: OrderRow) -> int:
    """Return what the buyer paid less all that goes back, whether the provider has done so yet or not."""
    payment = payments.holder(db, order["id"])
    if payment is None or payment["state"] != "confirmed":
        return 0
    rows = refunds.of_orders(db, [order["id"]])[order["id"]]
    return payment["amount"] - sum(row["amount"] for row in rows if row["payment_id"] == payment["id"])


def shares(order: OrderRow, left: int) -> tuple[int, int]:
    """Return what of an amount (won) is the seller's and what the operator's."""
    fee = min(order["fee"], left)
    return left - fee, fee


def captured(payment: PaymentRow) -> Transfer:
    """Return what records that an attempt has paid its order."""
    source = accounts.provider(payment["provider"])
    return Transfer(f"capture:{payment['id']}", source, accounts.escrow(payment["order_id"]), payment["amount"])


def brought(payment: PaymentRow, amount: int) -> Transfer:
    """Return what records money of an attempt that does not pay its order."""
    source = accounts.provider(payment["provider"])
    return Transfer(f"surplus:{payment['id']}", source, accounts.surplus(payment["id"]), amount)


def released(order: OrderRow, earned: int, fee: int) -> tuple[Transfer, Transfer]:
    """Return what records the end of a completed order."""
    escrow = accounts.escrow(order["id"])
    return (
        Transfer(f"release:{order['id']}", escrow, accounts.seller(order["seller_id"]), earned),
        Transfer(f"fee:{order['id']}", escrow, accounts.FEES, fee),
    )
