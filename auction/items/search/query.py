"""Pages of a search by name. The n-gram index gives candidate ids; the order and their number decide how they are read.

Newest first, candidates are looked up by id until the page is full. In another order, few candidates are all looked up;
of many, some soon turn up along the index of that order, so its next rows are read first.
"""

from collections import Counter
from itertools import islice
from typing import TypedDict

from auction.items import list_query
from auction.items.list_query import DUE, ORDERS, After, Branch, Filters, Key, Order, PageRequest
from auction.items.search import index as search_index
from auction.items.search.forgiving import Meaning, combinations, has_initials, meaning, pattern
from auction.items.search.ngrams import grams, grams_of_words, words
from database import Db

# newest first, so many ids are looked up in the first statement, and up to so many in later ones
FIRST_IDS = 100
MAX_IDS = 5_000
# given more than some thirty thousand ids in one list, MySQL reads the whole table
MAX_IDS_PER_LIST = 10_000
MAX_COUNTED_IDS, COUNTED_AT_ONCE = 10_000, 2_000
# so many candidates show how common a word is
SAMPLE = 500
# rows read along the order, for each that is expected to be needed: a page of 20 is then full 97 times in 100
READ_AHEAD = 1.5


class Match(TypedDict):
    """An item with the keyword in name or content; `hasWords` is 1 where its name has all words."""

    id: int
    name: str
    hasWords: int


def page(db: Db, order: Order, filters: Filters, after: After | None, limit: int, literal: bool = False) -> list[Key]:
    """Return up to `limit` rows of id, sortKey and the log's position; `literal`: with the keyword's letters alone."""
    request = list_query.page_request(db, order, filters, after, limit)
    found = words(filters.get("keyword") or "")
    if not found:
        return list_query.page(db, request)
    wanted = [[word] for word in found] if literal else meaning(db, found)
    names, params = _names_with(wanted)
    request = request._replace(where=f"{request.where} {names}", params=request.params | params)
    if request.narrow:
        return list_query.page(db, request)
    rows = _in_order(db, request, wanted) if order.moves else _newest(db, request, wanted)
    return rows[:limit]


def count(db: Db, filters: Filters, most: int) -> int:
    """Count the matches, up to `most`; of a common word the newest MAX_COUNTED_IDS candidates alone."""
    request = list_query.page_request(db, ORDERS["newest"], filters, None, most)
    found = words(filters.get("keyword") or "")
    if not found:
        return len(list_query.page(db, request))
    wanted = meaning(db, found)
    names, params = _names_with(wanted)
    request = request._replace(where=f"{request.where} {names}", params=request.params | params)
    if request.narrow:
        return len(list_query.page(db, request))
    candidates, total = islice(search_index.any_of(db, combinations(wanted)), MAX_COUNTED_IDS), 0
    while total < most and (ids := list(islice(candidates, COUNTED_AT_ONCE))):
        total += len(_look_up(db, request, ids))
    return min(total, most)


def _names_with(wanted: Meaning) -> tuple[str, dict[str, str]]:
    """Return the condition that a name has a spelling of each word; the n-grams alone may match elsewhere."""
    conditions, params = [], {}
    for at, spellings in enumerate(wanted):
        tests = []
        for number, word in enumerate(spellings):
            name = f"word{at}_{number}"
            operator, params[name] = ("REGEXP", pattern(word)) if has_initials(word) else ("LIKE", _pattern(word))
            tests.append(f"REPLACE(item.name, ' ', '') {operator} %({name})s")
        conditions.append(f"AND ({' OR '.join(tests)})")
    return " ".join(conditions), params


def matching(db: Db, item_ids: list[int], keyword: str, wanted: list[str]) -> set[int]:
    """Return those of these items that have the keyword in name or content, without those that `page` finds.

    LOCATE because LIKE takes twenty times as long for a long keyword of one repeated letter.
    """
    if not item_ids:
        return set()
    with_words, params = _names_with([[word] for word in wanted])
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
    needed = set(grams_of_words(wanted, search_index.MAX_GRAMS))
    return {row["id"] for row in rows if not (needed and row["hasWords"] and needed.issubset(grams(row["name"])))}


def _pattern(text: str) -> str:
    """Return a LIKE pattern for texts that contain this one."""
    literal = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{literal}%"


def _newest(db: Db, request: PageRequest, wanted: Meaning) -> list[Key]:
    below = request.after.item_id if request.after else None
    found = search_index.any_of(db, combinations(wanted), below)
    rows: list[Key] = []
    most = FIRST_IDS
    while len(rows) < request.limit and (ids := list(islice(found, most))):
        rows += _look_up(db, request, ids)
        most = min(most * 4, MAX_IDS)
    return rows


def _in_order(db: Db, request: PageRequest, wanted: Meaning) -> list[Key]:
    found = search_index.any_of(db, combinations(wanted))
    newest = list(islice(found, SAMPLE))
    if len(newest) == SAMPLE:
        rows = _nearest(db, request, newest)
        if rows is not None:
            return rows
    ids = [*newest, *found]
    return _look_up(db, request, ids) if ids else []


def _nearest(db: Db, request: PageRequest, newest: list[int]) -> list[Key] | None:
    """Return a page found among the next rows of the order, or None where they hold too few matches.

    How many rows to read is estimated from how densely the newest candidates lie. None, too, where looking up all
    candidates is estimated to be less work.
    """
    span = newest[0] - newest[-1]
    near = int(READ_AHEAD * request.limit * span / len(newest))
    # looking up all candidates means intersecting all lists first, and then costs twice as much for each row
    if near > 2 * len(newest) * newest[0] // span:
        return None
    rows = list_query.union(db, request, [_near(request, branch) for branch in request.branches], near=near)
    full = Counter(row["part"] for row in rows)
    trusted = all(full[part] == request.limit or branch is DUE for part, branch in enumerate(request.branches))
    return rows if trusted else None


def _near(request: PageRequest, branch: Branch) -> str:
    """Return a SELECT of the matches among the next rows of the order."""
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


def _look_up(db: Db, request: PageRequest, ids: list[int]) -> list[Key]:
    parts = [ids[at : at + MAX_IDS_PER_LIST] for at in range(0, len(ids), MAX_IDS_PER_LIST)]
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
