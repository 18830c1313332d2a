"""Lists of items, one page at a time, in an order that stands still while others bid.

A page asks for keys after the last one seen. Keys that bids move (price, end, number of bids) are read as they were at
the `position` of the bid log when the first page was read, so that no row comes twice or is skipped.
Only constants of this file are put into the text of a statement; every value is bound.
"""

from typing import Any, NamedTuple

from auction.items.search import grams_of_word, squeezed, words

LIVE = "item.isOpen = 1 AND item.startTime <= UTC_TIMESTAMP(6) AND item.endTime > UTC_TIMESTAMP(6)"
DUE = "item.isOpen = 1 AND item.endTime <= UTC_TIMESTAMP(6)"
CLOSED = "item.isOpen = 0 AND item.state <> 'cancelled'"
OPEN = "item.isOpen = 1"
BRANCHES = {"live": (LIVE,), "ended": (CLOSED, DUE), "all": (CLOSED, OPEN)}

NEWEST_BID = "(SELECT COALESCE(MAX(id), 0) FROM bid)"
# not as NOT EXISTS: MySQL would gather the bids of all items first
LAST_BID = "COALESCE((SELECT MAX(bid.id) FROM bid WHERE bid.item_id = item.id), 0)"

# of a word that more items have, the list is walked in its order and each name looked at
MOST_FOUND = 2_000
# more pairs would only make the join longer; the letters themselves are compared afterwards
MOST_PAIRS = 6
# a page that is asked for after so many bids would take too long to reconstruct
OLDEST_POSITION = 50_000


class Order(NamedTuple):
    """A column to sort by, how a logged bid remembers it, and which way."""

    column: str
    logged: str
    before_bids: str
    descending: bool

    @property
    def moves(self) -> bool:
        return self.logged != ""


ORDERS = {
    "newest": Order("id", "", "item.id", True),
    "endingSoon": Order("endTime", "endTime", "item.originalEnd", False),
    "priceAsc": Order("price", "price", "item.startPrice", False),
    "priceDesc": Order("price", "price", "item.startPrice", True),
    "mostBids": Order("bidCount", "number", "0", True),
}


class After(NamedTuple):
    """Where the last page ended: the log's position at the first page, the last key and the last id."""

    position: int
    key: Any
    item_id: int


def position(db: Any) -> int:
    """The newest entry of the bid log."""
    return int(db.one(f"SELECT {NEWEST_BID} AS position")["position"])


def page(db: Any, order: Order, filters: dict[str, Any], after: After | None, limit: int) -> list[dict[str, Any]]:
    """Up to `limit` rows of id, sort key and the log's position, all as of one moment: it is one statement."""
    where, params = _conditions(db, filters)
    if after:
        params |= {"after_key": after.key, "after_id": after.item_id, "position": after.position}
    moves = after is not None and order.moves
    selects = [_walk(order, branch, where, after, moves) for branch in BRANCHES[filters["status"]]]
    if moves:
        selects += [_moved(order, branch, where) for branch in BRANCHES[filters["status"]]]
    direction = "DESC" if order.descending else "ASC"
    return db.all(
        f"""
        SELECT id, sortKey, {NEWEST_BID} AS position
          FROM ({" UNION ALL ".join(f"({select})" for select in selects)}) AS found
         ORDER BY sortKey {direction}, id {direction}
         LIMIT %(limit)s
        """,
        limit=limit,
        **params,
    )


def _walk(order: Order, branch: str, where: str, after: After | None, moves: bool) -> str:
    """Along the order's own index; rows that were bid on since the first page are left to `_moved`."""
    direction = "DESC" if order.descending else "ASC"
    untouched = f"AND {LAST_BID} <= %(position)s" if moves else ""
    return f"""
        SELECT item.id, item.{order.column} AS sortKey
          FROM item
         WHERE {branch} {where} {_beyond(order, f"item.{order.column}") if after else ""} {untouched}
         ORDER BY item.{order.column} {direction}, item.id {direction}
         LIMIT %(limit)s
        """


