"""kill -9 under load, again and again: a worker, the master (systemd starts it again), the database server."""

import os
import signal
import time
from collections.abc import Callable
from random import Random

from tests.proof.faults.load import late_bids, load, median_and_maximum
from tests.proof.faults.private_site import PrivateSite, private_site
from tests.proof.harness import Finding, Harness

ROUND = 25


def kills(harness: Harness, what: str, times: int) -> Finding:
    """`killed` on a site of its own."""
    with private_site(harness) as here:
        return killed(here, what, times)


def killed(here: PrivateSite, what: str, times: int) -> Finding:
    """Kill `what` (worker, master, database) so often at random moments, with fresh auctions every 25 kills."""
    kill, chance = KILLS[what], here.harness.chance(f"kills {what}")
    down: list[float] = []
    waits: list[float] = []
    accepted = lost = 0
    faults: list[str] = []
    for first in range(0, times, ROUND):
        with load(here.harness, name=f"{what}-{first}") as (at_work, report):
            for number in range(first, min(first + ROUND, times)):
                down.append(_once(here, kill, chance))
                waits += at_work.next_bids()
                here.harness.progress(f"{number + 1} of {times} kills")
        accepted, lost, faults = accepted + report.accepted, lost + report.lost, faults + report.faults
    figure = (
        f"{times} × kill -9 {what} among {accepted:,} accepted bids; {lost:,} answers lost; {len(faults)} bids lost, "
        f"doubled or won by another; ready again after {median_and_maximum(down)}, then the next bid on each of "
        f"{len(waits) // times} items after {median_and_maximum(waits)}"
    )
    return Finding(figure, faults + late_bids(waits))


def _once(here: PrivateSite, kill: Callable[[PrivateSite, Random], None], chance: Random) -> float:
    """One kill at a random moment; the seconds until the site says that it is ready."""
    time.sleep(chance.uniform(0.05, 0.4))
    began = time.monotonic()
    kill(here, chance)
    here.unit.await_ready()
    return time.monotonic() - began


def _worker(here: PrivateSite, chance: Random) -> None:
    workers = here.unit.workers()
    if workers:
        os.kill(chance.choice(workers), signal.SIGKILL)


def _master(here: PrivateSite, _chance: Random) -> None:
    here.unit.process.kill()
    here.unit.restart()


def _database(here: PrivateSite, chance: Random) -> None:
    here.kill_database()
    time.sleep(chance.uniform(0, 0.5))
    here.start_database()


KILLS = {"worker": _worker, "master": _master, "database": _database}
