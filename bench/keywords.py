"""Compares common searches, and the most expensive ones, with a scan of all names."""

from contextlib import closing
from itertools import product

import database
from auction.items import lists
from auction.items.list_query import Filters, Sort
from bench import names
from bench.figures import Figure, milliseconds, percentile
from bench.harness import Harness
from bench.lists import FILTERS

SUMMARY = "검색: 단어마다 p95, LIKE 훑기와 나란히 · search: p95 of each keyword, beside a LIKE scan"
SORTS: tuple[Sort, ...] = ("newest", "endingSoon", "priceDesc")
COMMON = {
    "아이폰": "a word inside words", "중고아이폰": "two words grown together", "아이폰 미개봉": "two words",
    "폰": "a single letter", "판매합니다": "a very common word", "12": "digits",
    names.RARE: "a rare word", "우주왕복선": "an absent word",
    "켐핑의자": "one slip", "ㅇㅇㅍ": "initials", "iphone": "the other script",
}  # fmt: skip
HARD: tuple[tuple[str, Sort, str], ...] = (
    ("새상품 중고", "newest", "two common words that never meet"),
    ("고니팝다", "priceDesc", "common letters, no such word"),
    (names.ENDED, "newest", "a common word of ended auctions alone"),
    (names.ENDED, "endingSoon", "the same in another order"),
    (names.CHEAP, "priceDesc", "a common word of cheap things, dearest first"),
)
SCAN = "SELECT id FROM item WHERE isOpen = 1 AND name LIKE %(like)s ORDER BY price DESC, id DESC LIMIT 20"


def run(harness: Harness) -> list[Figure]:
    """Measure each keyword in several rounds of ten searches; a round's result is their p95."""
    many, rounds = harness.size.many, harness.size.rounds
    url = harness.filled(many)
    with closing(database.connect(url, autocommit=True, timeout_s=None)) as connection:
        db = database.Db(connection)
        harness.progress(f"one look at each of {many:,} names")
        scan = _scan(db)
        figures = []
        for (word, what), sort in product(COMMON.items(), SORTS):
            harness.progress(f"search {word}, {sort}")
            figures.append(_figure(f"search {word} ({what}), {sort}: p95", _p95s(db, word, sort, rounds), scan, 50))
        for word, sort, what in HARD:
            harness.progress(f"search {word}, {sort}")
            figures.append(_figure(f"search {word} ({what}), {sort}: p95", _p95s(db, word, sort, rounds), scan, None))
        return figures


def _scan(db: database.Db) -> float:
    return milliseconds(lambda: db.all(SCAN, like=f"%{names.RARE}%"))


def _figure(name: str, p95s: list[float], scan: float, target: float | None) -> Figure:
    return Figure(name, p95s, "ms", at_most=target, note=f"a LIKE scan: {scan:,.0f} ms")


def _p95s(db: database.Db, word: str, sort: Sort, rounds: int) -> list[float]:
    filters: Filters = {**FILTERS, "keyword": word}
    lists.page(db, sort, filters, None, 20)
    return [percentile([_once(db, sort, filters) for _ in range(10)], 0.95) for _ in range(rounds)]


def _once(db: database.Db, sort: Sort, filters: Filters) -> float:
    return milliseconds(lambda: lists.page(db, sort, filters, None, 20))
