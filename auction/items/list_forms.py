"""The queries of lists, and the cursors in them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from auction.http import cursors
from auction.http.fields import AmountText, In, UpToAHundred
from auction.items.list_query import ORDERS, After, Filters, Sort
from auction.pseudonyms.rules import entry_id, public_number


class PageQuery(In):
    cursor: Annotated[str, Field(max_length=400)] | None = None
    limit: UpToAHundred = 20


class ItemsQuery(PageQuery):
    sort: Sort = "newest"
    keyword: Annotated[str, Field(max_length=50)] | None = None
    status: Literal["live", "ended", "all"] = "live"
    seller: Annotated[str, Field(max_length=50)] | None = None
    min_price: AmountText | None = None
    max_price: AmountText | None = None

    def filters(self) -> Filters:
        """Return the filters of the list."""
        return {
            "keyword": self.keyword,
            "status": self.status,
            "seller": self.seller,
            "min_price": self.min_price,
            "max_price": self.max_price,
        }

    def after(self) -> After | None:
        """Decode where the last page ended. Raises InvalidCursor."""
        if self.cursor is None:
            return None
        kind = str if ORDERS[self.sort].column == "endTime" else int
        sort, position, key, item_id = cursors.decode(self.cursor, str, int, kind, int)
        if sort != self.sort:
            raise cursors.InvalidCursor
        return After(entry_id(position), _moment(key) if kind is str else key, item_id)

    def next_cursor(self, after: After | None) -> str | None:
        """Encode the cursor of the next page."""
        if after is None:
            return None
        key = after.key.isoformat() if isinstance(after.key, datetime) else int(after.key)
        return cursors.encode(self.sort, public_number(after.position), key, after.item_id)


def _moment(key: str) -> datetime:
    try:
        moment = datetime.fromisoformat(key)
    except ValueError as error:
        raise cursors.InvalidCursor from error
    if moment.tzinfo is not None:
        raise cursors.InvalidCursor
    return moment