def _moved(order: Order, branch: str, where: str) -> str:
    """Rows that were bid on since the first page, by the key they had then."""
    then = f"COALESCE(earlier.{order.logged}, {order.before_bids})"
    return f"""
        SELECT item.id, {then} AS sortKey
          FROM (SELECT DISTINCT item_id FROM bid FORCE INDEX (PRIMARY) WHERE id > %(position)s) AS touched
          JOIN item ON item.id = touched.item_id
          LEFT JOIN bid AS earlier
            ON earlier.id = (SELECT MAX(id) FROM bid WHERE bid.item_id = item.id AND bid.id <= %(position)s)
         WHERE {branch} {where} {_beyond(order, then)}
        """


def _beyond(order: Order, key: str) -> str:
    if order.column == "id":
        return "AND item.id < %(after_id)s"
    sign = "<" if order.descending else ">"
    return f"AND ({key} {sign} %(after_key)s OR ({key} = %(after_key)s AND item.id {sign} %(after_id)s))"


def _conditions(db: Any, filters: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    parts: list[str] = []
    params: dict[str, Any] = {}
    for name, condition in (
        ("seller", "AND item.user_id = %(seller)s"),
        ("min_price", "AND item.price >= %(min_price)s"),
        ("max_price", "AND item.price <= %(max_price)s"),
    ):
        if filters.get(name) is not None:
            parts.append(condition)
            params[name] = filters[name]
    if words(filters.get("keyword") or ""):
        condition, values = _keyword(db, filters["keyword"])
        parts.append(condition)
        params |= values
    return " ".join(parts), params


def _keyword(db: Any, keyword: str) -> tuple[str, dict[str, Any]]:
    """Of a rare word, the very items; of a common one, a look at each name along the way."""
    found = _items_with(db, keyword)
    names, params = _names_with(keyword)
    if len(found) > MOST_FOUND:
        return names, params
    return f"AND item.id IN %(found)s {names}", params | {"found": found or [0]}


def _items_with(db: Any, keyword: str) -> list[int]:
    """Newest items whose name has the pairs of letters of the keyword, at most MOST_FOUND + 1."""
    pairs = list(dict.fromkeys(gram for word in words(keyword) for gram in grams_of_word(word)))[:MOST_PAIRS]
    matches = [_pair_match(at, gram) for at, gram in enumerate(pairs)]
    joins = " ".join(f"JOIN item_gram AS g{at} ON g{at}.item_id = g0.item_id" for at in range(1, len(pairs)))
    rows = db.all(
        f"""
        SELECT DISTINCT g0.item_id
          FROM item_gram AS g0 {joins}
         WHERE {" AND ".join(matches)}
         ORDER BY g0.item_id DESC
         LIMIT %(most)s
        """,
        most=MOST_FOUND + 1,
        **{f"gram{at}": gram for at, gram in enumerate(pairs)},
        **{f"until{at}": gram + b"\xff" for at, gram in enumerate(pairs)},
    )
    return [row["item_id"] for row in rows]


def _pair_match(at: int, gram: bytes) -> str:
    """A single letter is met wherever it begins a pair."""
    if len(gram.decode()) == 1:
        return f"g{at}.gram BETWEEN %(gram{at})s AND %(until{at})s"
    return f"g{at}.gram = %(gram{at})s"


def _names_with(keyword: str) -> tuple[str, dict[str, str]]:
    """The letters themselves, side by side: sharing all pairs is not yet having the word."""
    condition, params = "", {}
    for at, word in enumerate(words(keyword)):
        condition += f" AND REPLACE(item.name, ' ', '') LIKE %(word{at})s"
        params[f"word{at}"] = f"%{_literally(squeezed(word))}%"
    return condition, params


def _literally(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
