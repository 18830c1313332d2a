"""The rows of `contact`. Times are naive UTC."""

from datetime import datetime
from typing import Literal, TypedDict

Channel = Literal["mail", "push", "hook"]


class ContactRow(TypedDict):
    """Where a user can be reached. `secret` is encrypted (auction/contacts/encryption.py)."""

    id: int
    user_id: str
    channel: Channel
    address: str
    secret: bytes | None
    label: str | None
    verifiedAt: datetime | None
    failures: int
    stoppedAt: datetime | None
    createdAt: datetime


class NewContact(TypedDict):
    """A contact to add."""

    user_id: str
    channel: Channel
    address: str
    digest: bytes
    secret: bytes | None
    label: str | None
