"""What it costs to find, for each new item, the saved searches that it matches."""

import random
import time
from contextlib import closing
from functools import cache
from urllib.parse import urlencode

import database
from auction.items.search import percolation
from auction.watching.searches import rules, store
from auction.watching.searches.query import filters_of
from bench import names
from bench.figures import Figure
from bench.fill import user_id
from bench.harness import Harness

SUMMARY = "저장한 검색 10,000개: 새 상품 1,000개를 맞춰 보는 데 드는 시간 · new items against 10,000 saved searches"
DATABASE = "searches"
# there are this many in a minute, and a run of the worker has so many of them
NEW, A_RUN = 1_000, 50
SEARCHES, FEWER = 10_000, 1_000


def run(harness: Harness) -> list[Figure]:
    """Measure in rounds with few and with all searches; the database's share of the time is counted too."""
    url = harness.fresh(DATABASE, harness.size.few)
    with closing(database.connect(url, autocommit=True, timeout_s=None)) as connection:
        db = database.Db(connection)
        ids = [row["id"] for row in db.all("SELECT id FROM item ORDER BY id DESC LIMIT %(new)s", new=NEW)]
        figures = []
        for number in (FEWER,) if harness.quick else (FEWER, SEARCHES):
            harness.progress(f"{number:,} saved searches")
            _save(db, number)
            times, matches = zip(*(_match(db, ids) for _ in range(harness.size.rounds)), strict=True)
            shares = [100 * seconds / 60 for seconds in times]
            note = f"{matches[0]:,} matches"
            name = f"{NEW:,} new items a minute, {number:,} saved searches: share of a core"
            figures.append(Figure(name, shares, "%", at_most=10 if number == SEARCHES else None, note=note))
    return figures


def _match(db: database.Db, ids: list[int]) -> tuple[float, int]:
    """Return the seconds for all items in runs of A_RUN, and the number of matches."""
    began, found = time.perf_counter(), 0
    for first in range(0, len(ids), A_RUN):
        found += len(rules.matching(db, ids[first : first + A_RUN]))
    return time.perf_counter() - began, found


def _save(db: database.Db, number: int) -> None:
    """Replace the saved searches by this many; those of one keyword are filed alike."""
    chance = random.Random(number)
    for table in ("search_term", "saved_search"):
        db.run(f"DELETE FROM {table}")

    @cache
    def terms(keyword: str) -> set[bytes]:
        return percolation.terms_of_search(db, filters_of(urlencode({"keyword": keyword})))

    for at in range(number):
        query = _query(chance)
        search_id = store.add(db, user_id(at // rules.MOST), "search", urlencode(query), "now")
        store.file(db, search_id, terms(query["keyword"]))
    db.run("UPDATE saved_search SET since = '2000-01-01'")


def _query(chance: random.Random) -> dict[str, str]:
    """Return a thing and what it should be like, sometimes between two prices."""
    thing = names.THINGS[int(chance.random() ** 2 * len(names.THINGS))]
    keyword = f"{thing} {chance.choice(list(names.DETAIL))}".strip()
    low = chance.randrange(100_000)
    return {"keyword": keyword} | ({"minPrice": str(low), "maxPrice": str(2 * low + 10_000)} if low < 30_000 else {})
