"""Routes for operators about payouts."""

from collections.abc import Callable

from flask import Blueprint, Response

import database
from auction.http import cursors
from auction.http.contract import answers, takes
from auction.idempotency.http import answer_once
from auction.operations import forms, payouts, views
from auction.operations.errors import ApprovedAlready, OwnOrder, PayoutNotFound
from auction.operators.access import for_operators, operator
from auction.operators.rows import Operator
from auction.orders.errors import NotNow
from auction.payments.payouts import rules

payout_operations = Blueprint("payout_operations", __name__, url_prefix="/api/admin")


@payout_operations.get("/payouts")
@answers(200, forms.AdminPayouts)
@for_operators("treasurer", "chief")
@takes(query=forms.PayoutsQuery)
def list_all_payouts(query: forms.PayoutsQuery) -> forms.AdminPayouts:
    """List the payouts in a state, newest first."""
    with database.reading() as db:
        rows = rules.in_state(db, query.state, cursors.before(query.cursor), query.limit + 1)
        shown = views.shown_payouts(db, rows[: query.limit])
    return forms.AdminPayouts(payouts=shown, next_cursor=cursors.following([row["id"] for row in rows], query.limit))


@payout_operations.post("/payouts/<int:payout_id>/approve")
@answers(200, forms.AdminPayout, PayoutNotFound, OwnOrder, NotNow, ApprovedAlready)
@for_operators("treasurer", "chief")
@takes(body=forms.ReasonForm, idempotent=True)
def approve_payout(payout_id: int, body: forms.ReasonForm) -> Response:
    """Approve a payout above 1,000,000 won; it is handed to the bank once two people have."""
    return _acted(payout_id, body, lambda db, who: payouts.approve(db, who, payout_id, body.reason))


@payout_operations.post("/payouts/<int:payout_id>/paid")
@answers(200, forms.AdminPayout, PayoutNotFound, OwnOrder, NotNow)
@for_operators("treasurer", "chief")
@takes(body=forms.ReasonForm, idempotent=True)
def note_paid(payout_id: int, body: forms.ReasonForm) -> Response:
    """Note that the bank has paid a payout."""
    return _acted(payout_id, body, lambda db, who: payouts.note(db, who, payout_id, "paid", body.reason))


@payout_operations.post("/payouts/<int:payout_id>/failed")
@answers(200, forms.AdminPayout, PayoutNotFound, OwnOrder, NotNow)
@for_operators("treasurer", "chief")
@takes(body=forms.ReasonForm, idempotent=True)
def note_failed(payout_id: int, body: forms.ReasonForm) -> Response:
    """Note that the bank has returned a payout."""
    return _acted(payout_id, body, lambda db, who: payouts.note(db, who, payout_id, "failed", body.reason))


def _acted(payout_id: int, body: forms.ReasonForm, act: Callable[[database.Db, Operator], None]) -> Response:
    """Let the operator act, once for an Idempotency-Key, and respond with the payout after it."""
    who = operator()

    def work(db: database.Db) -> forms.AdminPayout:
        act(db, who)
        return views.shown_payouts(db, [payouts.find(db, payout_id)])[0]

    return answer_once(who.id, 200, work, body.model_dump_json().encode())
