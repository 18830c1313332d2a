"""A door as systemd holds it: one listening socket, behind which servers come and go."""

import contextlib
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

from auction.config import ROOT
from commands import children
from tests.cast import RunningServer
from tests.processes import gunicorn_behind, wait_for


class Door:
    """The socket and the site behind it; `opens()` starts one more gunicorn."""

    def __init__(self, held: socket.socket, folder: Path) -> None:
        self.held, self.folder = held, folder
        self.site = RunningServer(f"http://127.0.0.1:{held.getsockname()[1]}")
        self.started: list[subprocess.Popen[bytes]] = []

    def opens(self, release: str, code: Path = ROOT, **changes: str) -> subprocess.Popen[bytes]:
        """A gunicorn of its own behind this door; returns once it answers there by the name of `release`."""
        log = self.log(release)
        process = gunicorn_behind(self.held, log, {"RELEASE": release, **changes}, code)
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
    """An open door; servers still running behind it at the end are stopped."""
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
    return set(children.of(master))
