"""Request and response models of the routes of orders."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from auction.http.fields import AmountText, In, Matches, MomentOut, Out, Text, Won, WonText
from auction.items.forms import Item
from auction.items.list_forms import PageQuery
from auction.items.rows import ShippingKind
from auction.items.shipping import ShippingOption
from auction.orders.process import Act, Reason, Role, Side, State, Wants
from auction.orders.rows import Carrier
from auction.payments.rows import PaymentState, PayoutState
from auction.users.forms import Phone, Seller

DisputeReason = Literal["notAsDescribed", "broken", "missing", "notArrived", "other"]
Postcode = Annotated[str, Matches("postcode", "[0-9]{5}")]
TrackingNumber = Annotated[str, Matches("tracking_number", "[A-Za-z0-9][A-Za-z0-9-]{3,39}")]


class OrdersQuery(PageQuery):
    role: Side = "buyer"
    state: State | Literal["open"] | None = Field(None, description="open: any that has not ended")
    item: AmountText | None = Field(None, description="of this item alone, on either side")


class AddressForm(In):
    name: Annotated[str, Text(1, 50)]
    phone: Phone
    postcode: Postcode
    line1: Annotated[str, Text(1, 200)]
    line2: Annotated[str, Text(0, 200)] = ""


class DeliveryForm(In):
    kind: ShippingKind
    address: AddressForm | None = Field(None, description="for parcel and store")


class ShipmentForm(In):
    """Of what is handed over in person, both are left out."""

    carrier: Carrier | None = None
    tracking_number: TrackingNumber | None = None

    def data(self) -> dict[str, Any]:
        """Return what goes into the event."""
        return {"carrier": self.carrier, "trackingNumber": self.tracking_number} if self.tracking_number else {}


class DisputeForm(In):
    reason: DisputeReason
    text: Annotated[str, Text(1, 2_000, lines=True)]
    wants: Wants
    amount: Won | None = Field(None, description="won; with `part`, how much the buyer wants back")

    def data(self) -> dict[str, Any]:
        """Return what goes into the event."""
        return {"reason": self.reason, "text": self.text, "wants": self.wants, "amount": self.amount}


class DisputeWithPhotosForm(DisputeForm):
    amount: WonText | None = Field(None, description="won; with `part`, how much the buyer wants back")


class Event(Out):
    act: Act
    by: Role
    before: State | None
    after: State
    at: MomentOut
    data: dict[str, Any]


class Tracking(Out):
    carrier: Carrier
    tracking_number: str
    url: str | None


class AddressOut(Out):
    name: str
    phone: str
    postcode: str
    line1: str
    line2: str


class Delivery(Out):
    kind: ShippingKind
    address: AddressOut | None = Field(description="null for what is handed over in person, and where it is not shown")


class PaymentOut(Out):
    state: PaymentState
    checkout_url: str | None
    method: str | None
    paid_at: MomentOut | None


class PayoutOut(Out):
    amount: int = Field(description="won")
    state: PayoutState
    paid_at: MomentOut | None


class Dispute(Out):
    reason: DisputeReason
    text: str
    wants: Wants
    amount: int | None


class Order(Out):
    id: int
    item: Item
    role: Side
    state: State
    reason: Reason | None = Field(description="why it was cancelled or refunded")
    price: int
    shipping_fee: int | None = Field(description="won; null until the delivery is chosen")
    fee: int | None = Field(description="the operator's part of the price, won; null for the buyer")
    total: int
    due_at: MomentOut | None = Field(description="when the clock takes the next step; null at the end")
    next: Sequence[Act | Literal["offer", "relist"]] = Field(description="what I may do now")
    cancel_requested: bool
    tracking: Tracking | None
    return_tracking: Tracking | None
    delivery: Delivery | None
    shipping_options: list[ShippingOption]
    payment: PaymentOut | None
    payout: PayoutOut | None = Field(description="the seller's money; null before it is due, and for the buyer")
    dispute: Dispute | None
    created_at: MomentOut
    paid_at: MomentOut | None
    shipped_at: MomentOut | None
    arrived_at: MomentOut | None
    sent_back_at: MomentOut | None
    ended_at: MomentOut | None
    other: Seller
    events: list[Event]
    unread_messages: int = Field(description="what the other side has written and I have not read")


class Orders(Out):
    orders: list[Order]
    payments: bool = Field(description="whether this site takes payments; without, new sales have no orders")
    next_cursor: str | None
