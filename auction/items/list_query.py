"""Lists of items, one page at a time, in an order that stays the same while others bid.

A page starts after the last key of the page before. Keys that bids move (price, end, number of bids) are read as they
were at the `position` of the bid log when the first page was read, so that no row comes twice or is skipped.
Only constants of this file are put into the text of a statement; every value is bound.
"""

from datetime import datetime
from typing import Any, Literal, NamedTuple, Required, TypedDict

from database import Db

NEWEST_BID = "(SELECT COALESCE(MAX(id), 0) FROM bid)"
# not as NOT EXISTS: MySQL would gather the bids of all items first
LAST_BID = "COALESCE((SELECT MAX(bid.id) FROM bid WHERE bid.item_id = item.id), 0)"

# after so many bids since the first page, a page would take too long to reconstruct
OLDEST_POSITION = 50_000


# as many rows are read and sorted in the time that walking an order takes until a few matches come
FEW = 5_000


class Branch(NamedTuple):
    """Rows of one state, and the only key by which these are found soon, whatever the order."""

    condition: str
    open: int
    by_key: str = ""


LIVE = Branch("item.isOpen = 1 AND item.startTime <= UTC_TIMESTAMP(6) AND item.endTime > UTC_TIMESTAMP(6)", 1)
# few are due at any time, and no other order knows which
DUE = Branch("item.isOpen = 1 AND item.endTime <= UTC_TIMESTAMP(6)", 1, "list_by_end")
CLOSED = Branch("item.isOpen = 0 AND item.state <> 'cancelled'", 0)
OPEN = Branch("item.isOpen = 1", 1)
BRANCHES = {"live": (LIVE,), "ended": (CLOSED, DUE), "all": (CLOSED, OPEN)}


class Order(NamedTuple):
    """A column to sort by, its key, how a logged bid remembers it, and which way."""

    column: str
    key: str
    logged: str
    before_bids: str
    descending: bool

    @property
    def moves(self) -> bool:
        return self.logged != ""

    @property
    def direction(self) -> str:
        return "DESC" if self.descending else "ASC"


# the API's names of the orders
Sort = Literal["newest", "endingSoon", "priceAsc", "priceDesc", "mostBids"]
ORDERS: dict[Sort, Order] = {
    "newest": Order("id", "list_by_age", "", "item.id", True),
    "endingSoon": Order("endTime", "list_by_end", "endTime", "item.originalEnd", False),
    "priceAsc": Order("price", "list_by_price", "price", "item.startPrice", False),
    "priceDesc": Order("price", "list_by_price", "price", "item.startPrice", True),
    "mostBids": Order("bidCount", "list_by_bids", "number", "0", True),
}


class Filters(TypedDict, total=False):
    """What narrows a list: `status` is a key of BRANCHES; None narrows nothing."""

    status: Required[str]
    keyword: str | None
    seller: str | None
    min_price: int | None
    max_price: int | None


class Key(TypedDict):
    """Where a row stands in a list; `part`: the number of the SELECT that found it."""

    part: int
    id: int
    sortKey: datetime | int
    position: int


class Found(TypedDict):
    """Nothing but that there is a row."""

    found: int


class Position(TypedDict):
    """The newest entry of the bid log."""

    position: int


class After(NamedTuple):
    """Where the last page ended: the log's position at the first page, the last key and the last id."""

    position: int
    key: datetime | int
    item_id: int


class PageRequest(NamedTuple):
    """A page: its order, which rows (`where` beside their state), after which one, how many, and by which key.

    `narrow`: the key leaves so few rows that each can be looked at. The key is always named: by age, MariaDB would walk
    from the newest row to the cursor.
    """

    order: Order
    branches: tuple[Branch, ...]
    where: str
    params: dict[str, Any]
    after: After | None
    limit: int
    key: str
    narrow: bool = False

    @property
    def moves(self) -> bool:
        """Whether keys may have moved since the first page."""
        return self.after is not None and self.order.moves

    @property
    def prices(self) -> str:
        """The conditions of the price range."""
        return " ".join(CONDITIONS[name] for name in ("min_price", "max_price") if name in self.params)


CONDITIONS = {
    "seller": "AND item.user_id = %(seller)s",
    "min_price": "AND item.price >= %(min_price)s",
    "max_price": "AND item.price <= %(max_price)s",
}


