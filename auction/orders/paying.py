"""How an order is paid: our intent is committed, then the provider called, then what it says committed with the order.

No row is locked while the provider is called. Whatever happens between two steps, the next look at the attempt goes on
from what is true at the provider.
"""

import contextlib

import database
from auction.errors import Conflict, TryAgain
from auction.items import rules as items
from auction.orders import acts, money, process, store
from auction.orders.errors import NotNow
from auction.orders.sides import role_of
from auction.payments import configured
from auction.payments import rules as payments
from auction.payments.provider import Declined, NoAnswer, Truth
from auction.payments.rows import PaymentRow

AT_ONCE = 50


class NotAwaitingPayment(Conflict):
    """The order is paid, or it has ended."""


class PaymentsOff(Conflict):
    """This site takes no payments, or none by this provider."""


class ProviderUnavailable(TryAgain):
    """The payment provider does not answer; no money has moved."""


def start(db: database.Db, order_id: int, user_id: str, provider_name: str) -> int:
    """Add an attempt to pay an order; return its id.

    Raises OrderNotFound, NotAwaitingPayment, NotNow, PaymentInFlight.
    """
    held = acts.hold(db, order_id)
    who = role_of(held.order, user_id)
    if held.order["state"] != "awaiting" or held.facts.is_due:
        raise NotAwaitingPayment(state=held.order["state"])
    if process.find(held.facts, "pay", who) is None:
        raise NotNow(state=held.order["state"], next=acts.next_acts(held.facts, who))
    return payments.start(db, order_id, money.total(held.order), provider_name)


def begin(payment_id: int, site: str) -> PaymentRow:
    """Open an attempt at its provider and return it with its checkout address; one that is open stays as it is.

    `site` is the address that the buyer returns to. Raises PaymentsOff, ProviderUnavailable.
    """
    with database.reading() as db:
        payment = payments.find(db, payment_id)
        title = _title(db, payment["order_id"])
    if payment["providerKey"] is None:
        back = f"{site}/api/payments/{payment['provider']}/return?ref={payment['ref']}"
        try:
            begun = configured.provider(payment["provider"]).begin(payment["ref"], payment["amount"], title, back)
        except (NoAnswer, Declined) as failure:
            raise ProviderUnavailable from failure
        database.transact(payments.begin, payment_id, begun.key, begun.checkout_url)
        payment["checkoutUrl"] = begun.checkout_url
    return payment


def _title(db: database.Db, order_id: int) -> str:
    order = store.find(db, order_id)
    return items.find(db, order["item_id"])["name"] if order else ""


def advance(payment_id: int) -> None:
    """Query the provider about an undecided attempt, and bring it and its order to what is true there."""
    with database.reading() as db:
        payment = payments.find(db, payment_id)
    if payment["lookAt"] is None:
        return
    if payment["providerKey"] is None:
        # its request ended before the provider answered, so no buyer was sent there
        database.transact(_conclude, payment, Truth("failed", failure="not_begun"))
        return
    with contextlib.suppress(NoAnswer):
        database.transact(_conclude, payment, _truth_of(payment))


def _truth_of(payment: PaymentRow) -> Truth:
    """Return what is true at the provider, after taking the money of an attempt that the buyer has authorized."""
    provider, key = configured.provider(payment["provider"]), str(payment["providerKey"])
    truth = provider.look(key)
    if truth.state != "authorized" or not database.transact(_intend, payment):
        return truth
    try:
        return provider.confirm(key, payment["ref"], payment["amount"])
    except Declined as refusal:
        # an earlier call may have taken it
        truth = provider.look(key)
        return truth if truth.state == "done" else Truth("failed", failure=refusal.code)


def _intend(db: database.Db, payment: PaymentRow) -> bool:
    """Note that the money is about to be taken; an attempt that does not pay its order any more fails instead."""
    held = acts.hold(db, payment["order_id"])
    payment = payments.hold(db, payment["id"])
    if payment["lookAt"] is None:
        return False
    pays = held.order["state"] == "awaiting" and payment["amount"] == money.total(held.order)
    if not pays or payments.is_given_up(payment, held.now):
        payments.failed(db, payment, "too_late")
        return False
    if not payments.confirm(db, payment):
        payments.failed(db, payment, "another_pays")
        return False
    return True


def _conclude(db: database.Db, payment: PaymentRow, truth: Truth) -> None:
    """Write down what the provider says, together with what it means for the order."""
    held = acts.hold(db, payment["order_id"])
    payment = payments.hold(db, payment["id"])
    if payment["lookAt"] is None:
        return
    if truth.state == "done":
        _settle(db, held, payment, truth)
    elif truth.state == "failed":
        payments.failed(db, payment, truth.failure)
    elif payments.is_given_up(payment, held.now):
        payments.failed(db, payment, "expired")


def _settle(db: database.Db, held: acts.Held, payment: PaymentRow, truth: Truth) -> None:
    """Let money that was taken pay the order, or go back where it cannot."""
    holder = payments.holder(db, payment["order_id"])
    if truth.amount != payment["amount"] or truth.amount != money.total(held.order):
        money.keep_apart(db, payment, truth.amount, "other_amount")
    elif holder is not None and holder["id"] != payment["id"]:
        money.keep_apart(db, payment, truth.amount, "another_pays")
    else:
        try:
            acts.move(db, held, "pay", "buyer", {"payment": payment["id"]})
        except NotNow:
            money.keep_apart(db, payment, truth.amount, "too_late")
        else:
            money.capture(db, held.order, payment, truth.method)


def look_due() -> int:
    """Query providers about the attempts whose turn it is; return how many."""
    payment_ids = database.transact(payments.lease_due, AT_ONCE)
    for payment_id in payment_ids:
        advance(payment_id)
    return len(payment_ids)
