"""The rows of `delivery`, and what is made of them. Times are naive UTC."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple, TypedDict

from auction.contacts.rows import Channel, ContactRow
from auction.items.rows import ItemRow
from auction.notifications.rows import NotificationRow
from auction.users.rows import SettingsRow

State = Literal["waiting", "sent", "skipped", "dead"]
# dead: given up, but not for the contact's sake; refused: given up because of it; gone: it takes nothing any more
Outcome = Literal["sent", "skipped", "later", "dead", "refused", "gone"]


class NewDelivery(NamedTuple):
    """A notification that is to be sent to a contact, not before `due`."""

    notification_id: int
    contact_id: int
    user_id: str
    channel: Channel
    item_id: int | None
    is_digest: bool
    due: datetime


class DeliveryRow(TypedDict):
    """A delivery that is waiting. `message`: the notification that names the message it was in, once one was tried."""

    id: int
    notification_id: int
    contact_id: int
    user_id: str
    item_id: int | None
    isDigest: int
    message: int | None
    attempts: int


class LatestMail(TypedDict):
    """When the latest mail about an item to a contact was tried."""

    contact_id: int
    item_id: int
    triedAt: datetime


class OutcomeCount(TypedDict):
    """How many deliveries on a channel had an outcome."""

    channel: Channel
    outcome: Outcome
    number: int


class Part(NamedTuple):
    """A notification, and the item that it is about as it is now."""

    notification: NotificationRow
    item: ItemRow | None


class Message(NamedTuple):
    """What is sent to one contact at once: one or more notifications, the newest first.

    `name` is the same in every attempt, so that a message that arrives twice is shown once.
    """

    name: int
    contact: ContactRow
    settings: SettingsRow
    parts: Sequence[Part]
    is_digest: bool
    attempts: int
    delivery_ids: Sequence[int]
