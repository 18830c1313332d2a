"""Two thousand watchers on one worker: what each costs, how soon they see a price, and what bidders feel of them."""

import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from typing import NamedTuple

from auction.bids.engine import Standing, Terms, minimum_bid
from bench.crowd import Bid, Bidder, Crowd, Seen, bid
from bench.figures import Figure, percentile, ratio
from bench.fill import user_id
from bench.ground import Ground
from bench.site import Site, site

SUMMARY = (
    "지켜보는 사람 2,000명: 메모리, 늦음, 입찰 속도 · 2,000 watchers on one worker: memory, delay, bids beside them"
)
WATCHERS = 2_000
ITEMS = 1_000
CLIENTS = 16
DATABASE = "watchers"
# the last price has arrived everywhere, and then the worker has noticed that everybody left
SETTLES_IN = 2.0
EMPTIES_IN = 4.0


class Scene(NamedTuple):
    """Who watches what: everybody one item, on which one client bids all the time, or all items alike."""

    name: str
    hot: bool

    def watched(self, items: list[int]) -> list[int]:
        return items[:1] if self.hot else items

    def shares(self, items: list[int]) -> list[list[int]]:
        """The items of each client."""
        if self.hot:
            return [items[:1], *(items[1:][at :: CLIENTS - 1] for at in range(CLIENTS - 1))]
        return [items[at::CLIENTS] for at in range(CLIENTS)]


class Round(NamedTuple):
    """One server's life: KiB a watcher, seconds until seen (p99), bids a second with watchers and without."""

    memory: float
    delay: float
    watched: float
    quiet: float
    loads: str


SCENES = (Scene("over 1,000 items", hot=False), Scene("at one item", hot=True))


def run(ground: Ground) -> list[Figure]:
    """Each round on a new server: without watchers, with them, without them."""
    ground.fresh(DATABASE, 3 * ITEMS, searchable=False)
    rounds, seconds = (2, 2.0) if ground.quick else (5, 4.0)
    return [figure for scene in SCENES for figure in _scene(ground, scene, rounds, seconds)]


def _scene(ground: Ground, scene: Scene, rounds: int, seconds: float) -> list[Figure]:
    done = []
    for number in range(1, rounds + 1):
        with site(ground.url(DATABASE), 1) as served:
            done.append(_round(ground, served, scene, seconds))
        ground.tell(f"{WATCHERS:,} watchers {scene.name}: round {number} of {rounds}")
    name = f"{WATCHERS:,} watchers {scene.name}"
    return [
        Figure(f"{name}: memory each", [one.memory for one in done], "KiB", at_most=30),
        Figure(f"{name}: all see a price (p99)", [one.delay for one in done], "s", at_most=1, note=done[-1].loads),
        ratio(
            f"{name}: bids beside them ÷ without",
            [one.watched for one in done], [one.quiet for one in done], "bids/s", at_least=0.8,
        ),
    ]  # fmt: skip


def _round(ground: Ground, served: Site, scene: Scene, seconds: float) -> Round:
    items, minimum = _items(ground)
    clients = [
        Bidder((served.token(2 * number), served.token(2 * number + 1)), share)
        for number, share in enumerate(scene.shares(items))
    ]
    _bids(served, clients, minimum, 1.0)
    before, _ = _bids(served, clients, minimum, seconds)
    empty = _memory(served)
    crowd = Crowd(served.port, scene.watched(items), WATCHERS)
    full = _memory(served)
    watched, load = _bids(served, clients, minimum, seconds)
    time.sleep(SETTLES_IN)
    full = max(full, _memory(served))
    seen, crowd_load = crowd.leave()
    time.sleep(EMPTIES_IN)
    after, _ = _bids(served, clients, minimum, seconds)
    return Round(
        memory=(full - empty) / WATCHERS,
        delay=percentile(delays(watched, seen, scene.watched(items)), 0.99),
        watched=len(watched) / seconds,
        quiet=mean((len(before), len(after))) / seconds,
        loads=f"watching took {crowd_load:.2f} of a core, bidding {load:.2f}",
    )


def _bids(served: Site, clients: Sequence[Bidder], minimum: dict[int, int], seconds: float) -> tuple[list[Bid], float]:
    done, load = bid(served.port, clients, minimum, seconds)
    for one in done:
        minimum[one.item] = max(minimum[one.item], one.minimum)
    return done, load


def _items(ground: Ground) -> tuple[list[int], dict[int, int]]:
    """Living auctions that none of the bidders sells, and each one's smallest bid (won)."""
    with ground.connected(DATABASE) as db:
        rows = db.all(
            """
            SELECT id, price, startPrice, leader_id
              FROM item
             WHERE isOpen = 1 AND user_id >= %(first)s
             ORDER BY id
             LIMIT %(most)s
            """,
            first=user_id(2 * CLIENTS),
            most=ITEMS,
        )
    smallest = {
        row["id"]: minimum_bid(Terms(row["startPrice"]), Standing(row["price"], row["leader_id"])) for row in rows
    }
    return list(smallest), smallest


def _memory(served: Site) -> float:
    """The worker's memory in KiB, what it shares with others counted by its part."""
    (worker,) = served.workers()
    lines = Path(f"/proc/{worker}/smaps_rollup").read_text().splitlines()
    return float(next(line for line in lines if line.startswith("Pss:")).split()[1])


def delays(bids: Sequence[Bid], seen: Sequence[Seen], watched: Sequence[int]) -> list[float]:
    """For each bid and each watcher of its item: seconds until that price or a later one was there.

    Counted from when the bid was sent, which is before its commit. Raises RuntimeError if one was never seen.
    """
    news: dict[tuple[int, int], list[Seen]] = defaultdict(list)
    for one in seen:
        news[one.watcher, one.item].append(one)
    of_item: dict[int, list[Bid]] = defaultdict(list)
    for one_bid in bids:
        of_item[one_bid.item].append(one_bid)
    found = []
    for watcher in range(WATCHERS):
        item = watched[watcher % len(watched)]
        told = news[watcher, item]
        counts = [one.number for one in told]
        for one_bid in of_item[item]:
            at = bisect_left(counts, one_bid.number)
            if at == len(counts):
                raise RuntimeError(f"watcher {watcher} never saw bid {one_bid.number} of item {item}")
            found.append(told[at].at - one_bid.sent)
    return found
