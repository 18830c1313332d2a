"""Decisions of disputes by an operator who is no side of the order; each has a reason and an event in the trail."""

from typing import Literal, NamedTuple

import database
from auction.errors import Invalid
from auction.operations.errors import OwnOrder
from auction.operators import trail
from auction.operators.rows import Operator, Role
from auction.operators.rules import NotYourRole
from auction.orders import acts, money
from auction.orders.process import Act
from auction.orders.rows import OrderRow

Outcome = Literal["refund", "return", "part", "complete"]
ACTS: dict[Outcome, Act] = {
    "refund": "decide-refund", "return": "decide-return", "part": "decide-part", "complete": "decide-complete",
}  # fmt: skip
READERS: tuple[Role, ...] = ("moderator", "treasurer", "chief")
# won: orders of more are decided by a treasurer or a chief
MODERATOR_LIMIT = 500_000


class Decision(NamedTuple):
    """What an operator decides; `amount` is the part (won) that goes back, None for other outcomes."""

    outcome: Outcome
    amount: int | None
    reason: str


def check_may_decide(operator: Operator, order: OrderRow) -> None:
    """Raises OwnOrder, or NotYourRole for one whose role does not decide orders of this total."""
    check_not_own(operator, order)
    limit = {"support": 0, "moderator": MODERATOR_LIMIT}.get(operator.role)
    if limit is not None and money.total(order) > limit:
        raise NotYourRole


def check_not_own(operator: Operator, order: OrderRow) -> None:
    """Raises OwnOrder for the buyer and the seller of an order."""
    if operator.id in (order["buyer_id"], order["seller_id"]):
        raise OwnOrder


def may_decide(operator: Operator, order: OrderRow) -> bool:
    """Whether an operator may decide this order, if it is disputed."""
    try:
        check_may_decide(operator, order)
    except (OwnOrder, NotYourRole):
        return False
    return True


def may_read_messages(operator: Operator, order: OrderRow) -> bool:
    """Whether an operator may read what the sides of an order wrote: in a dispute, to decide it."""
    return order["state"] == "disputed" and operator.role in READERS


def decide(db: database.Db, operator: Operator, order_id: int, decision: Decision) -> OrderRow:
    """Decide a dispute; return the order after it. Raises OrderNotFound, OwnOrder, NotYourRole, Invalid, NotNow."""
    held = acts.hold(db, order_id)
    check_may_decide(operator, held.order)
    _check_amount(held.order, decision)
    part = {} if decision.amount is None else {"amount": decision.amount}
    after = acts.move(db, held, ACTS[decision.outcome], "operator", {"reason": decision.reason, **part})
    details = {"number": after["number"], "outcome": decision.outcome, **part}
    trail.record(db, operator, "decide", f"order:{order_id}", decision.reason, details)
    return after


def _check_amount(order: OrderRow, decision: Decision) -> None:
    """Require an amount below what was paid for a part, and none otherwise. Raises Invalid."""
    if (decision.outcome == "part") != (decision.amount is not None) or (decision.amount or 0) >= money.total(order):
        raise Invalid(("amount", "part_of_total"))
