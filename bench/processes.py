"""A worker for a benchmark, and the processor time of processes."""

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping

from auction.config import ROOT
from bench.harness import FOLDER
from commands import children


@contextlib.contextmanager
def worker(url: str, changes: Mapping[str, str]) -> Iterator[int]:
    """Run a worker on the database at `url`; yields its process id."""
    folder = FOLDER / "worker"
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"DATABASE_URL": url, "DATA_DIR": str(folder), "APP_ENV": "development", **changes}
    command = [sys.executable, "-m", "commands", "worker"]
    process = children.start(command, cwd=ROOT, env={**os.environ, **settings})
    try:
        yield process.pid
    finally:
        children.end(process, within=15)


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has taken (seconds)."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
