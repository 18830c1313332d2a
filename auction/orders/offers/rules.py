"""Offers an item whose order failed to the next bidder, at the price of the auction without those who failed.

At most three bidders get an offer, one after another, each at their own consent; the history keeps who won.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import database
from auction.bids.second_chance import read_log, standing_without
from auction.engine.bidding import Standing
from auction.errors import Conflict
from auction.http.fields import rfc3339, utc
from auction.items import rules as items
from auction.items.rows import ItemRow
from auction.items.rules import NotYourItem
from auction.mysql.clock import current_time
from auction.mysql.grouping import grouped
from auction.notifications import rules as notifications
from auction.notifications.rows import Kind
from auction.notifications.rules import New
from auction.orders import opening
from auction.orders import store as orders
from auction.orders.errors import NobodyLeft, NotNow, OfferEnded, OfferNotFound, OfferOpen
from auction.orders.offers import store
from auction.orders.rows import OfferRow, OfferState, OrderRow
from auction.users import presence

OPEN_FOR = timedelta(hours=48)
MOST = 3
AT_ONCE = 200
# of an order that was cancelled: its seller may offer the item to the next bidder
FAILED = ("unpaid", "agreed")


class BelowReserve(Conflict):
    """The next bidder's highest bid (`price`) is below the reserve; the seller may offer it all the same."""


class Ways(NamedTuple):
    """Of some items whose orders failed: those that may be offered to the next bidder, and be listed again."""

    offerable: set[int]
    relistable: set[int]


def offer_next(db: database.Db, item_id: int, seller_id: str, below_reserve: bool) -> OfferRow:
    """Offer an item to the next bidder.

    Raises ItemNotFound, NotYourItem, NotNow, OfferOpen, NobodyLeft, BelowReserve.
    """
    auction = items.hold(db, item_id)
    if auction.seller_id != seller_id:
        raise NotYourItem
    # in this order: an offer that is not open any more has its order by now
    made, failed = store.of_items(db, [item_id]), orders.of_item(db, item_id)
    _check_turn(failed, made, item_id in items.relisted_among(db, [item_id]))
    item = items.find(db, item_id)
    standing = _next(db, item, {order["buyer_id"] for order in failed} | {offer["user_id"] for offer in made})
    leader, price = standing.leader, min(standing.price, failed[0]["price"])
    if leader is None:
        raise NobodyLeft
    if item["reserve"] is not None and price < item["reserve"] and not below_reserve:
        raise BelowReserve(price=price)
    return _add(db, item_id, leader, seller_id, price)


def _add(db: database.Db, item_id: int, user_id: str, seller_id: str, price: int) -> OfferRow:
    """Add an offer and notify the bidder to whom it is made."""
    now = current_time(db)
    offer_id = store.add(
        db,
        {"item_id": item_id, "user_id": user_id, "seller_id": seller_id, "price": price, "state": "open",
         "createdAt": now, "expiresAt": now + OPEN_FOR},
    )  # fmt: skip
    data = {"offer": offer_id, "amount": price, "due": rfc3339(utc(now + OPEN_FOR))}
    notifications.add_all(db, [New(user_id, "offerMade", f"offer:{offer_id}", item_id, data)])
    return store.find(db, offer_id)


def _check_turn(failed: Sequence[OrderRow], made: Sequence[OfferRow], is_relisted: bool) -> None:
    if is_relisted or not failed or failed[-1]["state"] != "cancelled" or failed[-1]["reason"] not in FAILED:
        raise NotNow(state=failed[-1]["state"] if failed else "", next=[])
    if any(offer["state"] == "open" for offer in made):
        raise OfferOpen
    if len(made) >= MOST:
        raise NobodyLeft


def _next(db: database.Db, item: ItemRow, without: set[str]) -> Standing:
    """Return the standing without these bidders and without who has left; the leader cannot leave meanwhile."""
    log = read_log(db, item["id"])
    without = without | set(presence.left_among(db, {entry["user_id"] for entry in log}))
    while True:
        standing = standing_without(item, log, without)
        if standing.leader is None or presence.lock_present(db, [standing.leader]):
            return standing
        without = without | {standing.leader}


