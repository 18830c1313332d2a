"""Pages of items: every list and search, and a seller's own listings."""

import database
from auction.errors import Invalid
from auction.items import list_query, store
from auction.items.rows import ItemRow
from auction.items.rules import find_many
from auction.items.search import contents
from auction.items.search import query as search_query
from auction.items.summaries import store as summaries

MAX_COUNT = 1_000
# of a name, its first words; so many ended auctions are looked at; fewer sales than FEW say nothing
MAX_WORDS, SIMILAR, FEW = 4, 100, 3


class CursorExpired(Invalid):
    """Too much has been bid since the first page; start the list again."""


def page(
    db: database.Db, sort: list_query.Sort, filters: list_query.Filters, after: list_query.After | None, limit: int
) -> tuple[list[ItemRow], list_query.After | None]:
    """Return one page of rows and where it ended, None after the last page. Raises CursorExpired."""
    order = list_query.ORDERS[sort]
    _check_age(db, order, after)
    keys = search_query.page(db, order, filters, after, limit + 1)
    rows = find_many(db, [key["id"] for key in keys[:limit]])
    if len(keys) <= limit:
        return rows, None
    last = keys[limit - 1]
    return rows, list_query.After(after.position if after else last["position"], last["sortKey"], last["id"])


def count(db: database.Db, filters: list_query.Filters) -> int:
    """Count the items of a list, up to one more than MAX_COUNT."""
    return search_query.count(db, filters, MAX_COUNT + 1)


def similar_prices(db: database.Db, name: str) -> list[int]:
    """Return the prices (won, lowest first) of the last sales whose names have the first words of this one.

    So many words are taken as leave a few sales.
    """
    found = name.split()[:MAX_WORDS]
    for number in range(len(found), 0, -1):
        filters: list_query.Filters = {"status": "ended", "keyword": " ".join(found[:number])}
        keys = search_query.page(db, list_query.ORDERS["newest"], filters, None, SIMILAR, literal=True)
        prices = summaries.sold_prices(db, [key["id"] for key in keys])
        if len(prices) >= FEW:
            return sorted(prices)
    return []


def content_page(
    db: database.Db, sort: list_query.Sort, keyword: str, place: contents.Place, limit: int
) -> tuple[list[ItemRow], contents.Place | None]:
    """Return one page of items with the keyword in name or content, and where it ended, None after the last page.

    Cancelled auctions are left out. Raises CursorExpired.
    """
    order = list_query.ORDERS[sort]
    for after in place:
        _check_age(db, order, after)
    keys, ended = contents.page(db, order, keyword, place, limit)
    return find_many(db, [key["id"] for key in keys]), ended


def _check_age(db: database.Db, order: list_query.Order, after: list_query.After | None) -> None:
    if after and order.moves and list_query.position(db) - after.position > list_query.OLDEST_POSITION:
        raise CursorExpired


def listed_by(db: database.Db, seller_id: str, before: int | None, limit: int) -> list[ItemRow]:
    """Return a seller's listings of every status, newest first, below the id `before`."""
    return find_many(db, [row["id"] for row in store.listed_by(db, seller_id, before, limit)])
