"""The rows of `prehistory` and `history`."""

from datetime import datetime
from typing import TypedDict


class LeaderRow(TypedDict):
    """Prehistory: who leads an auction, and until when."""

    item_id: int
    user_id: str
    endTime: datetime


class SaleRow(TypedDict):
    """History: one sale, `user_id` bought it. Won; naive UTC."""

    id: int
    item_id: int
    user_id: str
    seller_id: str
    price: int
    closedAt: datetime


class SaleCounts(TypedDict):
    """How many sales a user won and made."""

    bought: int
    sold: int
