"""What operators do with payouts: approve large ones, and note what the bank did. Each is an event of the trail."""

from typing import Literal

import database
from auction.operations.decisions import check_not_own
from auction.operations.errors import ApprovedAlready, PayoutNotFound
from auction.operators import trail
from auction.operators.rows import Operator
from auction.orders.errors import NotNow
from auction.orders.lists import rules as orders
from auction.payments.payouts import approvals
from auction.payments.payouts import rules as payouts
from auction.payments.rows import PayoutRow

Result = Literal["paid", "failed"]


def approve(db: database.Db, operator: Operator, payout_id: int, reason: str) -> None:
    """Approve that a large payout is handed to the bank. Raises PayoutNotFound, OwnOrder, NotNow, ApprovedAlready."""
    payout = _held(db, operator, payout_id)
    people = [row["user_id"] for row in approvals.of_payouts(db, [payout])[payout_id]]
    if operator.id in people:
        raise ApprovedAlready
    if payout["state"] != "due" or len(people) >= approvals.needed(payout):
        raise NotNow(state=payout["state"], next=[])
    approvals.add(db, payout, operator.id)
    details = {"attempt": approvals.attempt_of(payout), "amount": payout["amount"]}
    trail.record(db, operator, "approve-payout", f"payout:{payout_id}", reason, details)


def note(db: database.Db, operator: Operator | None, payout_id: int, result: Result, reason: str) -> None:
    """Note that the bank has paid or returned a payout; `operator` None is a command.

    Raises PayoutNotFound, OwnOrder, NotNow.
    """
    payout = _held(db, operator, payout_id)
    work = payouts.arrived if result == "paid" else payouts.returned
    try:
        work(db, payout_id)
    except payouts.NotSent as error:
        raise NotNow(state=payout["state"], next=[]) from error
    details = {"attempt": payout["attempts"], "amount": payout["amount"]}
    trail.record(db, operator, f"payout-{result}", f"payout:{payout_id}", reason, details)


def find(db: database.Db, payout_id: int) -> PayoutRow:
    """Lock and return a payout. Raises PayoutNotFound."""
    payout = payouts.hold(db, payout_id)
    if payout is None:
        raise PayoutNotFound
    return payout


def _held(db: database.Db, operator: Operator | None, payout_id: int) -> PayoutRow:
    """Lock a payout of which the operator is no side. Raises PayoutNotFound, OwnOrder."""
    payout = find(db, payout_id)
    if operator is not None:
        check_not_own(operator, orders.find(db, payout["order_id"]))
    return payout