def page_request(db: Db, order: Order, filters: Filters, after: After | None, limit: int) -> PageRequest:
    """Build the request of a page from its query parameters without the keyword."""
    values: dict[str, Any] = {**filters}
    given = {name: values[name] for name in CONDITIONS if values.get(name) is not None}
    where = " ".join(CONDITIONS[name] for name in given)
    if after:
        given |= {"after_key": after.key, "after_id": after.item_id, "position": after.position}
    request = PageRequest(order, BRANCHES[filters["status"]], where, given, after, limit, order.key)
    if "seller" in given:
        return request._replace(key="list_of_seller", narrow=True)
    in_price_order = order.key == "list_by_price" and not filters.get("keyword")
    if request.prices and not in_price_order and _few_have(db, request):
        return request._replace(key="list_by_price", narrow=True)
    return request


def _few_have(db: Db, request: PageRequest) -> bool:
    """Whether there are few items in this price range."""
    another = db.one(
        Found,
        f"""
        SELECT 1 AS found
          FROM item FORCE INDEX (list_by_price)
         WHERE item.isOpen IN %(open)s {request.prices}
         LIMIT 1 OFFSET %(few)s
        """,
        open=sorted({branch.open for branch in request.branches}), few=FEW, **request.params,
    )  # fmt: skip
    return another is None


def position(db: Db) -> int:
    """The newest entry of the bid log."""
    return db.single(Position, f"SELECT {NEWEST_BID} AS position")["position"]


def page(db: Db, request: PageRequest) -> list[Key]:
    """Up to `request.limit` rows of id, sort key and the log's position."""
    return union(db, request, [select_by_key(request, branch) for branch in request.branches])[: request.limit]


def union(db: Db, request: PageRequest, selects: list[str], **params: Any) -> list[Key]:
    """The rows of all selects in the request's order, each with the number of its select as `part`.

    It is one statement, so that rows, their keys and the log's position are all as of one moment.
    """
    if request.moves:
        selects = [*selects, *(_moved(request, branch) for branch in request.branches)]
    parts = " UNION ALL ".join(f"(SELECT {part} AS part, {select})" for part, select in enumerate(selects))
    return db.all(
        Key,
        f"""
        SELECT part, id, sortKey, {NEWEST_BID} AS position
          FROM ({parts}) AS found
         ORDER BY sortKey {request.order.direction}, id {request.order.direction}
        """,
        limit=request.limit, **request.params, **params,
    )  # fmt: skip


def select_by_key(request: PageRequest, branch: Branch) -> str:
    """A SELECT along the key, without rows that were bid on since the first page, which `_moved` finds."""
    key = branch.by_key or request.key
    return f"""
               item.id, item.{request.order.column} AS sortKey
          FROM item FORCE INDEX ({key})
         WHERE {branch.condition} {tail(request)}
        """


def tail(request: PageRequest) -> str:
    """What follows the state in a statement that reads `item` in the request's order."""
    untouched = f"AND {LAST_BID} <= %(position)s" if request.moves else ""
    return f"{request.where} {after_cursor(request)} {untouched} {order_and_limit(request)}"


def order_and_limit(request: PageRequest, most: str = "limit") -> str:
    """The first rows in the request's order."""
    order = request.order
    return f"ORDER BY item.{order.column} {order.direction}, item.id {order.direction} LIMIT %({most})s"


def _moved(request: PageRequest, branch: Branch) -> str:
    """Rows that were bid on since the first page, by the key they had then."""
    order = request.order
    then = f"COALESCE(earlier.{order.logged}, {order.before_bids})"
    return f"""
               item.id, {then} AS sortKey
          FROM (SELECT DISTINCT item_id FROM bid FORCE INDEX (PRIMARY) WHERE id > %(position)s) AS touched
          JOIN item ON item.id = touched.item_id
          LEFT JOIN bid AS earlier
            ON earlier.id = (SELECT MAX(id) FROM bid WHERE bid.item_id = item.id AND bid.id <= %(position)s)
         WHERE {branch.condition} {request.where} {after_cursor(request, then)}
         ORDER BY sortKey {order.direction}, item.id {order.direction}
         LIMIT %(limit)s
        """


def after_cursor(request: PageRequest, key: str = "") -> str:
    """After the last row of the page before, by `key` or the order's own column."""
    if not request.after:
        return ""
    sign = "<" if request.order.descending else ">"
    if request.order.column == "id":
        return f"AND item.id {sign} %(after_id)s"
    key = key or f"item.{request.order.column}"
    return f"AND ({key} {sign} %(after_key)s OR ({key} = %(after_key)s AND item.id {sign} %(after_id)s))"
