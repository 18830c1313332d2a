"""The rows of `user`."""

from datetime import datetime
from typing import TypedDict


class UserRow(TypedDict):
    """A user; one who has left has no nickname, phone or password any more."""

    id: str
    password: str
    phone: str
    nickname: str | None
    createdAt: datetime
    leftAt: datetime | None
    retractions: int
