"""Compares bids over HTTP with the bare transaction in PyMySQL, on a thousand items and on a single one.

The site runs as in production, with limits and a log line for each request, and each bid has an Idempotency-Key.
"""

from dataclasses import dataclass
from statistics import median

import database
from bench import raw
from bench.figures import Figure, percentile, ratio
from bench.fill import add_users, users_of
from bench.harness import Harness
from bench.load import CONNECTIONS, Load, Offers, bid
from bench.reads import evenness
from bench.site import PRODUCTION, Site, site

SUMMARY = "입찰: HTTP ÷ PyMySQL 트랜잭션 · bids: over HTTP beside the bare transaction"
ITEMS = 1_000
PEOPLE = users_of(ITEMS)
BIDDERS = range(PEOPLE // 2, PEOPLE)
# so many that none of them bids more than 60 times a minute
CROWD = range(PEOPLE, PEOPLE + 3_000)


def run(harness: Harness) -> list[Figure]:
    """Measure both sides in turn on one database, with sixteen clients each unless the figure says otherwise."""
    url = harness.fresh("bids", ITEMS, searchable=False)
    with harness.connected("bids") as db, site(url, changes=PRODUCTION) as where:
        add_users(db, CROWD)
        rows = db.all("SELECT id FROM item WHERE state = 'open'")
        pair = _Pair(harness, db, where, url, [where.token(number) for number in CROWD])
        items = [row["id"] for row in rows]
        return [
            pair.our_connection(items),
            *pair.compare(f"{ITEMS:,} items", items, at_least=0.5),
            *pair.compare("one hot item", items[:1], at_least=0.7),
            *pair.compare("one hot item, 64 clients ÷ raw with 16", items[:1], clients=64),
            *pair.compare(f"{ITEMS:,} items, 64 clients ÷ raw with 16", items, clients=64, even=True, at_least=0.7),
        ]


@dataclass
class _Pair:
    """The site and the bare transaction on the same database."""

    harness: Harness
    db: database.Db
    where: Site
    url: str
    tokens: list[str]

    def compare(
        self, name: str, items: list[int], clients: int = CONNECTIONS, even: bool = False, **target: float
    ) -> list[Figure]:
        """Run so many rounds of both, after a warm-up; with `even`, also say how evenly the clients were served."""
        seconds, rounds = self.harness.size.seconds, self.harness.size.rounds
        self._over_http(items, clients, min(1.0, seconds))
        bare, loads = [], []
        for number in range(rounds):
            self.harness.progress(f"bids on {name}: round {number + 1} of {rounds}")
            bare.append(raw.rate(self.url, items, CROWD, seconds))
            loads.append(self._over_http(items, clients, seconds))
        over = [load.rate for load in loads]
        return [
            ratio(f"bids over HTTP ÷ raw, {name}", over, bare, "/s", note=_load_note(loads), **target),
            Figure(f"bids over HTTP, {name}: p99", [percentile(load.taken, 0.99) for load in loads], "ms"),
            *(evenness(f"bids on {len(items):,} items", loads) if even else []),
        ]

    def our_connection(self, items: list[int]) -> Figure:
        """Measure how much faster the bare transaction is over our connection class than over PyMySQL's own."""
        seconds, rounds = self.harness.size.seconds, range(self.harness.size.rounds)
        both = [
            (raw.rate(self.url, items, CROWD, seconds, database.connect), raw.rate(self.url, items, CROWD, seconds))
            for _ in rounds
        ]
        ours, plain = zip(*both, strict=True)
        return ratio(f"raw over our connection ÷ raw, {ITEMS:,} items", list(ours), list(plain), "/s")

    def _over_http(self, items: list[int], clients: int, seconds: float) -> Load:
        rows = self.db.all("SELECT id, price FROM item WHERE id IN %(items)s", items=items)
        offers = Offers({row["id"]: row["price"] for row in rows}, self.tokens, keyed=True)
        return bid(self.where.port, offers, seconds, clients)


def _load_note(loads: list[Load]) -> str:
    return (
        f"load generator {median(load.core for load in loads):.0%} of a core, "
        f"{median(load.refused for load in loads):.1%} came too late"
    )
