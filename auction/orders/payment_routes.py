"""Routes that start a payment of an order, and that take its buyer back from the provider."""

import json

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

import database
from auction.http.contract import answers, takes
from auction.idempotency.http import claim_of, respond
from auction.idempotency.rules import StoredAnswer, run_once
from auction.limits import rules as limits
from auction.orders import paying
from auction.orders.errors import NotNow, OrderNotFound
from auction.orders.payment_forms import PaymentForm, PaymentStarted, ReturnQuery
from auction.payments import configured
from auction.payments import rules as payments
from auction.payments.rules import PaymentInFlight
from auction.users.access import signed_in, user_id

order_payments = Blueprint("order_payments", __name__, url_prefix="/api")


@order_payments.post("/orders/<int:order_id>/payments")
@answers(
    201, PaymentStarted, OrderNotFound, paying.NotAwaitingPayment, NotNow, PaymentInFlight, paying.PaymentsOff,
    paying.ProviderUnavailable, limits.TooManyRequests,
)  # fmt: skip
@signed_in
@takes(body=PaymentForm, idempotent=True)
def start_payment(order_id: int, body: PaymentForm) -> PaymentStarted:
    """Start a payment of an order that I bought; I pay at `checkoutUrl`."""
    limits.count(limits.PAYMENTS, user_id())
    provider = body.provider or configured.settings().provider
    if provider not in configured.names():
        raise paying.PaymentsOff
    payment = paying.begin(_started(order_id, provider, body), _site())
    return PaymentStarted(id=payment["id"], checkout_url=payment["checkoutUrl"] or "")


def _started(order_id: int, provider: str, body: PaymentForm) -> int:
    """Return the id of a new attempt, or of the one that this Idempotency-Key began before."""

    def work(db: database.Db) -> int:
        return paying.start(db, order_id, user_id(), provider)

    claim = claim_of(user_id(), body.model_dump_json().encode())
    if claim is None:
        return database.transact(work)
    stored = database.transact_once(run_once, claim, lambda db: StoredAnswer(201, json.dumps(work(db))))
    # a stored refusal is raised
    return int(stored.answer) if stored.status else int(respond(stored).get_data())


def _site() -> str:
    """Return the address of the site, as buyers see it."""
    return configured.settings().site or request.host_url.rstrip("/")


@order_payments.get("/payments/<string:provider>/return")
@answers(303)
@takes(query=ReturnQuery)
def return_from_provider(provider: str, query: ReturnQuery) -> Response:
    """Take a buyer back from the provider to the order. Nothing in the address is believed: the provider is queried."""
    with database.reading() as db:
        payment = payments.by_ref(db, provider, query.ref)
    if payment is None:
        return redirect("/orders", 303)
    paying.advance(payment["id"])
    return redirect(f"/orders/{payment['order_id']}", 303)
