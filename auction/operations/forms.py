"""Request and response models of the routes for operators."""

from typing import Annotated, Any, Literal

from pydantic import Field

from auction.http.fields import In, MomentOut, Out, Text, Won
from auction.items.forms import Item
from auction.items.list_forms import PageQuery
from auction.operations.decisions import Outcome
from auction.operators.rows import Role
from auction.orders.forms import Dispute, Event, Tracking
from auction.orders.lists.rules import View
from auction.orders.messages.forms import Message
from auction.orders.process import Reason, State
from auction.payments.rows import PayoutState
from auction.users.forms import Seller

Why = Annotated[str, Text(1, 1_000, lines=True)]


class OrdersQuery(PageQuery):
    view: View = Field("disputed", description="all but `all` come in the order in which they are due")


class DecisionForm(In):
    outcome: Outcome
    amount: Won | None = Field(None, description="won; with `part`, how much the buyer gets back")
    reason: Why = Field(description="both sides read it")


class ReasonForm(In):
    reason: Why


class PayoutsQuery(PageQuery):
    state: PayoutState = "due"


class EventsQuery(PageQuery):
    target: Annotated[str, Field(max_length=60)] | None = Field(None, description="such as order:7 or payout:7")


class AdminOrder(Out):
    """An order without addresses and phone numbers."""

    id: int
    item: Item
    buyer: Seller
    seller: Seller
    state: State
    reason: Reason | None = Field(description="why it ended otherwise than by the buyer's confirmation")
    price: int
    shipping_fee: int | None
    fee: int
    total: int
    due_at: MomentOut | None
    dispute: Dispute | None
    tracking: Tracking | None
    return_tracking: Tracking | None
    events: list[Event]
    created_at: MomentOut
    messages: list[Message] | None = Field(
        description="of an open dispute, oldest first; null in lists, and for those who may not read them"
    )
    can_decide: bool = Field(description="whether I may decide its dispute now")


class AdminOrders(Out):
    orders: list[AdminOrder]
    next_cursor: str | None


class Approval(Out):
    by: Seller
    at: MomentOut


class AdminPayout(Out):
    id: int
    order_id: int
    seller: Seller
    amount: int
    state: PayoutState
    has_account: bool = Field(description="without one it cannot be sent")
    approvals: list[Approval] = Field(description="for the next time that it is handed to the bank")
    approvals_needed: int
    created_at: MomentOut


class AdminPayouts(Out):
    payouts: list[AdminPayout]
    next_cursor: str | None


class AccountBalance(Out):
    name: str = Field(description="a kind of account, such as escrow")
    balance: int = Field(description="won")


class PayoutCount(Out):
    state: PayoutState
    number: int
    amount: int


class StuckRefund(Out):
    id: int
    order_id: int
    amount: int
    failure: str | None


class MismatchOut(Out):
    provider: str
    ref: str = Field(description="the payment's number at the provider")
    amount: int = Field(description="won; below 0 it was given back")
    lacking: Literal["ours", "provider"] = Field(description="whose books lack it")


class Books(Out):
    accounts: list[AccountBalance]
    payouts: list[PayoutCount]
    refunds_stuck: list[StuckRefund]
    mismatches: list[MismatchOut]
    checked_at: MomentOut | None = Field(description="when a provider's list was last compared; null: never")


class TrailEvent(Out):
    id: int
    by: Seller | None = Field(description="null: a command on the machine")
    role: Role | None
    kind: str
    target: str
    reason: str
    data: dict[str, Any]
    at: MomentOut


class TrailEvents(Out):
    events: list[TrailEvent]
    next_cursor: str | None
