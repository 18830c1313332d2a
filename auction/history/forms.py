"""Request and response models of the history routes."""

from typing import Literal

from pydantic import Field

from auction.history.rows import SaleRow
from auction.http.fields import MomentOut, Out, utc
from auction.items.forms import Item
from auction.items.list_forms import PageQuery


class HistoryQuery(PageQuery):
    role: Literal["buyer", "seller"] = "buyer"


class Sale(Out):
    item: Item
    price: int = Field(description="won")
    closed_at: MomentOut


class Sales(Out):
    entries: list[Sale]
    next_cursor: str | None


def sale(row: SaleRow, item: Item) -> Sale:
    """Build the answer for a sale with its item."""
    return Sale(item=item, price=row["price"], closed_at=utc(row["closedAt"]))
