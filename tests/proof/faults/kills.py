"""kill -9 under load, again and again: a worker, the master (systemd starts it again), the database server."""

import os
import signal
import time
from collections.abc import Callable
from random import Random

from tests.proof.faults.ground import Ground, ground
from tests.proof.faults.load import load, spread, unhurried
from tests.proof.house import Finding, House

ROUND = 25


def kills(house: House, what: str, times: int) -> Finding:
    """`killed` on a site of its own."""
    with ground(house) as here:
        return killed(here, what, times)


def killed(here: Ground, what: str, times: int) -> Finding:
    """Kill `what` (worker, master, database) so often at random moments, with fresh auctions every 25 kills."""
    kill, chance = KILLS[what], here.house.chance(f"kills {what}")
    down: list[float] = []
    waits: list[float] = []
    accepted = lost = 0
    faults: list[str] = []
    for first in range(0, times, ROUND):
        with load(here.house, name=f"{what}-{first}") as (at_work, witness):
            for number in range(first, min(first + ROUND, times)):
                down.append(_once(here, kill, chance))
                waits += at_work.next_bids()
                here.house.progress(f"{number + 1} of {times} kills")
        accepted, lost, faults = accepted + witness.accepted, lost + witness.lost, faults + witness.faults
    figure = (
        f"{times} × kill -9 {what} among {accepted:,} accepted bids; {lost:,} answers lost; {len(faults)} bids lost, "
        f"doubled or won by another; ready again after {spread(down)}, then the next bid on each of "
        f"{len(waits) // times} items after {spread(waits)}"
    )
    return Finding(figure, faults + unhurried(waits))


def _once(here: Ground, kill: Callable[[Ground, Random], None], chance: Random) -> float:
    """One kill at a random moment; the seconds until the site says that it is ready."""
    time.sleep(chance.uniform(0.05, 0.4))
    began = time.monotonic()
    kill(here, chance)
    here.unit.await_ready()
    return time.monotonic() - began


def _worker(here: Ground, chance: Random) -> None:
    workers = here.unit.workers()
    if workers:
        os.kill(chance.choice(workers), signal.SIGKILL)


def _master(here: Ground, _chance: Random) -> None:
    here.unit.process.kill()
    here.unit.restart()


def _database(here: Ground, chance: Random) -> None:
    here.kill_database()
    time.sleep(chance.uniform(0, 0.5))
    here.start_database()


KILLS = {"worker": _worker, "master": _master, "database": _database}
