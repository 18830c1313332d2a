"""Thousands of watchers on one worker and on two: the cost of each, their latency, and their effect on bids."""

import resource
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from statistics import mean
from typing import NamedTuple

import database
from bench.bids import BIDDERS, ITEMS
from bench.crowd import Crowd, Seen
from bench.figures import Figure, percentile, ratio
from bench.harness import Harness
from bench.load import Load, Offers, bid
from bench.site import Site, site

SUMMARY = "지켜보는 사람: 메모리, 늦음, 입찰 속도 · thousands of watchers: memory, delay, bids beside them"
DATABASE = "watchers"
# the last price has arrived everywhere, and later the worker has noticed that everybody left
SETTLES_IN = 1.5
EMPTIES_IN = 3.0


class Scene(NamedTuple):
    """So many watchers spread over some items, the items with bids, and what a watcher may cost (KiB).

    With `pace`, there are so many bids a second; without, as many as sixteen clients can place.
    """

    name: str
    workers: int
    watchers: int
    watched: int
    bid_on: int
    most_kib: int
    pace: int = 0


class Round(NamedTuple):
    """One run of a server: KiB for each watcher, p99 latency (seconds), bids per second with and without watchers."""

    memory: float
    delay: float
    beside: float
    without: float
    note: str


class LoggedBid(NamedTuple):
    """An entry of the bid log: its item, the number of bids with it, and its time (seconds since 1970)."""

    item: int
    number: int
    at: float


SCENES = (
    Scene(f"on one worker, at {ITEMS:,} items", 1, 2_000, ITEMS, ITEMS, most_kib=30),
    Scene("on one worker, at one item", 1, 2_000, 1, 16, most_kib=30),
    Scene(f"on two workers, at {ITEMS:,} items", 2, 10_000, ITEMS, ITEMS, most_kib=20, pace=500),
)
# quickly, a tenth of the watchers; each scene in so many rounds
QUICKLY, ROUNDS = 10, 2


def run(harness: Harness) -> list[Figure]:
    """Measure, in each round on a new server, bids without watchers, with them, and again without."""
    # every watcher is an open file of a worker, and of the crowd
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    url = harness.fresh(DATABASE, ITEMS, searchable=False)
    return [figure for scene in SCENES for figure in _scene(harness, url, scene)]


def _scene(harness: Harness, url: str, scene: Scene) -> list[Figure]:
    if harness.quick:
        scene = scene._replace(watchers=scene.watchers // QUICKLY)
    rounds, done = 1 if harness.quick else ROUNDS, []
    name = f"{scene.watchers:,} watchers {scene.name}"
    for number in range(1, rounds + 1):
        harness.progress(f"{name}: round {number} of {rounds}")
        with site(url, scene.workers) as served:
            done.append(_round(served, harness, scene, harness.size.seconds))
    beside, without = [one.beside for one in done], [one.without for one in done]
    return [
        Figure(f"{name}: memory of each", [one.memory for one in done], "KiB", at_most=scene.most_kib),
        Figure(f"{name}: a price is seen (p99)", [one.delay for one in done], "s", at_most=1, note=done[-1].note),
        Figure(f"{name}: bids beside them", beside, "/s", at_least=0.98 * scene.pace)
        if scene.pace
        else ratio(f"{name}: bids beside them ÷ without", beside, without, "/s", at_least=0.8),
    ]


def _round(served: Site, harness: Harness, scene: Scene, seconds: float) -> Round:
    """Measure one server. No connection is kept meanwhile: the database ends one that is idle for half a minute."""
    with harness.connected(DATABASE) as db:
        prices = {row["id"]: row["price"] for row in db.all("SELECT id, price FROM item WHERE state = 'open'")}
    items = list(prices)
    offers = Offers({item: prices[item] for item in items[: scene.bid_on]}, [served.token(one) for one in BIDDERS])
    bid(served.port, offers, min(1, seconds))
    before = bid(served.port, offers, seconds)
    empty = _memory(served)
    with harness.connected(DATABASE) as db:
        position = _newest(db)
    crowd = Crowd(served.port, items[: scene.watched], scene.watchers)
    full = _memory(served)
    beside = bid(served.port, offers, seconds, most=scene.pace)
    time.sleep(SETTLES_IN)
    full = max(full, _memory(served))
    seen, core = crowd.leave()
    time.sleep(min(EMPTIES_IN, 2 * seconds))
    after = bid(served.port, offers, seconds)
    with harness.connected(DATABASE) as db:
        logged = _logged(db, position, beside)
    late = delays(logged, seen, items[: scene.watched], scene.watchers)
    return Round(
        memory=(full - empty) / scene.watchers,
        delay=percentile(late, 0.99),
        beside=beside.rate,
        without=mean((before.rate, after.rate)),
        note=f"watching took {core:.0%} of a core, bidding {beside.core:.0%}",
    )


def _memory(served: Site) -> float:
    """Return the memory of all workers in KiB (proportional set size)."""
    files = [Path(f"/proc/{worker}/smaps_rollup").read_text() for worker in served.workers()]
    return sum(float(line.split()[1]) for text in files for line in text.splitlines() if line.startswith("Pss:"))


def _newest(db: database.Db) -> int:
    row = db.one("SELECT MAX(id) AS id FROM bid")
    return int(row["id"]) if row else 0


def _logged(db: database.Db, position: int, load: Load) -> list[LoggedBid]:
    """Return the bids of a load after this position of the log, with the time read while the row was locked."""
    rows = db.all(
        "SELECT item_id, number, createdAt FROM bid WHERE id > %(position)s ORDER BY id LIMIT %(most)s",
        position=position,
        most=load.statuses[201],
    )
    return [LoggedBid(row["item_id"], row["number"], row["createdAt"].replace(tzinfo=UTC).timestamp()) for row in rows]


def delays(bids: Sequence[LoggedBid], seen: Sequence[Seen], watched: Sequence[int], watchers: int) -> list[float]:
    """Return, for each bid and watcher of its item, the seconds until that price or a later one was received.

    They are counted from before the commit, so they are upper bounds. Raises RuntimeError if one was not received.
    """
    news: dict[tuple[int, int], list[Seen]] = defaultdict(list)
    for one in seen:
        news[one.watcher, one.item].append(one)
    bids_on: dict[int, list[LoggedBid]] = defaultdict(list)
    for logged in bids:
        bids_on[logged.item].append(logged)
    found: list[float] = []
    for watcher in range(watchers):
        item = watched[watcher % len(watched)]
        found += _delays_of(news[watcher, item], bids_on[item])
    return found


def _delays_of(seen: Sequence[Seen], bids: Sequence[LoggedBid]) -> list[float]:
    numbers = [one.number for one in seen]
    places = [bisect_left(numbers, logged.number) for logged in bids]
    if len(seen) in places:
        raise RuntimeError("a watcher never saw a price")
    return [seen[place].at - logged.at for place, logged in zip(places, bids, strict=True)]
