"""The rows of `message`. Times are naive UTC."""

from datetime import datetime
from typing import TypedDict

from auction.orders.process import Side


class NewMessage(TypedDict):
    """A message to add; one without a photo has None in its four columns."""

    order_id: int
    who: Side
    text: str
    photo: str | None
    thumbnail: str | None
    width: int | None
    height: int | None
    createdAt: datetime


class MessageRow(NewMessage):
    """A message."""

    id: int


class Counts(TypedDict):
    """How many messages one side has written in an order, and how many of them have a photo."""

    messages: int
    photos: int


class Unread(TypedDict):
    """How many messages of an order a user has not read."""

    order_id: int
    number: int


class Newest(TypedDict):
    """The id of the newest message; None where there is none."""

    id: int | None


class Files(TypedDict):
    """The two files of a photo."""

    photo: str
    thumbnail: str
