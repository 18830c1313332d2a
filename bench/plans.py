"""Writes docs/plans.md: the query plans of all statements that a user can repeat, at a million items."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import database
from auction.accounts import rules as accounts
from auction.bids import log
from auction.config import ROOT
from auction.history import rules as history
from auction.items import list_query, lists, locking
from auction.items import rules as items
from auction.items.search import contents, percolation
from auction.items.search import query as search_query
from auction.items.watches import rules as watches
from auction.live import store as live
from auction.users.sign_ins import store as sign_ins
from bench import notification_plans, order_plans
from bench.fill import sign_in_id, user_id
from bench.harness import Harness
from bench.statements import Call, statements

ITEMS = 1_000_000
PAGE = ROOT / "docs" / "plans.md"
PAGE_OF_NOTIFICATIONS = ROOT / "docs" / "plans-notifications.md"
PAGE_OF_ORDERS = ROOT / "docs" / "plans-orders.md"
COLUMNS = ("table", "type", "key", "rows", "Extra")
FILTERS: list_query.Filters = {"keyword": None, "status": "live", "seller": None, "min_price": None, "max_price": None}
HEAD = """# How each query is answered

`./ssgbay bench --plans [--database URL]` explains each statement that the code sends, on {many}, and writes
this page; it was written on {version}. `rows` is the server's estimate of how many rows it examines.

Where `type` is `index`, or the estimate is the whole table, the statement reads an index in its order and stops
at LIMIT.
"""


def write(harness: Harness) -> None:
    """EXPLAIN every statement and write the pages, those of each kind of server under a name of their own."""
    harness.filled(ITEMS)
    _write(harness, f"{ITEMS}_items", PAGE, f"{ITEMS:,} items", _calls())
    notification_plans.fill(harness, ITEMS)
    many = f"{ITEMS:,} notifications"
    _write(harness, notification_plans.DATABASE, PAGE_OF_NOTIFICATIONS, many, notification_plans.calls(ITEMS))
    order_plans.fill(harness, ITEMS)
    _write(harness, order_plans.DATABASE, PAGE_OF_ORDERS, f"{ITEMS:,} orders", order_plans.calls(ITEMS))


def _write(harness: Harness, name: str, page: Path, many: str, calls: Iterable[tuple[str, Call]]) -> None:
    with harness.connected(name) as db:
        version = db.single(database.Row, "SELECT VERSION() AS version")["version"]
        if "MariaDB" not in version:
            db.run("SET SESSION explain_format = 'TRADITIONAL'")
            page = page.with_stem(f"{page.stem}-mysql")
        text = [HEAD.format(many=many, version=version)]
        for title, call in calls:
            harness.progress(title)
            text += [f"\n## {title}\n", *(_section(db, sql, params) for sql, params in statements(db, call))]
    page.write_text("\n".join(text), encoding="utf-8")


def _calls() -> Iterator[tuple[str, Call]]:
    """Yield a title and a call of the function that the site uses."""
    for sort in list_query.ORDERS:
        yield f"List, {sort}, first page", partial(lists.page, sort=sort, filters=FILTERS, after=None, limit=20)
        yield f"List, {sort}, a later page", partial(_later_page, sort=sort)
    yield "List of the ended, newest", lambda db: lists.page(db, "newest", {**FILTERS, "status": "ended"}, None, 20)
    yield "List of all, cheapest", lambda db: lists.page(db, "priceAsc", {**FILTERS, "status": "all"}, None, 20)
    yield "List of one seller", lambda db: lists.page(db, "newest", {**FILTERS, "seller": user_id(3)}, None, 20)
    yield (
        "List between two prices",
        lambda db: lists.page(db, "newest", {**FILTERS, "min_price": 10_000, "max_price": 12_000}, None, 20),
    )
    for word in ("아이폰", "우주왕복선"):
        yield f"Search {word}", partial(_search, sort="newest", word=word)
    yield "Search 아이폰, cheapest", lambda db: _search(db, "priceAsc", "아이폰")
    for sort in ("newest", "priceAsc"):
        yield f"Search 아이폰 in names and contents, {sort}", partial(_search_contents, sort=sort)
    yield "One item", lambda db: items.find(db, 500_000)
    yield "Its images", lambda db: items.images_of(db, [500_000, 500_001])
    yield "Hold an auction for a bid", lambda db: locking.lock_for_bid(db, 999_999, sign_in_id(3), user_id(3))
    yield "The public log", lambda db: log.public_log(db, 999_999, False, None, 20)
    yield "My bids", lambda db: log.items_bid_on(db, user_id(9_000), None, 20)
    yield "Which of these do I watch", lambda db: watches.watched_among(db, user_id(9_000), [500_000, 500_001])
    yield "What I watch", lambda db: watches.page(db, user_id(9_000), None, 20)
    yield "How rare the n-grams of a search are", _terms
    yield "My listings", lambda db: lists.listed_by(db, user_id(3), None, 20)
    yield "What I won", lambda db: history.won_by(db, user_id(9_000), None, 20)
    yield "What I sold", lambda db: history.sold_by(db, user_id(3), None, 20)
    yield "A public profile", lambda db: accounts.public_profile(db, user_id(3))
    yield "May this user leave", lambda db: items.leads_anywhere(db, user_id(9_000))
    yield "Is this sign-in live", lambda db: sign_ins.is_live(db, sign_in_id(3))
    yield "What is watched", lambda db: live.read(db, [1, 2, 3])
    yield "What is due", lambda db: history.close_due(db, 500)
    yield "How late the closing is", lambda db: history.closing_lateness(db)


def _later_page(db: database.Db, sort: list_query.Sort) -> None:
    _, after = lists.page(db, sort, FILTERS, None, 20)
    lists.page(db, sort, FILTERS, after, 20)


def _search(db: database.Db, sort: list_query.Sort, word: str) -> None:
    search_query.page(db, list_query.ORDERS[sort], {**FILTERS, "keyword": word}, None, 21)


def _terms(db: database.Db) -> None:
    percolation.terms_of_search(db, {**FILTERS, "keyword": "아이폰"})


def _search_contents(db: database.Db, sort: list_query.Sort) -> None:
    contents.page(db, list_query.ORDERS[sort], "아이폰", contents.Place(), 20)


def _section(db: database.Db, sql: str, params: dict[str, Any]) -> str:
    """Return the statement, and its plan as a table, in Markdown."""
    rows = db.all(f"EXPLAIN {sql}", **params)
    lines = [f"| {' | '.join(str(row[name] or '-') for name in COLUMNS)} |" for row in rows]
    shown = "\n".join(line.rstrip() for line in sql.splitlines() if line.strip())
    head = [f"| {' | '.join(COLUMNS)} |", "|" + " --- |" * len(COLUMNS)]
    return "\n".join(["```sql", shown, "```", "", *head, *lines, ""])
