"""A door as systemd holds it: one listening socket, behind which servers come and go."""

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from auction.config import ROOT
from commands import children
from tests.cast import RunningServer
from tests.processes import wait_for

# as systemd hands it over: descriptor 3, and a variable that names the very process it is for
HANDED = 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@" 3<&"$DOOR"'


class Door:
    """The socket and the site behind it; `opens()` starts one more gunicorn."""

    def __init__(self, held: socket.socket, folder: Path) -> None:
        self.held, self.folder = held, folder
        self.site = RunningServer(f"http://127.0.0.1:{held.getsockname()[1]}")
        self.started: list[subprocess.Popen] = []

    def opens(self, release: str, code: Path = ROOT, **changes: str) -> subprocess.Popen:
        """A gunicorn of its own behind this door; returns once it answers there by the name of `release`."""
        log, number = self.log(release), self.held.fileno()
        with log.open("wb") as output:
            process = children.start(
                ["/bin/bash", "-c", HANDED, "bash", sys.executable, "-m", "gunicorn"],
                stdout=output,
                cwd=code,
                env={**os.environ, "WEB_CONCURRENCY": "2", "RELEASE": release, **changes, "DOOR": str(number)},
                pass_fds=(number,),
            )
        self.started.append(process)
        wait_for(lambda: process.poll() is not None or self._names(release), 60, log.read_text)
        assert process.poll() is None, log.read_text(errors="replace")
        return process

    def log(self, release: str) -> Path:
        return self.folder / f"{release}.log"

    def _names(self, release: str) -> bool:
        return bool(self.site.get("/healthz").json["release"] == release)


@contextlib.contextmanager
def a_door(folder: Path) -> Iterator[Door]:
    """An open door; whoever still serves behind it at the end is ended."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        held.listen(4096)
        door = Door(held, folder)
        try:
            yield door
        finally:
            for process in door.started:
                children.end(process, within=40)


def workers(master: int) -> set[int]:
    """The processes that a gunicorn has started and not yet buried."""
    return set(map(int, Path(f"/proc/{master}/task/{master}/children").read_text().split()))
