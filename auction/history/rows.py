"""The rows of `prehistory` and `history`."""

from datetime import datetime
from typing import TypedDict


class LeaderRow(TypedDict):
    """A row of prehistory: an auction's leader and end. Naive UTC."""

    item_id: int
    user_id: str
    endTime: datetime


class SaleRow(TypedDict):
    """A row of history: one sale, to `user_id`. Whole won, naive UTC."""

    id: int
    item_id: int
    user_id: str
    seller_id: str
    price: int
    closedAt: datetime


class SaleCounts(TypedDict):
    """How many items a user bought and sold."""

    bought: int
    sold: int
