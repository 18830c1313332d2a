"""Orders, payouts, books and the trail as operators see them."""

import json
from collections.abc import Mapping
from datetime import datetime

import database
from auction.http.fields import utc
from auction.items import rules as items
from auction.items.forms import Item
from auction.items.routes import shown as shown_items
from auction.ledger import rules as ledger
from auction.mysql.clock import current_time
from auction.operations import forms
from auction.operations.decisions import may_decide, may_read_messages
from auction.operators.rows import EventRow as TrailRow
from auction.operators.rows import Operator
from auction.orders import money, process
from auction.orders.changes import facts_of
from auction.orders.messages import rules as messages
from auction.orders.messages.views import shown as shown_messages
from auction.orders.rows import EventRow, OrderRow
from auction.orders.rules import events_of
from auction.orders.views import dispute_out, event_out, tracking_out
from auction.payments import reconciliation
from auction.payments.payouts import accounts, approvals
from auction.payments.payouts import rules as payouts
from auction.payments.refunds import rules as refunds
from auction.payments.rows import PayoutRow
from auction.users import presence
from auction.users.forms import Seller, sellers

# refused refunds that are shown
MOST_STUCK = 100
PHOTOS = "/api/admin/orders/{order}/photos"


def shown_orders(db: database.Db, rows: list[OrderRow], operator: Operator) -> list[forms.AdminOrder]:
    """Build the answers for these orders; addresses and phone numbers are never among them."""
    if not rows:
        return []
    shown = shown_items(db, items.find_many(db, [*{row["item_id"] for row in rows}]))
    people = sellers(presence.names_of(db, (row[side] for row in rows for side in ("buyer_id", "seller_id"))))
    events, now = events_of(db, [row["id"] for row in rows]), current_time(db)
    by_id = {item.id: item for item in shown}
    return [
        _order(row, by_id[row["item_id"]], people, events[row["id"]], _can_decide(row, now, operator)) for row in rows
    ]


def shown_order(db: database.Db, row: OrderRow, operator: Operator) -> forms.AdminOrder:
    """Build the answer for one order, with its messages where the operator may read them."""
    (shown,) = shown_orders(db, [row], operator)
    if not may_read_messages(operator, row):
        return shown
    return shown.model_copy(update={"messages": shown_messages(messages.of_order(db, row["id"]), None, PHOTOS)})


def _can_decide(row: OrderRow, now: datetime, operator: Operator) -> bool:
    steps = process.allowed(facts_of(row, now, is_paying=False), "operator")
    return bool(steps) and may_decide(operator, row)


def _order(
    row: OrderRow, item: Item, people: Mapping[str, Seller], events: list[EventRow], can_decide: bool
) -> forms.AdminOrder:
    return forms.AdminOrder(
        id=row["id"], item=item, buyer=people[row["buyer_id"]], seller=people[row["seller_id"]], state=row["state"],
        reason=row["reason"], price=row["price"], shipping_fee=row["shippingFee"], fee=row["fee"],
        total=money.total(row), due_at=utc(row["dueAt"]), dispute=dispute_out(events),
        tracking=tracking_out(row["carrier"], row["trackingNumber"]),
        return_tracking=tracking_out(row["returnCarrier"], row["returnTrackingNumber"]),
        events=[event_out(event) for event in events], created_at=utc(row["createdAt"]), messages=None,
        can_decide=can_decide,
    )  # fmt: skip


def shown_payouts(db: database.Db, rows: list[PayoutRow]) -> list[forms.AdminPayout]:
    """Build the answers for these payouts; bank accounts are in the bank's file alone."""
    approved, to = approvals.of_payouts(db, rows), [row["seller_id"] for row in rows]
    people = sellers(presence.names_of(db, [*to, *(one["user_id"] for each in approved.values() for one in each)]))
    with_account = accounts.existing(db, to)
    return [
        forms.AdminPayout(
            id=row["id"], order_id=row["order_id"], seller=people[row["seller_id"]], amount=row["amount"],
            state=row["state"], has_account=row["seller_id"] in with_account,
            approvals=[forms.Approval(by=people[one["user_id"]], at=utc(one["at"])) for one in approved[row["id"]]],
            approvals_needed=approvals.needed(row), created_at=utc(row["createdAt"]),
        )
        for row in rows
    ]  # fmt: skip


def shown_books(db: database.Db) -> forms.Books:
    """Build the answer for the books, refused refunds, and the last comparison with each provider."""
    held, checks = ledger.books(db), reconciliation.last_checks(db)
    return forms.Books(
        accounts=[forms.AccountBalance(name=kind, balance=held[kind]) for kind in sorted(held)],
        payouts=[forms.PayoutCount(**row) for row in payouts.counts(db)],
        refunds_stuck=[
            forms.StuckRefund(id=row["id"], order_id=row["order_id"], amount=row["amount"], failure=row["failure"])
            for row in refunds.stuck(db, MOST_STUCK)
        ],
        mismatches=[
            forms.MismatchOut(provider=name, ref=found.entry.ref, amount=found.entry.amount, lacking=found.lacking)
            for name, check in checks.items()
            for found in check.mismatches
        ],
        checked_at=utc(min(check.at for check in checks.values())) if checks else None,
    )


def shown_events(db: database.Db, rows: list[TrailRow]) -> list[forms.TrailEvent]:
    """Build the answers for events of the trail."""
    people = sellers(presence.names_of(db, (row["by_id"] for row in rows if row["by_id"])))
    return [
        forms.TrailEvent(
            id=row["id"], by=people[row["by_id"]] if row["by_id"] else None, role=row["role"], kind=row["kind"],
            target=row["target"], reason=row["reason"], data=json.loads(row["data"]), at=utc(row["at"]),
        )
        for row in rows
    ]  # fmt: skip
