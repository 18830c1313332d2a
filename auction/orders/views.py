"""Orders as their sides see them."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

import database
from auction.http.fields import utc
from auction.items import rules as items
from auction.items.forms import Item
from auction.items.routes import shown as shown_items
from auction.items.shipping import ShippingOption, fees_of
from auction.mysql.clock import current_time
from auction.orders import forms, money
from auction.orders.acts import next_acts
from auction.orders.addresses import rules as addresses
from auction.orders.addresses.rules import Address
from auction.orders.carriers import tracking_page
from auction.orders.changes import facts_of
from auction.orders.messages import rules as messages
from auction.orders.offers import rules as offers
from auction.orders.process import Act, Side
from auction.orders.rows import Carrier, EventRow, OrderRow
from auction.orders.rules import events_of
from auction.orders.sides import by_side, other, party, role_of
from auction.payments import rules as payments
from auction.payments.payouts import rules as payouts
from auction.payments.rows import PaymentRow, PayoutRow
from auction.users import presence
from auction.users.forms import Seller, sellers


class Seen(NamedTuple):
    """What is shown of some orders beside their rows, by the ids of items, users and orders."""

    now: datetime
    items: Mapping[int, Item]
    shipping: Mapping[int, str | None]
    others: Mapping[str, Seller]
    events: Mapping[int, list[EventRow]]
    addresses: Mapping[int, Address]
    payments: Mapping[int, PaymentRow]
    payouts: Mapping[int, PayoutRow]
    ways: offers.Ways
    unread: Mapping[int, int]


def shown(db: database.Db, orders: list[OrderRow], user_id: str) -> list[forms.Order]:
    """Build the answers for these orders as this user, a side of each, may see them."""
    seen = _seen(db, orders, user_id) if orders else None
    return [_order(order, user_id, seen) for order in orders if seen]


def _seen(db: database.Db, orders: list[OrderRow], user_id: str) -> Seen:
    ids, rows = [order["id"] for order in orders], items.find_many(db, [*{order["item_id"] for order in orders}])
    sides = by_side(orders, user_id)
    return Seen(
        now=current_time(db),
        items={item.id: item for item in shown_items(db, rows)},
        shipping={row["id"]: row["shipping"] for row in rows},
        others=sellers(presence.names_of(db, (_other(order, user_id) for order in orders))),
        events=events_of(db, ids),
        addresses={key: value for side in sides for key, value in addresses.shown_to(db, side, sides[side]).items()},
        payments=payments.newest_of(db, ids),
        payouts=payouts.of_orders(db, [order["id"] for order in sides["seller"] if order["state"] == "completed"]),
        ways=offers.ways_on(
            db, [order["item_id"] for order in sides["seller"] if order["state"] in ("cancelled", "refunded")]
        ),
        unread=messages.unread_of(db, orders, user_id),
    )


def _order(order: OrderRow, user_id: str, seen: Seen) -> forms.Order:
    role = role_of(order, user_id)
    events, options = seen.events[order["id"]], fees_of(seen.shipping[order["item_id"]])
    return forms.Order(
        id=order["id"], item=seen.items[order["item_id"]], role=role,
        state=order["state"], reason=order["reason"], price=order["price"], shipping_fee=order["shippingFee"],
        fee=order["fee"] if role == "seller" else None, total=money.total(order), due_at=utc(order["dueAt"]),
        next=_next(order, role, seen), cancel_requested=bool(order["isCancelRequested"]),
        tracking=tracking_out(order["carrier"], order["trackingNumber"]),
        return_tracking=tracking_out(order["returnCarrier"], order["returnTrackingNumber"]),
        delivery=_delivery(order, seen.addresses.get(order["id"])),
        shipping_options=[ShippingOption.model_construct(kind=kind, fee=fee) for kind, fee in options.items()],
        payment=_payment(seen.payments.get(order["id"]), role), payout=_payout(seen.payouts.get(order["id"])),
        dispute=dispute_out(events),
        created_at=utc(order["createdAt"]), paid_at=utc(order["paidAt"]), shipped_at=utc(order["shippedAt"]),
        arrived_at=utc(order["arrivedAt"]), sent_back_at=utc(order["sentBackAt"]), ended_at=utc(order["endedAt"]),
        other=seen.others[_other(order, user_id)], events=[event_out(event) for event in events],
        unread_messages=seen.unread.get(order["id"], 0),
    )  # fmt: skip


def _other(order: OrderRow, user_id: str) -> str:
    return party(order, other(role_of(order, user_id)))


def _next(order: OrderRow, role: Side, seen: Seen) -> Sequence[Act | Literal["offer", "relist"]]:
    if order["state"] in ("cancelled", "refunded") and role == "seller":
        return _ways(order["item_id"], seen.ways)
    payment = seen.payments.get(order["id"])
    is_paying = order["state"] == "awaiting" and payment is not None and payment["state"] == "confirming"
    acts = next_acts(facts_of(order, seen.now, is_paying), role)
    # a late payment is allowed to an attempt that has begun, not to a new one
    return [] if acts == ["pay"] and order["dueAt"] and order["dueAt"] <= seen.now else acts


def _ways(item_id: int, ways: offers.Ways) -> Sequence[Literal["offer", "relist"]]:
    found: list[Literal["offer", "relist"]] = ["offer"] if item_id in ways.offerable else []
    return [*found, "relist"] if item_id in ways.relistable else found


def tracking_out(carrier: Carrier | None, number: str | None) -> forms.Tracking | None:
    """Build the answer for a shipment; None where there is none."""
    if carrier is None or number is None:
        return None
    return forms.Tracking(carrier=carrier, tracking_number=number, url=tracking_page(carrier, number))


def _delivery(order: OrderRow, address: Address | None) -> forms.Delivery | None:
    if order["shippingKind"] is None:
        return None
    return forms.Delivery(kind=order["shippingKind"], address=forms.AddressOut(**address) if address else None)


def _payment(row: PaymentRow | None, role: Side) -> forms.PaymentOut | None:
    if row is None:
        return None
    return forms.PaymentOut(
        state=row["state"],
        checkout_url=row["checkoutUrl"] if role == "buyer" and row["state"] == "started" else None,
        method=row["method"] if role == "buyer" else None,
        paid_at=utc(row["decidedAt"]) if row["state"] == "confirmed" else None,
    )


def _payout(row: PayoutRow | None) -> forms.PayoutOut | None:
    if row is None:
        return None
    paid_at = utc(row["decidedAt"]) if row["state"] == "paid" else None
    return forms.PayoutOut(amount=row["amount"], state=row["state"], paid_at=paid_at)


def dispute_out(events: list[EventRow]) -> forms.Dispute | None:
    """Build the answer for the dispute among an order's events; None where there is none."""
    found = [json.loads(event["data"]) for event in events if event["act"] == "dispute"]
    return forms.Dispute(**found[-1]) if found else None


def event_out(event: EventRow) -> forms.Event:
    """Build the answer for an event."""
    return forms.Event(
        act=event["act"], by=event["who"], before=event["before"], after=event["after"], at=utc(event["at"]),
        data=json.loads(event["data"]),
    )  # fmt: skip
