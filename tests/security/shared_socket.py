"""One listening socket, held open as systemd does, behind which servers start and stop."""

import contextlib
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

from auction.config import ROOT
from commands import children
from tests.cast import RunningServer
from tests.processes import gunicorn_behind, wait_for


class SharedSocket:
    """The socket, the site behind it, and the gunicorn servers that were started behind it."""

    def __init__(self, listener: socket.socket, folder: Path) -> None:
        self.listener, self.folder = listener, folder
        self.site = RunningServer(f"http://127.0.0.1:{listener.getsockname()[1]}")
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self, release: str, code: Path = ROOT, **changes: str) -> subprocess.Popen[bytes]:
        """Start a gunicorn server behind the socket; return it once it answers by the name of `release`."""
        log = self.log(release)
        process = gunicorn_behind(self.listener, log, {"RELEASE": release, **changes}, code)
        self.started.append(process)
        wait_for(lambda: process.poll() is not None or self._answers_as(release), 120, log.read_text)
        assert process.poll() is None, log.read_text(errors="replace")
        return process

    def log(self, release: str) -> Path:
        return self.folder / f"{release}.log"

    def _answers_as(self, release: str) -> bool:
        # a request may wait in the socket's queue until the server has started
        with contextlib.suppress(TimeoutError):
            return bool(RunningServer(self.site.url, patience=10).get("/healthz").json["release"] == release)
        return False


@contextlib.contextmanager
def shared_socket(folder: Path) -> Iterator[SharedSocket]:
    """Yield a listening socket; servers still running behind it at the end are stopped."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen(4096)
        shared = SharedSocket(listener, folder)
        try:
            yield shared
        finally:
            for process in shared.started:
                children.end(process, within=40)


def workers(master: int) -> set[int]:
    """The processes that a gunicorn server has started and not yet waited for."""
    return set(children.of(master))
