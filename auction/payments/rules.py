"""Attempts to pay an order. Their states follow what the provider says, never what a browser or an event claims.

An attempt is `started` while the buyer is at the provider, `confirming` from just before the money is taken until it is
known whether it was, then `confirmed` or `failed`; money that is not the order's price is `surplus` and goes back.
"""

import secrets
from datetime import datetime, timedelta

import database
from auction.errors import Conflict
from auction.mysql.grouping import grouped
from auction.payments import store
from auction.payments.rows import PaymentRow

# an attempt that the buyer has left open for so long is never confirmed
GIVEN_UP_AFTER = timedelta(hours=1)


class PaymentInFlight(Conflict):
    """A payment of this order is being confirmed, or it is paid."""


def start(db: database.Db, order_id: int, amount: int, provider: str) -> int:
    """Add an attempt for an order whose row is locked; return its id. Raises PaymentInFlight."""
    if store.holder(db, order_id):
        raise PaymentInFlight
    return store.add(db, order_id, f"ssgbay-{secrets.token_hex(12)}", provider, amount)


def begin(db: database.Db, payment_id: int, provider_key: str, checkout_url: str) -> None:
    """Note under which key the provider knows an attempt, and where the buyer pays."""
    store.begin(db, payment_id, provider_key, checkout_url)


def find(db: database.Db, payment_id: int) -> PaymentRow:
    """Return an attempt."""
    return store.find(db, payment_id)


def hold(db: database.Db, payment_id: int) -> PaymentRow:
    """Return an attempt with its row locked; its order's row is locked before."""
    return store.hold(db, payment_id)


def by_ref(db: database.Db, provider: str, ref: str) -> PaymentRow | None:
    """Return the attempt that a provider knows by this reference."""
    # none of ours has other letters, and the column none to compare them with
    return store.by_ref(db, provider, ref) if f"{provider}{ref}".isascii() else None


def by_refs(db: database.Db, refs: list[str]) -> dict[str, PaymentRow]:
    """Return attempts by their references."""
    return {row["ref"]: row for row in store.by_refs(db, refs)} if refs else {}


def by_ids(db: database.Db, payment_ids: list[int]) -> list[PaymentRow]:
    """Return attempts by their ids."""
    return store.by_ids(db, payment_ids) if payment_ids else []


def of_orders(db: database.Db, order_ids: list[int]) -> dict[int, list[PaymentRow]]:
    """Return the attempts of each of these orders, the first of each first."""
    rows = store.of_orders(db, order_ids) if order_ids else []
    return grouped(order_ids, rows, lambda row: row["order_id"])


def newest_of(db: database.Db, order_ids: list[int]) -> dict[int, PaymentRow]:
    """Return the attempt that says how the payment of each of these orders stands: the one that holds, or the last."""
    return {order_id: max(rows, key=_weight) for order_id, rows in of_orders(db, order_ids).items() if rows}


def _weight(row: PaymentRow) -> tuple[bool, int]:
    return row["state"] in ("confirming", "confirmed"), row["number"]


def holder(db: database.Db, order_id: int) -> PaymentRow | None:
    """Return the attempt of an order that is confirming or confirmed."""
    return store.holder(db, order_id)


def is_confirming(db: database.Db, order_id: int) -> bool:
    """Whether it is being found out if an order is paid; until then its terms stay as they are."""
    found = store.holder(db, order_id)
    return found is not None and found["state"] == "confirming"


def confirm(db: database.Db, payment: PaymentRow) -> bool:
    """Note that the money of a locked attempt is about to be taken; False where another one of its order is."""
    if payment["state"] == "confirming":
        return True
    if store.holder(db, payment["order_id"]):
        return False
    store.confirm(db, payment["id"])
    return True


def confirmed(db: database.Db, payment: PaymentRow, method: str) -> None:
    """Note that a locked attempt paid its order."""
    store.decide(db, payment["id"], "confirmed", payment["amount"], method[:20] or None)


def failed(db: database.Db, payment: PaymentRow, failure: str) -> None:
    """Note that a locked attempt brought nothing."""
    store.decide(db, payment["id"], "failed", failure=failure[:60])


def brought_surplus(db: database.Db, payment: PaymentRow, captured: int, failure: str) -> None:
    """Note that a locked attempt brought money (won) that does not pay its order."""
    store.decide(db, payment["id"], "surplus", captured, failure=failure[:60])


def is_given_up(payment: PaymentRow, now: datetime) -> bool:
    """Whether a buyer has left an attempt open for so long that it is over."""
    return payment["state"] == "started" and now >= payment["startedAt"] + GIVEN_UP_AFTER


def look_now(db: database.Db, provider: str, ref: str) -> None:
    """Let the worker query the provider about an undecided attempt at once."""
    store.look_now(db, provider, ref)


def undecided_seconds(db: database.Db) -> int:
    """Return how long ago the oldest attempt began that is still being confirmed; 0 where none is."""
    return store.undecided_seconds(db)


def lease_due(db: database.Db, most: int) -> list[int]:
    """Return attempts about which the provider is to be queried now; no other worker gets them for a while."""
    payment_ids = store.due(db, most)
    if payment_ids:
        store.postpone(db, payment_ids)
    return payment_ids
