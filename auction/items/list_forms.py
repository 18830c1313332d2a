"""The queries of lists, the cursors in them, and what is said of a list as a whole."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from auction.http import cursors
from auction.http.fields import AmountText, In, Out, UpToAHundred
from auction.items.list_query import ORDERS, After, Filters, Sort
from auction.pseudonyms.rules import entry_id, public_number


class PageQuery(In):
    cursor: Annotated[str, Field(max_length=400)] | None = None
    limit: UpToAHundred = 20


class FiltersQuery(In):
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


class ItemsQuery(FiltersQuery, PageQuery):
    sort: Sort = "newest"

    def after(self) -> After | None:
        """Decode where the last page ended. Raises InvalidCursor."""
        if self.cursor is None:
            return None
        kind = str if ORDERS[self.sort].column == "endTime" else int
        sort, position, key, item_id = cursors.decode(self.cursor, str, int, kind, int)
        if sort != self.sort:
            raise cursors.InvalidCursor
        return After(entry_id(position), moment(key) if kind is str else key, item_id)

    def next_cursor(self, after: After | None) -> str | None:
        """Encode the cursor of the next page."""
        if after is None:
            return None
        key = after.key.isoformat() if isinstance(after.key, datetime) else int(after.key)
        return cursors.encode(self.sort, public_number(after.position), key, after.item_id)


class SimilarQuery(In):
    name: Annotated[str, Field(min_length=1, max_length=100)]


class Count(Out):
    count: int = Field(description="1,000 at most")
    more: bool = Field(description="there are more than that")


class SimilarPrices(Out):
    """What the last similar auctions sold for, won; null where there were too few."""

    count: int
    low: int | None
    middle: int | None
    high: int | None


def similar_prices(prices: list[int]) -> SimilarPrices:
    """Summarise sorted prices: the tenth, fiftieth and ninetieth of a hundred."""
    low, middle, high = (prices[round(share * (len(prices) - 1))] if prices else None for share in (0.1, 0.5, 0.9))
    return SimilarPrices(count=len(prices), low=low, middle=middle, high=high)


def moment(key: str) -> datetime:
    try:
        moment = datetime.fromisoformat(key)
    except ValueError as error:
        raise cursors.InvalidCursor from error
    if moment.tzinfo is not None:
        raise cursors.InvalidCursor
    return moment
