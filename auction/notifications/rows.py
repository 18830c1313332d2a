"""The rows of `notification` and `preference`, and the words they use. Times are naive UTC."""

from datetime import datetime
from typing import Literal, TypedDict

from auction.contacts.rows import Channel

Kind = Literal[
    "outbid", "leadLost", "won", "lost", "priceFell", "struckOut",
    "firstBid", "reserveMet", "sold", "unsold",
    "endingSoon", "watchedEnded", "searchMatch",
    "paymentReceived", "paymentExtended", "orderShipped", "orderReturning",
    "orderPaid", "cancelRequested", "orderUnpaid", "orderDisputed", "orderSentBack",
    "orderCompleted", "orderCancelled", "orderRefunded", "orderDecided",
    "paymentDue", "shipmentDue", "confirmationDue", "answerDue", "returnDue",
    "offerMade", "offerAccepted", "offerDeclined", "orderMessage",
    "newSignIn", "passwordChanged", "contactChanged", "factorChanged",
]  # fmt: skip
Group = Literal["bidding", "selling", "watching", "orders", "account"]
Choice = Literal["now", "digest", "never"]


class NotificationRow(TypedDict):
    """What a user should know; `data` is a JSON object, `item_id` may be that of an item that was deleted."""

    id: int
    user_id: str
    kind: Kind
    about: str
    item_id: int | None
    data: str
    createdAt: datetime
    seenAt: datetime | None


class InboxRow(TypedDict):
    """How many notifications a user has not seen, and the id of the newest one; None where there is none."""

    user_id: str
    unseen: int
    newest: int | None


class PreferenceRow(TypedDict):
    """How a user wants to hear of a group of notifications on a channel, where it differs from the default."""

    user_id: str
    topic: Group
    channel: Channel
    choice: Choice
