"""Who may write and read in the chat of an order, until when, how much, and what is new to whom."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import database
from auction.errors import Conflict, Invalid
from auction.items.images.storage import ImageNotFound, SavedImage
from auction.mysql.clock import current_time
from auction.notifications import rules as notifications
from auction.notifications.rules import New
from auction.orders import rules as orders
from auction.orders.errors import NotNow
from auction.orders.messages import store
from auction.orders.messages.rows import MessageRow, NewMessage
from auction.orders.process import Side
from auction.orders.rows import OrderRow
from auction.orders.sides import by_side, other, party, role_of

# after the end of an order, for what is left to be said
OPEN_AFTER = timedelta(days=14)
# of each side in one order, so that neither can silence the other
MOST_MESSAGES, MOST_PHOTOS = 1_000, 100
# 전자상거래법 시행령 제6조: records of complaints and disputes
KEPT_YEARS = 3
AT_ONCE = 10_000


class ChatFull(Conflict):
    """You have sent as many messages in this order as one may."""


class ChatPhotosFull(Conflict):
    """You have sent as many photos in this order as one may."""


class Chat(NamedTuple):
    """Messages of an order, newest first, as one side sees them."""

    role: Side
    rows: list[MessageRow]


def page(db: database.Db, order_id: int, user_id: str, before: int | None, limit: int) -> Chat:
    """Return the messages of an order of this user with an id under `before`. Raises OrderNotFound."""
    role = role_of(orders.find(db, order_id, user_id), user_id)
    return Chat(role, store.page(db, order_id, before, limit))


def of_order(db: database.Db, order_id: int) -> list[MessageRow]:
    """Return all messages of an order, oldest first."""
    return store.page(db, order_id, None, 2 * MOST_MESSAGES)[::-1]


def photo_of(db: database.Db, order_id: int, message_id: int) -> MessageRow:
    """Return the message of an order that has this photo. Raises ImageNotFound."""
    message = store.find(db, order_id, message_id)
    if message is None or message["photo"] is None:
        raise ImageNotFound
    return message


def send(db: database.Db, order_id: int, user_id: str, text: str, photo: SavedImage | None) -> MessageRow:
    """Write into the chat of an order. Raises OrderNotFound, NotNow, Invalid, ChatFull, ChatPhotosFull."""
    held, role = orders.hold_own(db, order_id, user_id)
    if held.order["endedAt"] is not None and held.now >= held.order["endedAt"] + OPEN_AFTER:
        raise NotNow(state=held.order["state"], next=[])
    if not text and photo is None:
        raise Invalid(("text", "missing"))
    counts = store.counts_of(db, order_id, role)
    if counts["messages"] >= MOST_MESSAGES:
        raise ChatFull
    if photo is not None and counts["photos"] >= MOST_PHOTOS:
        raise ChatPhotosFull
    message = _new(order_id, held.now, role, text, photo)
    message_id = store.add(db, message)
    _notify(db, held.order, other(role), message_id)
    return {**message, "id": message_id}


def add_evidence(db: database.Db, order: OrderRow, photos: Sequence[SavedImage]) -> None:
    """Add the photos of a dispute to the chat of its locked order. The dispute is notified, so they are not."""
    now = current_time(db)
    for photo in photos:
        store.add(db, _new(order["id"], now, "buyer", "", photo))


def mark_read(db: database.Db, order_id: int, user_id: str, up_to: int) -> None:
    """Note that a user has read an order's messages up to this one. Raises OrderNotFound."""
    held, role = orders.hold_own(db, order_id, user_id)
    newest = store.newest(db, order_id)
    store.set_read(db, order_id, role, min(up_to, newest))
    notifications.mark_seen_about(db, user_id, "orderMessage", _about(order_id))
    if unread_of(db, [held.order], user_id):
        # one arrived while the page was being read: its notification would otherwise count as seen
        _notify(db, held.order, role, newest)


def unread_of(db: database.Db, rows: Iterable[OrderRow], user_id: str) -> dict[int, int]:
    """Return how many messages of the other side a user has not read, by order; orders without any are left out."""
    sides = by_side(rows, user_id)
    found = (row for side in sides for row in store.unread_of(db, [order["id"] for order in sides[side]], side))
    return {row["order_id"]: row["number"] for row in found}


def known_photos(db: database.Db, names: Sequence[str]) -> set[str]:
    """Return those of these names that are files of messages."""
    return {name for row in store.known(db, list(names)) for name in (row["photo"], row["thumbnail"])}


def forget_old() -> int:
    """Delete the messages that the law no longer requires; return how many. Their files go with the daily sweep."""
    return database.transact(store.forget_old, KEPT_YEARS, AT_ONCE)


def _new(order_id: int, now: datetime, who: Side, text: str, photo: SavedImage | None) -> NewMessage:
    return {
        "order_id": order_id, "who": who, "text": text, "photo": photo.name if photo else None,
        "thumbnail": photo.thumbnail if photo else None, "width": photo.width if photo else None,
        "height": photo.height if photo else None, "createdAt": now,
    }  # fmt: skip


def _notify(db: database.Db, order: OrderRow, to: Side, message_id: int) -> None:
    """Notify a side of a message, unless an earlier notification of this chat waits to be seen."""
    user_id, about = party(order, to), _about(order["id"])
    if not notifications.has_unseen_about(db, user_id, "orderMessage", about):
        data = {"order": order["id"]}
        notifications.add_all(db, [New(user_id, "orderMessage", f"{about}{message_id}", order["item_id"], data)])


def _about(order_id: int) -> str:
    """Return how the names of all notifications of a chat begin."""
    return f"order:{order_id}:message:"
