"""What a proof works with: a running site, its database, users, and auctions by the thousand."""

import contextlib
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

import database
from auction.bids.audit import audit_after
from auction.config import ROOT
from commands import children
from commands.differences import parts
from tests.cast import Person, RunningServer, sign_up
from tests.scenes import at_once, stock


class Finding(NamedTuple):
    """What a proof found: its figure in words, and the faults that break the promise (none: it holds)."""

    figure: str
    faults: list[str]


class NotRun(Exception):
    """This machine cannot run the proof; the text says why, and what it would need."""


def chosen_seed() -> int:
    """The seed of PROOF_SEED, or a new one; printed, so that a run can be repeated."""
    seed = int(os.environ.get("PROOF_SEED") or random.randrange(10**6))
    print(f"PROOF_SEED={seed}")
    return seed


@dataclass
class Harness:
    """A running site. `environ` is what its processes run in; every random choice comes from `seed`."""

    site: RunningServer
    database_url: str
    folder: Path
    seed: int
    environ: dict[str, str] = field(default_factory=dict)
    _reported_at: float = field(default_factory=time.monotonic)

    def progress(self, text: str) -> None:
        """Print progress now and then; it is not part of the result."""
        if time.monotonic() - self._reported_at > 5:
            self._reported_at = time.monotonic()
            print(f"    … {text}", file=sys.stderr, flush=True)

    def chance(self, what: str) -> random.Random:
        """A random generator for each part, the same for the same seed."""
        return random.Random(f"{self.seed}:{what}")

    @contextlib.contextmanager
    def look(self) -> Iterator[database.Db]:
        """A connection in autocommit mode."""
        with contextlib.closing(database.connect(self.database_url, autocommit=True, timeout_s=None)) as connection:
            connection.query("SET SESSION wait_timeout = 28800")
            yield database.Db(connection)

    def people(self, names: list[str]) -> list[Person]:
        """Sign these users up, all at once."""
        with_url = RunningServer(self.site.url)
        return at_once(lambda number: sign_up(with_url, names[number]), len(names))

    def run(self, *command: str, job: str = "") -> subprocess.Popen[bytes]:
        """Start a Python process in the site's environment, with a job to read; its output goes to a file."""
        with tempfile.TemporaryFile() as job_file, (self.folder / "processes.log").open("ab") as log:
            job_file.write(job.encode())
            job_file.seek(0)
            return subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env={**os.environ, **self.environ, "DATABASE_URL": self.database_url},
                stdin=job_file,
                stdout=log,
                stderr=subprocess.STDOUT,
                # it ends when this process is killed
                preexec_fn=partial(children.die_with_parent, signal.SIGKILL),
            )

    def close_due(self) -> None:
        """Run the closing job once."""
        assert self.run("historyUpdate.py").wait(120) == 0


def auctions(db: database.Db, seller: str, how_many: int, end: str, leader: str = "", **columns: str) -> list[int]:
    """Auctions ending at `end` without extension, `leader` (or NULL: nobody) leading; both are SQL of `n`, from 1."""
    columns |= {"endTime": end, "extends": "0"}
    ids = stock(db, seller, how_many, 24, **columns)
    if leader:
        first = {"first": ids[0]}
        whom = re.sub(r"\bn\b", f"(id - {ids[0]} + 1)", leader)
        db.run(
            f"UPDATE item SET leader_id = {whom}, maximum = IF({whom} IS NULL, NULL, price), "
            f"bidCount = {whom} IS NOT NULL WHERE id >= %(first)s",
            **first,
        )
        db.run(
            "INSERT INTO bid (item_id, user_id, kind, offer, amount, price, leader_id, number, endTime, createdAt) "
            "SELECT id, leader_id, 'open', price, price, price, leader_id, 1, endTime, startTime FROM item "
            "WHERE id >= %(first)s AND leader_id IS NOT NULL",
            **first,
        )
        db.run(
            "INSERT INTO prehistory (user_id, item_id, endTime) SELECT leader_id, id, endTime FROM item "
            "WHERE id >= %(first)s AND leader_id IS NOT NULL",
            **first,
        )
    return ids


def audit_faults(harness: Harness, most: int = 5) -> list[str]:
    """What ./ssgbay audit would report."""
    faults: list[str] = []
    with database.snapshots(harness.database_url) as look:
        for _, _, found in parts(look, audit_after):
            faults += [f"audit: {difference}" for difference in found]
    return faults[:most] + ([f"… {len(faults)} differences"] if len(faults) > most else [])
