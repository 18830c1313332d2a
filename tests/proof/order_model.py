"""Orders and their money in memory, for the state machine: what each answers to whom, by the table of the process."""

from dataclasses import dataclass, field
from typing import Literal

from auction.orders import process
from auction.orders.process import FINAL, Facts, Role, Step
from auction.payments.sandbox.store import Fault
from tests.proof.slow_model import SlowAuction, Will

PARCEL = 3_500
# of every dispute about a part of the money (won)
PART = 100
SANDBOX_TOO_MUCH = 1_000
MOST_OFFERS = 3


@dataclass
class Attempt:
    """A payment: as the bank has it, as we know it, and what the bank keeps of it (won)."""

    id: int
    path: str
    amount: int
    bank: Literal["open", "authorized", "done", "failed"] = "open"
    state: Literal["started", "confirming", "confirmed", "failed", "surplus"] = "started"
    fault: Fault = "none"
    kept: int = 0
    goes_back: int = 0


@dataclass
class Order:
    """One order. `facts` decide, with the table, what happens next."""

    id: int
    buyer: str
    price: int
    facts: Facts = field(default_factory=lambda: Facts("awaiting"))
    fee: int = 0
    reason: str | None = None
    attempts: list[Attempt] = field(default_factory=list)
    steps: int = 1

    @property
    def total(self) -> int:
        return self.price + self.fee

    @property
    def state(self) -> process.State:
        assert self.facts.state
        return self.facts.state

    @property
    def holder(self) -> Attempt | None:
        return next((each for each in self.attempts if each.state in ("confirming", "confirmed")), None)

    def role_of(self, name: str) -> Role | None:
        return "buyer" if name == self.buyer else "seller" if name == "seller" else None

    def allowed(self, role: Role) -> list[Step]:
        """The steps of the table that may be taken, in its order."""
        facts = self.facts._replace(is_paying=self.holder is not None and self.holder.state == "confirming")
        return [
            step
            for step in process.STEPS
            if (step.who, step.before) == (role, facts.state)
            and (facts.is_due == (role == "system") or step.may_be_late)
            and (step.when is None or step.when(facts))
        ]

    def find(self, act: str, role: Role) -> Step | None:
        found = [step for step in self.allowed(role) if step.act == act]
        assert len(found) <= 1
        return found[0] if found else None

    def take(self, step: Step, kind: str = "", wants: process.Wants | None = None) -> None:
        """Change as the step says, and let its money go where it belongs."""
        self.steps += 1
        facts = self.facts._replace(state=step.to)
        match step.act:
            case "choose":
                facts = facts._replace(is_chosen=True, is_meeting=kind == "meet")
                self.fee = 0 if kind == "meet" else PARCEL
            case "pay":
                facts = facts._replace(is_cancel_requested=False)
            case "extend":
                facts = facts._replace(is_extended=True)
            case "cancel" if step.who == "buyer":
                facts = facts._replace(is_cancel_requested=True)
            case "ship":
                facts = facts._replace(has_arrived=facts.is_meeting)
            case "arrived":
                facts = facts._replace(has_arrived=True)
            case "dispute":
                facts = facts._replace(wants=wants)
            case "send-back":
                facts = facts._replace(is_sent_back=True)
        self.facts = facts._replace(is_due=facts.is_due and step.limit is None and step.to not in FINAL)
        self.reason = step.reason or self.reason
        self._move_money(step)

    def _move_money(self, step: Step) -> None:
        if step.to not in FINAL or self.holder is None:
            return
        if step.to == "refunded":
            self.holder.goes_back = self.holder.kept
        elif step.act in ("accept", "decide-part"):
            self.holder.goes_back = PART

    def advance(self, attempt: Attempt, is_late: bool) -> None:
        """Look at an attempt as the site does; `is_late` once the bank has had all the time it takes."""
        if attempt.state not in ("started", "confirming") or attempt.bank == "open":
            return
        if attempt.bank == "failed":
            attempt.state = "failed"
        elif attempt.bank == "done":
            if is_late or attempt.fault != "late":
                self._settle(attempt)
        elif self.state != "awaiting" or attempt.amount != self.total or self.holder:
            attempt.state = "failed"
        else:
            self._confirm(attempt)

    def _confirm(self, attempt: Attempt) -> None:
        if attempt.fault == "declined":
            attempt.bank = attempt.state = "failed"
            return
        attempt.bank, attempt.state = "done", "confirming"
        attempt.kept = attempt.amount + (SANDBOX_TOO_MUCH if attempt.fault == "other-amount" else 0)
        if attempt.fault not in ("answer-lost", "late"):
            self._settle(attempt)

    def _settle(self, attempt: Attempt) -> None:
        if attempt.kept != attempt.amount:
            attempt.state, attempt.goes_back = "surplus", attempt.kept
            return
        step = self.find("pay", "buyer")
        assert step
        attempt.state = "confirmed"
        self.take(step)

    def give_back(self) -> None:
        """Let the bank give back what it may."""
        for attempt in self.attempts:
            if attempt.fault != "refund-refused":
                attempt.kept, attempt.goes_back = attempt.kept - attempt.goes_back, 0

    @property
    def escrow(self) -> int:
        """What the books hold of it once every refund was tried (won)."""
        if self.holder is None or self.holder.state == "confirming":
            return 0
        return self.holder.goes_back if self.state in FINAL else self.holder.kept


@dataclass
class Offer:
    """A second chance."""

    id: int
    bidder: str
    price: int
    state: Literal["open", "accepted", "declined"] = "open"


@dataclass
class Sale:
    """A sold item: the wills that were accepted, its orders, its offers."""

    item_id: int
    start: int
    wills: list[Will]
    orders: list[Order] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    is_relisted: bool = False

    @property
    def open_offer(self) -> Offer | None:
        return next((offer for offer in self.offers if offer.state == "open"), None)

    @property
    def next_bidder(self) -> tuple[str | None, int]:
        """To whom it is offered next, and at what price: the auction of those who are left, bid anew."""
        gone = {order.buyer for order in self.orders} | {offer.bidder for offer in self.offers}
        auction = SlowAuction(self.start, None, [will for will in self.wills if will.bidder not in gone])
        return auction.leader, min(auction.price, self.orders[0].price)

    @property
    def why_no_offer(self) -> str | None:
        """The code with which an offer is refused; whether a bidder is left does not count."""
        last = self.orders[-1]
        if self.is_relisted or last.state != "cancelled" or last.reason not in ("unpaid", "agreed"):
            return "not_now"
        if self.open_offer:
            return "offer_open"
        return "nobody_left" if len(self.offers) >= MOST_OFFERS else None

    @property
    def may_be_relisted(self) -> bool:
        return not self.is_relisted and not self.open_offer and self.orders[-1].state in ("cancelled", "refunded")

    def next_of(self, order: Order, role: Role) -> list[str]:
        """What an order's page offers to a side."""
        if order.state in ("cancelled", "refunded"):
            ways = {"offer": self.why_no_offer is None, "relist": self.may_be_relisted}
            return [name for name, may in ways.items() if may and role == "seller"]
        acts = [step.act for step in order.allowed(role)]
        # a late payment is allowed to an attempt that has begun, not to a new one
        return [] if acts == ["pay"] and order.facts.is_due else list(acts)
