"""Measures the closing job as cron runs it: compared with bare SQL, its effect on bids elsewhere, and an empty run."""

import os
import subprocess
import sys
import time

import database
from auction.config import ROOT
from bench.bids import BIDDERS
from bench.figures import Figure, percentile, ratio
from bench.fill import users_of
from bench.harness import Harness
from bench.load import Offers, bid
from bench.site import site

SUMMARY = "마감: 한 번에 몰린 것 ÷ SQL만으로, 빈 실행 · closing: many due beside the same in SQL, and an empty run"
ELSEWHERE = 1_000
FEW = 1_000
DUE = "isOpen = 1 AND endTime <= UTC_TIMESTAMP(6)"


def run(harness: Harness) -> list[Figure]:
    """Measure closing, then an empty run with many items and with few."""
    due, rounds = harness.size.due, range(harness.size.rounds)
    taken, limits, quiet, busy = (list[float]() for _ in range(4))
    for number in rounds:
        harness.progress(f"closing {due:,} due auctions: round {number + 1} of {len(rounds)}")
        _with_due(harness, due)
        with harness.connected("closing") as db:
            limits.append(_least(db))
        taken.append(_closed(_with_due(harness, due)))
        before, meanwhile = _bids_elsewhere(harness, _with_due(harness, due))
        quiet.append(before)
        busy.append(meanwhile)
    return [
        ratio(f"closing {due:,} due auctions ÷ the same writes in SQL", taken, limits, "s", at_most=2.5),
        ratio("p99 of bids elsewhere, while closing ÷ quiet", busy, quiet, "ms", at_most=2),
        *_nothing_due(harness),
    ]


def _bids_elsewhere(harness: Harness, url: str) -> tuple[float, float]:
    """Return the p99 (ms) of bids on auctions that are not due, quietly and while the job runs."""
    seconds, taken = harness.size.seconds, list[float]()
    with site(url) as where, harness.connected("closing") as db:
        # the others sell
        first = users_of(harness.size.due + ELSEWHERE) // 2
        bidders = range(first, first + len(BIDDERS))
        rows = db.all("SELECT id, price FROM item WHERE state = 'open' AND endTime > UTC_TIMESTAMP(6) LIMIT 1000")
        offers = Offers({row["id"]: row["price"] for row in rows}, [where.token(number) for number in bidders])
        bid(where.port, offers, min(1, seconds))
        quiet = percentile(bid(where.port, offers, seconds).taken, 0.99)
        closing = _start(url)
        while closing.poll() is None:
            taken += bid(where.port, offers, min(1, seconds)).taken
    return quiet, percentile(taken, 0.99)


def _with_due(harness: Harness, due: int) -> str:
    """Yield a database with so many ended auctions, each with a standing bid, and a thousand open ones."""
    url = harness.fresh("closing", due + ELSEWHERE, searchable=False, due=due)
    with harness.connected("closing") as db:
        db.run(f"UPDATE item SET leader_id = user_id, maximum = price, bidCount = 1 WHERE {DUE} AND leader_id IS NULL")
        db.run(
            f"INSERT IGNORE INTO prehistory (user_id, item_id, endTime) "
            f"SELECT leader_id, id, endTime FROM item WHERE {DUE}"
        )
    return url


def _least(db: database.Db) -> float:
    """Return the seconds of the same writes in one transaction: one statement each for history, prehistory and item."""
    began = time.perf_counter()
    db.run("START TRANSACTION")
    db.run(
        f"INSERT INTO history (user_id, item_id, seller_id, price, closedAt) "
        f"SELECT leader_id, id, user_id, price, UTC_TIMESTAMP(6) FROM item WHERE {DUE}"
    )
    db.run("DELETE FROM prehistory WHERE endTime <= UTC_TIMESTAMP(6)")
    db.run(f"UPDATE item SET state = 'sold', closedAt = UTC_TIMESTAMP(6) WHERE {DUE}")
    db.run("COMMIT")
    return time.perf_counter() - began


def _closed(url: str) -> float:
    """Return the seconds of the process that closes everything."""
    began = time.perf_counter()
    if _start(url).wait():
        raise RuntimeError("the closing job failed; its line is above")
    return time.perf_counter() - began


def _start(url: str) -> subprocess.Popen[bytes]:
    settings = {**os.environ, "DATABASE_URL": url}
    return subprocess.Popen([sys.executable, "historyUpdate.py"], cwd=ROOT, env=settings, stdout=subprocess.DEVNULL)


def _nothing_due(harness: Harness) -> list[Figure]:
    """Time whole processes, in turn."""
    many = harness.size.many
    few_url, many_url = harness.filled(FEW), harness.filled(many)
    of_few, of_many, bare = [], [], []
    harness.progress("the job with nothing due")
    for _ in range(3 * harness.size.rounds):
        of_few.append(_closed(few_url))
        of_many.append(_closed(many_url))
        bare.append(_import_alone())
    return [
        ratio(f"nothing due, {many:,} ÷ {FEW:,} items, whole process", of_many, of_few, "s", at_most=1.2),
        ratio("nothing due ÷ python -c 'import pymysql'", of_many, bare, "s", at_most=2),
    ]


def _import_alone() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import pymysql"], check=True)
    return time.perf_counter() - began
