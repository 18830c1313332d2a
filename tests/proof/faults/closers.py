"""Eight closers at once, one stopped after its work and before its COMMIT; it goes on, goes on late, or dies."""

import os
import signal
import threading
import time
from dataclasses import replace
from subprocess import Popen

import database
from tests.processes import at_most, wait_for
from tests.proof import races
from tests.proof.faults.load import PROMISED, median_and_maximum
from tests.proof.harness import Finding, Harness, auctions, audit_faults
from tests.proof.proxy import Fault, Line, Proxy

CLOSERS = 8
# how long it is stopped (seconds), and what becomes of it; the server ends a transaction that is silent for ten
SOON = 3.0
FATES = {
    "continued": (SOON, signal.SIGCONT),
    "continued after the server had given it up": (12.0, signal.SIGCONT),
    "killed": (SOON, signal.SIGKILL),
}


def one_stopped(harness: Harness, sales: int, fates: list[str]) -> Finding:
    """Once for each of these fates: so many auctions are due, the stopped one holds a part of them."""
    seller, leader, rival = (person.id for person in harness.people(["stop-owner", "stop-leader", "stop-loser"]))
    faults: list[str] = []
    held: list[int] = []
    waits: list[float] = []
    with harness.look() as db:
        for number, fate in enumerate(fates, 1):
            ids = auctions(
                db, seller, sales, end="UTC_TIMESTAMP(6) - INTERVAL n MICROSECOND",
                leader=f"CASE WHEN n %% 5 = 0 THEN NULL WHEN n %% 2 = 0 THEN '{leader}' ELSE '{rival}' END",
            )  # fmt: skip
            left, wait = _stop_one(harness, db, ids, fate)
            held.append(left)
            waits.append(wait)
            faults += races.closing_faults(db, ids)
            harness.progress(f"{number} of {len(fates)}: {fate}")
    wrong = len(faults)
    faults += [f"all closed only {wait:.1f} s later" for wait in waits if wait > at_most(PROMISED)]
    faults += [] if min(held) else ["the stopped one held nothing"]
    count = ", ".join(f"{fates.count(fate)} × {fate}" for fate in dict.fromkeys(fates))
    return Finding(
        f"{count}; {sales:,} auctions due each time, {min(held):,} to {max(held):,} of them open as long as one closer "
        f"was stopped beside seven others; all closed {median_and_maximum(waits)} after that, {wrong} wrongly",
        faults + audit_faults(harness),
    )


def _stop_one(harness: Harness, db: database.Db, ids: list[int], fate: str) -> tuple[int, float]:
    """How many stayed open while one was stopped, and how long after its fate all were closed (seconds)."""
    after, what = FATES[fate]
    with Proxy(harness.database_url) as proxy:
        stopped = threading.Event()
        closers: list[Popen[bytes]] = []
        proxy.fault("INSERT INTO history", _stop(closers, stopped))
        closers.append(replace(harness, database_url=proxy.url).run("historyUpdate.py"))
        assert stopped.wait(60), "no closer got as far as its work"
        closers += [harness.run("historyUpdate.py") for _ in range(CLOSERS - 1)]
        time.sleep(SOON)
        left = _open(db, ids)
        time.sleep(after - SOON)
        closers[0].send_signal(what)
        began = time.monotonic()
        wait_for(lambda: _closed(harness, db, ids), 60)
        took = time.monotonic() - began
        for closer in closers:
            # those that gave up (1) left their part to the next run
            assert closer.wait(60) in (0, 1, -signal.SIGKILL)
    return left, took


def _stop(closers: list[Popen[bytes]], stopped: threading.Event) -> Fault:
    def stop(line: Line, packet: bytes) -> bool:
        wait_for(lambda: closers)
        os.kill(closers[0].pid, signal.SIGSTOP)
        line.server.sendall(packet)
        stopped.set()
        return True

    return stop


def _closed(harness: Harness, db: database.Db, ids: list[int]) -> bool:
    """Run the closing job once more, which may give up too; return whether all are closed."""
    assert harness.run("historyUpdate.py").wait(60) in (0, 1)
    return not _open(db, ids)


def _open(db: database.Db, ids: list[int]) -> int:
    row = db.one("SELECT COUNT(*) AS n FROM item WHERE state = 'open' AND id BETWEEN %(first)s AND %(last)s",
                 first=ids[0], last=ids[-1])  # fmt: skip
    return int((row or {})["n"])
