"""How the costs of a list, a search, a bid and a closing grow with the number of items: the statements of one client.

Bids and closings are rolled back: the databases stay as they are, and no figure contains the disk's time for a COMMIT.
"""

from collections.abc import Callable
from contextlib import closing
from statistics import median

import database
from auction.bids.placing import BidRequest, place_bid
from auction.engine.bidding import Offer
from auction.history.rules import close_due
from auction.items import lists
from bench.figures import Figure, milliseconds, ratio
from bench.fill import sign_in_id, user_id, users_of
from bench.harness import Harness
from bench.lists import FILTERS
from bench.load import STEP

SUMMARY = "자람: 상품 수에 따른 목록, 검색, 입찰, 마감 · growth: list, search, bid and closing by the number of items"
TIMES = 20
CLOSED = 100
FILLED_A_SECOND = 40_000

# returns the milliseconds of one operation in a database with so many items
Cost = Callable[[database.Db, int], float]


def run(harness: Harness) -> list[Figure]:
    """Measure each operation at each size in turn, round by round; then how fast the largest database was filled."""
    few, many = harness.size.few, harness.size.many
    sizes = sorted({few, min(10 * few, many), many, max(harness.largest, many)})
    urls = {items: harness.filled(items) for items in sizes}
    figures = []
    for name, cost in COSTS.items():
        harness.progress(f"{name} at {', '.join(f'{items:,}' for items in sizes)} items")
        taken = _rounds(urls, cost, harness.size.rounds)
        figures += [Figure(f"{name}, {items:,} items", taken[items], "ms", series=name, items=items) for items in sizes]
        figures += [
            ratio(f"{name}, {items:,} ÷ {few:,} items", taken[items], taken[few], "ms", at_most=1.3)
            for items in sizes[-2:]
            if items >= many
        ]
    rate = harness.filled_a_second(sizes[-1])
    return [*figures, Figure(f"filling {sizes[-1]:,} items", [rate], "/s", at_least=FILLED_A_SECOND)]


def _rounds(urls: dict[int, str], cost: Cost, rounds: int) -> dict[int, list[float]]:
    """Return the medians of each round, by the number of items; the first round warms the caches."""
    taken: dict[int, list[float]] = {items: [] for items in urls}
    for number in range(rounds + 1):
        for items, url in urls.items():
            with closing(database.connect(url, timeout_s=None)) as connection:
                db = database.Db(connection)
                times = [_undone(db, cost, items) for _ in range(TIMES)]
            if number:
                taken[items].append(median(times))
    return taken


def _undone(db: database.Db, cost: Cost, items: int) -> float:
    try:
        return cost(db, items)
    finally:
        db.run("ROLLBACK")


def _list(db: database.Db, items: int) -> float:
    return milliseconds(lambda: lists.page(db, "endingSoon", FILTERS, None, 20))


def _search(db: database.Db, items: int) -> float:
    return milliseconds(lambda: lists.page(db, "newest", {**FILTERS, "keyword": "아이폰"}, None, 20))


def _bid(db: database.Db, items: int) -> float:
    """Bid on an auction in the middle that another user leads."""
    bidder = users_of(items) - 1
    row = db.single(
        database.Row,
        "SELECT id, price FROM item "
        "WHERE isOpen = 1 AND id > %(middle)s AND leader_id <> %(bidder)s ORDER BY id LIMIT 1",
        middle=items // 2, bidder=user_id(bidder),
    )  # fmt: skip
    request = BidRequest(row["id"], sign_in_id(bidder), user_id(bidder), Offer(row["price"] + STEP))
    return milliseconds(lambda: place_bid(db, request))


def _close(db: database.Db, items: int) -> float:
    """Close CLOSED auctions that are made due; milliseconds for each."""
    db.run(
        "UPDATE item SET endTime = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND "
        "WHERE isOpen = 1 AND id > %(middle)s ORDER BY id LIMIT %(closed)s",
        middle=items // 2, closed=CLOSED,
    )  # fmt: skip
    return milliseconds(lambda: close_due(db, CLOSED)) / CLOSED


COSTS: dict[str, Cost] = {"list": _list, "search 아이폰": _search, "bid": _bid, "closing, each": _close}