def accept(db: database.Db, offer_id: int, user_id: str) -> OrderRow:
    """Accept an offer; return its order, which awaits payment. Raises OfferNotFound, OfferEnded."""
    offer = _hold_open(db, offer_id, user_id)
    if not presence.lock_present(db, [offer["seller_id"]]):
        raise OfferEnded
    store.decide(db, offer_id, "accepted")
    order = opening.new_order(
        offer["item_id"], user_id, offer["seller_id"], offer["price"], current_time(db), offer_id=offer_id
    )
    if not opening.open_all(db, [order]):
        raise OfferEnded
    made = orders.of_item(db, offer["item_id"])[-1]
    _notify_seller(db, offer, "offerAccepted", made["id"])
    return made


def decline(db: database.Db, offer_id: int, user_id: str) -> OfferRow:
    """Decline an offer. Raises OfferNotFound, OfferEnded."""
    offer = _hold_open(db, offer_id, user_id)
    _end(db, offer, "declined")
    return store.find(db, offer_id)


def expire_due() -> int:
    """End the offers whose time is over, each in a transaction of its own; return how many."""
    with database.reading() as db:
        rows = store.expired(db, AT_ONCE)
    for row in rows:
        database.transact(_expire, row["id"])
    return len(rows)


def _expire(db: database.Db, offer_id: int) -> None:
    offer = store.hold(db, offer_id)
    if offer and offer["state"] == "open":
        _end(db, offer, "expired")


def _end(db: database.Db, offer: OfferRow, state: OfferState) -> None:
    store.decide(db, offer["id"], state)
    _notify_seller(db, offer, "offerDeclined", orders.of_item(db, offer["item_id"])[-1]["id"])


def _hold_open(db: database.Db, offer_id: int, user_id: str) -> OfferRow:
    offer = store.hold(db, offer_id)
    if offer is None or offer["user_id"] != user_id:
        raise OfferNotFound
    if offer["state"] != "open" or offer["expiresAt"] <= current_time(db):
        raise OfferEnded
    return offer


def open_to(db: database.Db, user_id: str) -> list[OfferRow]:
    """Return the offers that this user can still answer, newest first."""
    return store.open_to(db, user_id)


def ways_on(db: database.Db, item_ids: list[int]) -> Ways:
    """Return what the seller of these items may do with them; an offer needs a bidder who is left as well."""
    failed = grouped(item_ids, orders.of_items(db, item_ids), lambda order: order["item_id"])
    made = grouped(item_ids, store.of_items(db, item_ids), lambda offer: offer["item_id"])
    again = items.relisted_among(db, item_ids)
    return Ways(
        {item_id for item_id in item_ids if _is_turn(failed[item_id], made[item_id], item_id in again)},
        {item_id for item_id in item_ids if item_id not in again and _has_failed(failed[item_id], made[item_id])},
    )


def _is_turn(failed: Sequence[OrderRow], made: Sequence[OfferRow], is_relisted: bool) -> bool:
    try:
        _check_turn(failed, made, is_relisted)
    except (NotNow, OfferOpen, NobodyLeft):
        return False
    return True


def has_failed(db: database.Db, item_id: int) -> bool:
    """Whether the last order of a sold item came to nothing and nobody is offered it; its row is locked."""
    made, found = store.of_items(db, [item_id]), orders.of_item(db, item_id)
    return _has_failed(found, made)


def _has_failed(found: Sequence[OrderRow], made: Sequence[OfferRow]) -> bool:
    is_over = bool(found) and found[-1]["state"] in ("cancelled", "refunded")
    return is_over and not any(offer["state"] == "open" for offer in made)


def offers_open(db: database.Db, seller_id: str) -> bool:
    """Whether a bidder can still accept an offer of this seller."""
    return store.open_of_seller(db, seller_id)


def _notify_seller(db: database.Db, offer: OfferRow, kind: Kind, order_id: int) -> None:
    data = {"offer": offer["id"], "order": order_id}
    notifications.add_all(db, [New(offer["seller_id"], kind, f"offer:{offer['id']}", offer["item_id"], data)])
