"""Lists of items, one page at a time, in an order that stands still while others bid.

A page asks for keys after the last one seen. Keys that bids move (price, end, number of bids) are read as they were at
the `position` of the bid log when the first page was read, so that no row comes twice or is skipped.
Only constants of this file are put into the text of a statement; every value is bound.
"""

from datetime import datetime
from typing import Any, NamedTuple, Required, TypedDict

from database import Db

NEWEST_BID = "(SELECT COALESCE(MAX(id), 0) FROM bid)"
# not as NOT EXISTS: MySQL would gather the bids of all items first
LAST_BID = "COALESCE((SELECT MAX(bid.id) FROM bid WHERE bid.item_id = item.id), 0)"

# a page that is asked for after so many bids would take too long to reconstruct
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


ORDERS = {
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


class Ask(NamedTuple):
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
        """May keys have moved since the first page?"""
        return self.after is not None and self.order.moves

    @property
    def prices(self) -> str:
        """The range of prices that is asked for."""
        return " ".join(CONDITIONS[name] for name in ("min_price", "max_price") if name in self.params)


CONDITIONS = {
    "seller": "AND item.user_id = %(seller)s",
    "min_price": "AND item.price >= %(min_price)s",
    "max_price": "AND item.price <= %(max_price)s",
}


def asked(db: Db, order: Order, filters: Filters, after: After | None, limit: int) -> Ask:
    """What a page's query parameters ask for, but for the keyword."""
    values: dict[str, Any] = {**filters}
    given = {name: values[name] for name in CONDITIONS if values.get(name) is not None}
    where = " ".join(CONDITIONS[name] for name in given)
    if after:
        given |= {"after_key": after.key, "after_id": after.item_id, "position": after.position}
    ask = Ask(order, BRANCHES[filters["status"]], where, given, after, limit, order.key)
    if "seller" in given:
        return ask._replace(key="list_of_seller", narrow=True)
    in_price_order = order.key == "list_by_price" and not filters.get("keyword")
    if ask.prices and not in_price_order and _few_have(db, ask):
        return ask._replace(key="list_by_price", narrow=True)
    return ask


def _few_have(db: Db, ask: Ask) -> bool:
    """Are there few items in this range of prices?"""
    another = db.one(
        Found,
        f"""
        SELECT 1 AS found
          FROM item FORCE INDEX (list_by_price)
         WHERE item.isOpen IN %(open)s {ask.prices}
         LIMIT 1 OFFSET %(few)s
        """,
        open=sorted({branch.open for branch in ask.branches}), few=FEW, **ask.params,
    )  # fmt: skip
    return another is None


def position(db: Db) -> int:
    """The newest entry of the bid log."""
    return db.single(Position, f"SELECT {NEWEST_BID} AS position")["position"]


def page(db: Db, ask: Ask) -> list[Key]:
    """Up to `ask.limit` rows of id, sortKey and the log's position."""
    return together(db, ask, [walk(ask, branch) for branch in ask.branches])[: ask.limit]


def together(db: Db, ask: Ask, selects: list[str], **params: Any) -> list[Key]:
    """The rows of all selects in the ask's order, each with the number of its select as `part`.

    It is one statement, so that rows, their keys and the log's position are all as of one moment.
    """
    if ask.moves:
        selects = [*selects, *(_moved(ask, branch) for branch in ask.branches)]
    parts = " UNION ALL ".join(f"(SELECT {part} AS part, {select})" for part, select in enumerate(selects))
    return db.all(
        Key,
        f"""
        SELECT part, id, sortKey, {NEWEST_BID} AS position
          FROM ({parts}) AS found
         ORDER BY sortKey {ask.order.direction}, id {ask.order.direction}
        """,
        limit=ask.limit, **ask.params, **params,
    )  # fmt: skip


def walk(ask: Ask, branch: Branch) -> str:
    """Along the key; rows that were bid on since the first page are left to `_moved`."""
    key = branch.by_key or ask.key
    return f"""
               item.id, item.{ask.order.column} AS sortKey
          FROM item FORCE INDEX ({key})
         WHERE {branch.condition} {rest(ask)}
        """


def rest(ask: Ask) -> str:
    """What follows the state in a statement that reads `item` in the ask's order."""
    untouched = f"AND {LAST_BID} <= %(position)s" if ask.moves else ""
    return f"{ask.where} {beyond(ask)} {untouched} {cut(ask)}"


def cut(ask: Ask, most: str = "limit") -> str:
    """The first rows in the ask's order."""
    order = ask.order
    return f"ORDER BY item.{order.column} {order.direction}, item.id {order.direction} LIMIT %({most})s"


def _moved(ask: Ask, branch: Branch) -> str:
    """Rows that were bid on since the first page, by the key they had then."""
    order = ask.order
    then = f"COALESCE(earlier.{order.logged}, {order.before_bids})"
    return f"""
               item.id, {then} AS sortKey
          FROM (SELECT DISTINCT item_id FROM bid FORCE INDEX (PRIMARY) WHERE id > %(position)s) AS touched
          JOIN item ON item.id = touched.item_id
          LEFT JOIN bid AS earlier
            ON earlier.id = (SELECT MAX(id) FROM bid WHERE bid.item_id = item.id AND bid.id <= %(position)s)
         WHERE {branch.condition} {ask.where} {beyond(ask, then)}
         ORDER BY sortKey {order.direction}, item.id {order.direction}
         LIMIT %(limit)s
        """


def beyond(ask: Ask, key: str = "") -> str:
    """After the last row of the page before, by `key` or the order's own column."""
    if not ask.after:
        return ""
    if ask.order.column == "id":
        return "AND item.id < %(after_id)s"
    key = key or f"item.{ask.order.column}"
    sign = "<" if ask.order.descending else ">"
    return f"AND ({key} {sign} %(after_key)s OR ({key} = %(after_key)s AND item.id {sign} %(after_id)s))"
