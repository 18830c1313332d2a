"""The rows of `orders`, `order_event`, `order_address` and `offer`. Money is whole won, times are naive UTC."""

from datetime import datetime
from typing import Literal, TypedDict

from auction.items.rows import ShippingKind
from auction.orders.process import Act, Reason, Role, State, Wants

Carrier = Literal["cj", "post", "hanjin", "lotte", "logen", "gs25", "cu", "other"]
OfferState = Literal["open", "accepted", "declined", "expired"]


class NewOrder(TypedDict):
    """What is fixed when an order is made; a sale has a `history_id`, a second chance an `offer_id`."""

    item_id: int
    history_id: int | None
    offer_id: int | None
    buyer_id: str
    seller_id: str
    price: int
    fee: int
    state: State
    number: int
    dueAt: datetime
    remindAt: datetime | None
    createdAt: datetime


class OrderChanges(TypedDict):
    """The columns that an act may write."""

    shippingKind: ShippingKind | None
    shippingFee: int | None
    state: State
    reason: Reason | None
    number: int
    dueAt: datetime | None
    remindAt: datetime | None
    isExtended: int
    isCancelRequested: int
    carrier: Carrier | None
    trackingNumber: str | None
    returnCarrier: Carrier | None
    returnTrackingNumber: str | None
    wants: Wants | None
    part: int | None
    paidAt: datetime | None
    shippedAt: datetime | None
    arrivedAt: datetime | None
    sentBackAt: datetime | None
    endedAt: datetime | None


class OrderRow(OrderChanges):
    """An order."""

    id: int
    item_id: int
    history_id: int | None
    offer_id: int | None
    buyer_id: str
    seller_id: str
    price: int
    fee: int
    createdAt: datetime


class EventRow(TypedDict):
    """An entry of an order's log; `data` is a JSON object that both sides may see."""

    order_id: int
    number: int
    act: Act
    who: Role
    before: State | None
    after: State
    at: datetime
    data: str


class DecisionRow(TypedDict):
    """An operator's step in an order; `data` is the JSON object of its event."""

    order_id: int
    number: int
    act: Act
    data: str


class AddressRow(TypedDict):
    """A sealed address; `forgetAt` None: its order has not ended."""

    order_id: int
    sealed: bytes
    forgetAt: datetime | None


class NewOffer(TypedDict):
    """A second chance to add."""

    item_id: int
    user_id: str
    seller_id: str
    price: int
    state: OfferState
    createdAt: datetime
    expiresAt: datetime


class OfferRow(NewOffer):
    """A second chance."""

    id: int
    decidedAt: datetime | None


class Number(TypedDict):
    """How many."""

    number: int


class Id(TypedDict):
    """The id of a row."""

    id: int


class DueRow(TypedDict):
    """An order whose time has come, and the time."""

    id: int
    at: datetime
