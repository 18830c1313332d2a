"""A site of its own with a worker, whose parts are killed while clients go on; each of these repeats what is lost."""

import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from subprocess import Popen
from typing import Any, TypeVar

import database
from tests.cast import Person
from tests.processes import at_most
from tests.proof.faults.private_site import PrivateSite
from tests.scenes import at_once, in_background

T = TypeVar("T")
THREADS = 8


@dataclass
class Shop:
    """A site of its own with a worker, and what is killed there."""

    here: PrivateSite
    worker: Popen[bytes] | None = None
    killed: Counter[str] = field(default_factory=Counter)

    def start_worker(self) -> None:
        """Start a worker where none runs."""
        if self.worker is None or self.worker.poll() is not None:
            self.worker = self.here.harness.run("-m", "commands", "worker")

    def stop_worker(self) -> None:
        """kill -9."""
        if self.worker is not None:
            self.worker.kill()
            self.worker.wait()

    def kill(self, what: str, chance: Random) -> None:
        """Kill one of the three, and start it again."""
        if what == "worker":
            self.stop_worker()
        elif what == "server":
            for process in self.here.unit.workers()[: chance.randint(1, 2)]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
        else:
            self.here.kill_database()
            self.here.start_database()
        self.start_worker()
        self.here.unit.await_ready()
        self.killed[what] += 1

    def read(self, sql: str, **params: Any) -> list[database.Row]:
        """Return what a query finds, once the database answers."""

        def work() -> list[database.Row]:
            with self.here.harness.look() as db:
                return db.all(sql, **params)

        return patiently(work)

    def write(self, sql: str, **params: Any) -> None:
        """Run a statement, again where the database did not answer."""

        def work() -> None:
            with self.here.harness.look() as db:
                db.run(sql, **params)

        patiently(work)


def patiently(work: Callable[[], T]) -> T:
    """Call until the database answers."""
    until = time.monotonic() + at_most(60)
    while True:
        try:
            return work()
        except database.Error:
            assert time.monotonic() < until, "the database did not come back"
            time.sleep(0.1)


def answer(person: Person, method: str, path: str, **request: Any) -> Any:
    """Send a request, and repeat it as it was, until an answer is no failure of the site."""
    until = time.monotonic() + at_most(120)
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            got = getattr(person, method)(path, **request)
            if got.status_code < 500:
                return got
        time.sleep(0.05)
    raise AssertionError(f"{method} {path} got no answer")


def under_kills(shop: Shop, times: int, name: str, work: Callable[[], None]) -> None:
    """Kill so often at random moments while `work` runs in the background; return when both are done.

    The kills are this thread's: a process that it starts would end together with any other thread.
    """
    chance = shop.here.harness.chance(f"kills while {name}")

    def run() -> bool:
        work()
        return True

    with in_background(run) as done:
        for number in range(times):
            time.sleep(chance.uniform(0.05, 0.6))
            shop.kill(("worker", "server", "database")[shop.killed.total() % 3], chance)
            shop.here.harness.progress(f"{number + 1} of {times} kills while {name}")
    assert done, "a client got no answer; its error is printed above"


def each(ids: Sequence[int], work: Callable[[int], None]) -> None:
    """Call `work` with every id, from THREADS clients."""

    def run(thread: int) -> None:
        for each_id in ids[thread::THREADS]:
            work(each_id)

    at_once(run, THREADS)
