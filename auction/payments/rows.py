"""The rows of `payment`, `refund` and `payout`. Whole won, naive UTC."""

from datetime import datetime
from typing import Literal, TypedDict

PaymentState = Literal["started", "confirming", "confirmed", "failed", "surplus"]
RefundState = Literal["due", "done", "stuck"]
PayoutState = Literal["due", "sent", "paid", "failed"]


class PaymentRow(TypedDict):
    """An attempt to pay an order. `lookAt` is when the provider is queried next, None once it is decided."""

    id: int
    order_id: int
    number: int
    ref: str
    provider: str
    amount: int
    state: PaymentState
    providerKey: str | None
    checkoutUrl: str | None
    method: str | None
    failure: str | None
    captured: int | None
    lookAt: datetime | None
    looks: int
    startedAt: datetime
    decidedAt: datetime | None


class RefundRow(TypedDict):
    """Money of a payment on its way back to the buyer; `round` is part of the idempotency key."""

    id: int
    payment_id: int
    order_id: int
    amount: int
    reason: str
    state: RefundState
    round: int
    attempts: int
    failure: str | None
    tryAt: datetime | None
    createdAt: datetime
    decidedAt: datetime | None


class PayoutRow(TypedDict):
    """A seller's money of one order."""

    id: int
    order_id: int
    seller_id: str
    amount: int
    state: PayoutState
    attempts: int
    createdAt: datetime
    sentAt: datetime | None
    decidedAt: datetime | None


class ApprovalRow(TypedDict):
    """A person's approval that a payout is handed to the bank for the nth time."""

    payout_id: int
    attempt: int
    user_id: str
    at: datetime


class CheckRow(TypedDict):
    """The last comparison of the books with a provider's own list; `mismatches` is a JSON list."""

    provider: str
    checkedAt: datetime
    mismatches: str


class AccountRow(TypedDict):
    """Where a seller's money goes, encrypted."""

    user_id: str
    sealed: bytes


class UserId(TypedDict):
    """The id of a user."""

    user_id: str


class Id(TypedDict):
    """An id."""

    id: int


class Seconds(TypedDict):
    """A span of time."""

    seconds: int


class Number(TypedDict):
    """How many."""

    number: int


class CountRow(TypedDict):
    """How many payouts are in a state, and their sum."""

    state: PayoutState
    number: int
    amount: int
