"""Pages of a search. Which items have a word is known from `gram`; how they are read depends on how many there are.

Of the newest, the found ids are looked up newest first until the page is full. In another order, few ids are all looked
up; of many, matches come soon along the order's own key, so its next rows are read first.
"""

from collections import Counter
from itertools import islice
from typing import TypedDict

from auction.items import list_query
from auction.items.list_query import DUE, After, Branch, Filters, Key, Order, PageRequest
from auction.items.search import index as search_index
from auction.items.search.ngrams import grams, grams_of_words, words
from database import Db

# of the newest, ids are looked up so many at first, then more at a time
FIRST = 100
AT_ONCE = 5_000
# for one list of more than some thirty thousand ids MySQL would rather read the whole table
A_PART = 10_000
# as many found ids tell how common a word is
SAMPLE = 500


class Match(TypedDict):
    """An item with the keyword in name or content; `hasWords`: 1 when all its words are in the name."""

    id: int
    name: str
    hasWords: int


def page(db: Db, order: Order, filters: Filters, after: After | None, limit: int) -> list[Key]:
    """Up to `limit` rows of id, sortKey and the log's position."""
    request = list_query.page_request(db, order, filters, after, limit)
    wanted = words(filters.get("keyword") or "")
    if not wanted:
        return list_query.page(db, request)
    names, params = _names_with(wanted)
    request = request._replace(where=f"{request.where} {names}", params=request.params | params)
    if request.narrow:
        return list_query.page(db, request)
    rows = _in_order(db, request, wanted) if order.moves else _newest(db, request, wanted)
    return rows[:limit]


def _names_with(wanted: list[str]) -> tuple[str, dict[str, str]]:
    """The letters themselves, side by side: sharing all pairs is not yet having the word."""
    condition = " ".join(f"AND REPLACE(item.name, ' ', '') LIKE %(word{at})s" for at in range(len(wanted)))
    return condition, {f"word{at}": _pattern(word) for at, word in enumerate(wanted)}


def matching(db: Db, item_ids: list[int], keyword: str, wanted: list[str]) -> set[int]:
    """Those of these items that have the keyword in name or content, but for those that `page` finds by their names.

    LOCATE, since LIKE takes twenty times as long for a long keyword where all letters are alike.
    """
    if not item_ids:
        return set()
    with_words, params = _names_with(wanted)
    rows = db.all(
        Match,
        f"""
        SELECT item.id, item.name, (1 = 1 {with_words}) AS hasWords
          FROM item
         WHERE item.id IN %(item_ids)s
           AND (LOCATE(%(keyword)s, item.name) OR LOCATE(%(keyword)s, item.content))
        """,
        item_ids=item_ids, keyword=keyword, **params,
    )  # fmt: skip
    needed = set(grams_of_words(wanted, search_index.MOST_GRAMS))
    return {row["id"] for row in rows if not (needed and row["hasWords"] and needed.issubset(grams(row["name"])))}


def _pattern(text: str) -> str:
    """A pattern of LIKE for texts that have this one in them."""
    literal = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{literal}%"


def _newest(db: Db, request: PageRequest, wanted: list[str]) -> list[Key]:
    found = search_index.found(db, wanted, below=request.after.item_id if request.after else None)
    rows: list[Key] = []
    most = FIRST
    while len(rows) < request.limit and (ids := list(islice(found, most))):
        rows += _looked_up(db, request, ids)
        most = min(most * 4, AT_ONCE)
    return rows


def _in_order(db: Db, request: PageRequest, wanted: list[str]) -> list[Key]:
    found = search_index.found(db, wanted)
    newest = list(islice(found, SAMPLE))
    if len(newest) == SAMPLE:
        rows = _nearest(db, request, newest)
        if rows is not None:
            return rows
    ids = [*newest, *found]
    return _looked_up(db, request, ids) if ids else []


def _nearest(db: Db, request: PageRequest, newest: list[int]) -> list[Key] | None:
    """A page from the next rows of the order, as many as should hold it if matches are spread like the newest ones.

    None where these do not hold a page, or where looking all matches up is less work.
    """
    span = newest[0] - newest[-1]
    near = 2 * request.limit * span // len(newest)
    # looking up means crossing all lists first, and then costs twice as much a row
    if near > 2 * len(newest) * newest[0] // span:
        return None
    rows = list_query.union(db, request, [_near(request, branch) for branch in request.branches], near=near)
    full = Counter(row["part"] for row in rows)
    trusted = all(full[part] == request.limit or branch is DUE for part, branch in enumerate(request.branches))
    return rows if trusted else None


def _near(request: PageRequest, branch: Branch) -> str:
    """The matches among the next rows of the order; there may be more of them behind."""
    if branch is DUE:
        return list_query.select_by_key(request, branch)
    prices = request.prices if request.order.column == "price" else ""
    return f"""
               item.id, item.{request.order.column} AS sortKey
          FROM (SELECT item.id
                  FROM item FORCE INDEX ({request.order.key})
                 WHERE item.isOpen = {branch.open} {prices} {list_query.after_cursor(request)}
                 {list_query.order_and_limit(request, "near")}) AS near
          STRAIGHT_JOIN item ON item.id = near.id
         WHERE {branch.condition} {list_query.tail(request)}
        """


def _looked_up(db: Db, request: PageRequest, ids: list[int]) -> list[Key]:
    parts = [ids[at : at + A_PART] for at in range(0, len(ids), A_PART)]
    states = " OR ".join(f"({branch.condition})" for branch in request.branches)
    selects = [
        f"""
               item.id, item.{request.order.column} AS sortKey
          FROM item FORCE INDEX (PRIMARY)
         WHERE item.id IN %(ids{number})s AND ({states}) {list_query.tail(request)}
        """
        for number in range(len(parts))
    ]
    return list_query.union(db, request, selects, **{f"ids{number}": sorted(part) for number, part in enumerate(parts)})
