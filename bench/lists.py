"""Compares the first page of a list with many items and with few, and page 50 with page 1, in each order."""

import http.client
import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlencode

import database
from auction.items import list_query, lists
from bench.figures import Figure, milliseconds, percentile, ratio
from bench.harness import Harness
from bench.site import Site, site

SUMMARY = "목록: 많을 때 ÷ 적을 때, 50쪽 ÷ 1쪽 · lists: many items beside few, page 50 beside page 1"
PAGE = 50
A_ROUND = 20  # requests for each page, in turn
FILTERS: list_query.Filters = {"keyword": None, "status": "live", "seller": None, "min_price": None, "max_price": None}

Page = Callable[[str | None], str | None]


def run(harness: Harness) -> list[Figure]:
    """Measure over HTTP, then the queries alone, where a slower plan shows more clearly."""
    many, few, rounds = harness.size.many, harness.size.few, harness.size.rounds
    small, large = harness.filled(few), harness.filled(many)
    size = f"{many:,} ÷ {few:,}"
    figures = []
    with site(small, 1) as few_site, site(large, 1) as many_site:
        for sort in list_query.ORDERS:
            harness.progress(f"lists over HTTP: {sort}")
            with _answers(few_site, sort) as of_few, _answers(many_site, sort) as of_many:
                figures += _compare(f"{sort} over HTTP", size, of_few, of_many, rounds)
    with _reading(small) as few_rows, _reading(large) as many_rows:
        for sort in list_query.ORDERS:
            harness.progress(f"list queries: {sort}")
            figures += _compare(f"{sort}, query", size, _query(few_rows, sort), _query(many_rows, sort), rounds)
        figures += [_no_match(many_rows, sort) for sort in list_query.ORDERS]
    return figures


def _compare(name: str, size: str, of_few: Page, of_many: Page, rounds: int) -> list[Figure]:
    cursor: str | None = None
    for _ in range(PAGE - 1):
        cursor = of_many(cursor)
    if cursor is None:
        raise RuntimeError(f"there is no page {PAGE}")
    p50s: tuple[list[float], ...] = ([], [], [])
    for _ in range(rounds):
        taken = _timed(lambda: of_few(None), lambda: of_many(None), lambda: of_many(cursor))
        for seen, times in zip(p50s, taken, strict=True):
            seen.append(percentile(times, 0.5))
    few, first, deep = p50s
    return [
        ratio(f"list {name}: page 1, {size} items, p50", first, few, "ms", at_most=1.3),
        ratio(f"list {name}: page {PAGE} ÷ page 1, p50", deep, first, "ms", at_most=1.3),
    ]


def _timed(*asks: Callable[[], object]) -> list[list[float]]:
    """Return the milliseconds of each, run in turn so that other load on the machine affects all equally."""
    times: list[list[float]] = [[] for _ in asks]
    for _ in range(A_ROUND):
        for ask, taken in zip(asks, times, strict=True):
            taken.append(milliseconds(ask))
    return times


@contextmanager
def _answers(where: Site, sort: str) -> Iterator[Page]:
    with closing(http.client.HTTPConnection("127.0.0.1", where.port, timeout=30)) as line:

        def page(cursor: str | None) -> str | None:
            line.request("GET", "/api/items?" + urlencode({"sort": sort} | ({"cursor": cursor} if cursor else {})))
            answer = line.getresponse()
            body = json.loads(answer.read())
            if answer.status != 200 or len(body["items"]) != 20:
                raise RuntimeError(f"not a full page: {answer.status} {body}")
            return str(body["nextCursor"])

        yield page


@contextmanager
def _reading(url: str) -> Iterator[database.Db]:
    with closing(database.connect(url, autocommit=True)) as connection:
        yield database.Db(connection)


def _query(db: database.Db, sort: list_query.Sort) -> Page:
    """Return a function that reads the same page without HTTP."""
    kept: dict[str | None, list_query.After | None] = {None: None}

    def page(cursor: str | None) -> str | None:
        rows, after = lists.page(db, sort, FILTERS, kept[cursor], 20)
        if len(rows) != 20 or after is None:
            raise RuntimeError("not a full page")
        kept[str(after)] = after
        return str(after)

    return page


def _no_match(db: database.Db, sort: list_query.Sort) -> Figure:
    """Measure a price range without items, which must not read every item."""
    filters: list_query.Filters = {**FILTERS, "min_price": 10**9}
    (times,) = _timed(lambda: lists.page(db, sort, filters, None, 20))
    return Figure(f"list {sort}, query: a price that no item has", times, "ms", at_most=50)
