"""Real processes for tests: a free port, our gunicorn and worker, servers, and waiting for something to become true."""

import contextlib
import functools
import itertools
import os
import socket
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from auction.config import ROOT
from commands import children
from tests.cast import RunningServer

# as systemd hands a socket over: descriptor 3, and a variable that names the very process that it is meant for
HANDOVER = 'LISTEN_PID=$$ exec "$@" 3<&"$DOOR"'
PORTS = 64
_held: list[socket.socket] = []
# below those that the kernel gives to outgoing connections
PORT_BLOCKS = range(15_000, 31_000, PORTS)


@functools.cache
def _ports() -> Iterator[int]:
    """The ports of the first block that no other test process has; holding its first port keeps the others away."""
    for first in PORT_BLOCKS:
        holder = socket.socket()
        try:
            holder.bind(("127.0.0.1", first))
        except OSError:
            holder.close()
            continue
        _held.append(holder)
        return itertools.cycle(range(first + 1, first + PORTS))
    raise AssertionError("every block of ports is taken")


def free_port() -> int:
    """A port on loopback that nobody listens on now, and that no other test process gets."""
    for port in itertools.islice(_ports(), PORTS):
        with socket.socket() as probe, contextlib.suppress(OSError):
            # as servers do: connections of an earlier one that have just ended do not matter
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("every port of this process is taken")


def connected(server: RunningServer, source: str = "127.0.0.1") -> socket.socket:
    """A line to a server on loopback, from this address."""
    parts = urlsplit(server.url)
    return socket.create_connection((parts.hostname, parts.port), timeout=60, source_address=(source, 0))


def at_most(seconds: float) -> float:
    """How long something may take: longer, in proportion, while more tasks want to run than there are processors."""
    # over the last minute, and now
    average, _, _, tasks, _ = Path("/proc/loadavg").read_text().split()
    return seconds * max(1.0, max(float(average), int(tasks.partition("/")[0])) / (os.cpu_count() or 1))


def wait_for(condition: Callable[[], object], seconds: float = 60, explain: Callable[[], str] = lambda: "") -> None:
    """Wait until `condition()` holds; fails the test with `explain()` when it does not in time, see `at_most`."""
    until = time.monotonic() + at_most(seconds)
    while not condition():
        assert time.monotonic() < until, f"not within {seconds} s\n{explain()}"
        time.sleep(0.05)


def gunicorn_behind(
    door: socket.socket, log: Path, environ: Mapping[str, str], code: Path = ROOT
) -> subprocess.Popen[bytes]:
    """Our gunicorn behind a socket that somebody holds for it, as systemd hands it over; returns at once."""
    handed = {"LISTEN_FDS": "1", "DOOR": str(door.fileno())}
    with log.open("ab") as output:
        return children.start(
            ["bash", "-c", HANDOVER, "bash", sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py"],
            stdout=output,
            cwd=code,
            env={**os.environ, "WEB_CONCURRENCY": "2", **environ, **handed},
            pass_fds=[door.fileno()],
        )


@contextlib.contextmanager
def gunicorn(log: Path, **changes: str) -> Iterator[RunningServer]:
    """Our gunicorn with two workers on a free port, in this environment but for `changes`; its output goes to `log`."""
    port = free_port()
    with log.open("wb") as output:
        process = children.start(
            [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "--bind", f"127.0.0.1:{port}"],
            stdout=output,
            cwd=ROOT,
            env={**os.environ, "PORT": str(port), "WEB_CONCURRENCY": "2", **changes},
        )
    server = RunningServer(f"http://127.0.0.1:{port}", process.pid)
    try:
        wait_for(lambda: answers(server) or process.poll() is not None, 120, log.read_text)
        assert process.poll() is None, log.read_text(errors="replace")
        yield server
    finally:
        children.end(process, within=10)


@contextlib.contextmanager
def a_worker(*arguments: str, **changes: str) -> Iterator[subprocess.Popen[bytes]]:
    """./ssgbay worker, in this environment but for `changes`."""
    command = [sys.executable, "-m", "commands", "worker", *arguments]
    process = children.start(command, cwd=ROOT, env={**os.environ, **changes})
    try:
        yield process
    finally:
        children.end(process, within=10)


@contextlib.contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[None]:
    """Let a server of the standard library serve from a thread; it is closed afterwards."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answers(server: RunningServer) -> bool:
    """Whether the server says that it is alive."""
    try:
        return server.get("/healthz").status_code == 200
    except OSError:
        return False
