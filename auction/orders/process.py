"""The order's process as one table: who may do what in which state, where it leads, and what the clock does.

Pure. Rules, routes, the page's buttons, the audit, the picture in docs/orders.md and the model test all read STEPS.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Literal, NamedTuple

State = Literal["awaiting", "paid", "shipped", "disputed", "returning", "completed", "cancelled", "refunded"]
Side = Literal["buyer", "seller"]
Role = Literal[Side, "operator", "system"]
Act = Literal[
    "open", "choose", "pay", "extend", "cancel", "agree-to-cancel", "ship", "give-back", "arrived", "confirm",
    "dispute", "withdraw", "accept", "send-back", "received-back", "lapse",
    "decide-refund", "decide-return", "decide-part", "decide-complete",
]  # fmt: skip
# until when the next act must come
Limit = Literal["pay", "extend", "ship", "confirm", "inspect", "dispute", "send-back", "return"]
# why an order ended otherwise than by the buyer's confirmation
Reason = Literal["unpaid", "seller", "agreed", "unshipped", "dispute", "operator"]
Wants = Literal["refund", "return", "part"]

FINAL: tuple[State, ...] = ("completed", "cancelled", "refunded")
OPEN: tuple[State, ...] = ("awaiting", "paid", "shipped", "disputed", "returning")
# in these the provider has the buyer's money for the seller
FUNDED: tuple[State, ...] = ("paid", "shipped", "disputed", "returning")


class Facts(NamedTuple):
    """What decides, beside the state, which steps an order allows."""

    state: State | None
    is_chosen: bool = False
    is_paying: bool = False
    is_extended: bool = False
    is_cancel_requested: bool = False
    is_meeting: bool = False
    has_arrived: bool = False
    wants: Wants | None = None
    is_sent_back: bool = False
    is_due: bool = False


class Step(NamedTuple):
    """One step: `who` does `act` in the state `before`, which leads to `to`.

    `limit` is the new limit (None keeps the old one), `when` a condition beside the state, `reason` why the order
    ends. A step that `may_be_late` is allowed from the due time on as well; the clock's own begin then.
    """

    act: Act
    who: Role
    before: State | None
    to: State
    limit: Limit | None = None
    when: Callable[[Facts], bool] | None = None
    reason: Reason | None = None
    may_be_late: bool = False


def is_quiet(facts: Facts) -> bool:
    """No payment of it is being confirmed."""
    return not facts.is_paying


def is_ready(facts: Facts) -> bool:
    """The delivery is chosen, so the total is known."""
    return facts.is_chosen


def was_not_extended(facts: Facts) -> bool:
    """The seller has not given more time yet."""
    return not facts.is_extended


def was_not_requested(facts: Facts) -> bool:
    """The buyer has not requested a cancellation yet."""
    return not facts.is_cancel_requested


def was_requested(facts: Facts) -> bool:
    """The buyer has requested a cancellation, and no payment is being confirmed."""
    return facts.is_cancel_requested and not facts.is_paying


def is_sent(facts: Facts) -> bool:
    """It goes by a carrier."""
    return not facts.is_meeting


def is_met(facts: Facts) -> bool:
    """It is handed over in person."""
    return facts.is_meeting


def is_on_its_way(facts: Facts) -> bool:
    """The buyer has not said that it has arrived."""
    return not facts.has_arrived


def wants_refund(facts: Facts) -> bool:
    """The buyer wants the money and keeps the goods, or has none."""
    return facts.wants == "refund"


def wants_return(facts: Facts) -> bool:
    """The buyer wants to send the goods back for the money."""
    return facts.wants == "return"


def wants_part(facts: Facts) -> bool:
    """The buyer keeps the goods and wants a part of the money."""
    return facts.wants == "part"


def was_sent_back(facts: Facts) -> bool:
    """The buyer has sent the goods back."""
    return facts.is_sent_back


def was_kept(facts: Facts) -> bool:
    """The buyer has not sent the goods back yet."""
    return not facts.is_sent_back


OPENING = Step("open", "system", None, "awaiting", "pay")
STEPS: tuple[Step, ...] = (
    OPENING,
    Step("choose", "buyer", "awaiting", "awaiting", when=is_quiet),
    # an attempt that began in time may end late; meanwhile the clock does not lapse the order
    Step("pay", "buyer", "awaiting", "paid", "ship", when=is_ready, may_be_late=True),
    Step("extend", "seller", "awaiting", "awaiting", "extend", when=was_not_extended),
    Step("cancel", "buyer", "awaiting", "awaiting", when=was_not_requested),
    Step("cancel", "seller", "awaiting", "cancelled", when=is_quiet, reason="seller"),
    Step("agree-to-cancel", "seller", "awaiting", "cancelled", when=was_requested, reason="agreed"),
    Step("lapse", "system", "awaiting", "cancelled", when=is_quiet, reason="unpaid"),
    Step("cancel", "buyer", "paid", "paid", when=was_not_requested),
    Step("agree-to-cancel", "seller", "paid", "refunded", when=was_requested, reason="agreed"),
    Step("give-back", "seller", "paid", "refunded", reason="seller"),
    Step("ship", "seller", "paid", "shipped", "confirm", when=is_sent),
    Step("ship", "seller", "paid", "shipped", "inspect", when=is_met),
    Step("lapse", "system", "paid", "refunded", reason="unshipped"),
    Step("arrived", "buyer", "shipped", "shipped", "inspect", when=is_on_its_way),
    Step("confirm", "buyer", "shipped", "completed"),
    Step("dispute", "buyer", "shipped", "disputed", "dispute"),
    Step("lapse", "system", "shipped", "completed"),
    Step("withdraw", "buyer", "disputed", "completed"),
    Step("accept", "seller", "disputed", "refunded", when=wants_refund, reason="dispute"),
    Step("accept", "seller", "disputed", "completed", when=wants_part, reason="dispute"),
    Step("accept", "seller", "disputed", "returning", "send-back", when=wants_return),
    # whatever the buyer wants
    Step("decide-refund", "operator", "disputed", "refunded", reason="operator"),
    Step("decide-return", "operator", "disputed", "returning", "send-back"),
    Step("decide-part", "operator", "disputed", "completed", reason="operator"),
    Step("decide-complete", "operator", "disputed", "completed", reason="operator"),
    Step("lapse", "system", "disputed", "refunded", reason="dispute"),
    Step("send-back", "buyer", "returning", "returning", "return", when=was_kept),
    Step("received-back", "seller", "returning", "refunded", reason="dispute"),
    Step("lapse", "system", "returning", "completed", when=was_kept),
    Step("lapse", "system", "returning", "refunded", when=was_sent_back, reason="dispute"),
)

# how long before the due time the side whose turn it is gets a reminder
REMINDERS: dict[State, tuple[timedelta, ...]] = {
    "awaiting": (timedelta(hours=48), timedelta(hours=24), timedelta(hours=3)),
    "paid": (timedelta(days=3), timedelta(days=1)),
    "shipped": (timedelta(days=1),),
    "disputed": (timedelta(days=27), timedelta(days=3)),
    "returning": (timedelta(days=2),),
}


def allowed(facts: Facts, role: Role) -> list[Step]:
    """Return the steps that this side may take now, in the order of the table."""
    return [step for step in STEPS if step.who == role and step.before == facts.state and _fits(step, facts)]


def find(facts: Facts, act: str, role: Role) -> Step | None:
    """Return the step that this act is now; None where it is not allowed. Conditions leave at most one."""
    return next((step for step in allowed(facts, role) if step.act == act), None)


def _fits(step: Step, facts: Facts) -> bool:
    in_time = step.may_be_late or facts.state is None or facts.is_due == (step.who == "system")
    return in_time and (step.when is None or step.when(facts))
