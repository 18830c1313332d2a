"""Several application hosts on one machine: a gunicorn each with folders of its own, and HAProxy before them."""

import contextlib
import os
import signal
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from auction.config import ROOT
from commands import children, system
from tests.cast import RunningServer
from tests.processes import free_port, gunicorn, wait_for

CONFIGURATION = ROOT / "deploy" / "haproxy.cfg"
# what the hosts of one site must have in common; everything else is each one's own
IN_COMMON = {"JWT_SECRET_KEY": "one secret for all the hosts of the site", "TRUSTED_PROXIES": "1"}


@dataclass
class Fleet:
    """The hosts, and the one address in front of them."""

    front: RunningServer
    hosts: list[RunningServer]
    door: Path

    def host(self, number: int) -> RunningServer:
        """A client of one host, bypassing the balancer."""
        return self.hosts[number % len(self.hosts)]

    def tell(self, command: str) -> str:
        """Say something to the balancer as its operator does; returns what it answers."""
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self.door))
            line.sendall(f"{command}\n".encode())
            return line.makefile().read()

    def state(self, number: int) -> str:
        """What the balancer thinks of a host: UP, DOWN, DRAIN or MAINT."""
        rows = [row.split(",") for row in self.tell("show stat").splitlines()]
        status = rows[0].index("status")
        return next(row[status].split()[0] for row in rows if row[:2] == ["app", f"app{number + 1}"])

    def replace(self, number: int, another: RunningServer) -> None:
        """Send a host's share to another address from now on."""
        self.hosts[number] = another
        port = another.url.rpartition(":")[2]
        for backend in ("app", "by_item"):
            self.tell(f"set server {backend}/app{number + 1} addr 127.0.0.1 port {port}")

    def served(self, number: int) -> int:
        """How many requests the balancer has given to a host."""
        rows = [row.split(",") for row in self.tell("show stat").splitlines()]
        total = rows[0].index("stot")
        return sum(int(row[total]) for row in rows if row[1:2] == [f"app{number + 1}"])


@contextlib.contextmanager
def fleet(folder: Path, urls: Sequence[str], **environ: str) -> Iterator[Fleet]:
    """A host for each database address, and HAProxy before them; raises Stuck where HAProxy cannot be had."""
    haproxy = system.program("haproxy", "haproxy")
    with contextlib.ExitStack() as stack:
        hosts = [stack.enter_context(host(folder, number, url, **environ)) for number, url in enumerate(urls)]
        yield stack.enter_context(_behind(haproxy, folder, hosts))


@contextlib.contextmanager
def host(folder: Path, number: int, url: str, **environ: str) -> Iterator[RunningServer]:
    """One application host: its own DATA_DIR, its own folder for pictures, its own address of the database."""
    own = folder / f"host{number}"
    for name in ("data", "resources"):
        (own / name).mkdir(parents=True, exist_ok=True)
    places = {"DATA_DIR": str(own / "data"), "RESOURCES_DIR": str(own / "resources"), "DATABASE_URL": url}
    with gunicorn(own / "server.log", **{"WEB_CONCURRENCY": "1", **environ, **IN_COMMON, **places}) as server:
        try:
            yield server
        finally:
            # nobody waits here for a good end; that is tried elsewhere
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)


@contextlib.contextmanager
def _behind(haproxy: str, folder: Path, hosts: list[RunningServer]) -> Iterator[Fleet]:
    port, door = free_port(), folder / "haproxy.sock"
    names = {f"SSGBAY_APP{number}": host.url.removeprefix("http://") for number, host in enumerate(hosts, 1)}
    with (folder / "haproxy.log").open("wb") as log:
        process = children.start(
            [haproxy, "-db", "-f", str(CONFIGURATION)],
            stdout=log,
            env={"SSGBAY_BIND": f"127.0.0.1:{port}", "SSGBAY_SOCKET": str(door), **names},
        )
    ours = Fleet(RunningServer(f"http://127.0.0.1:{port}", process.pid), hosts, door)
    try:
        wait_for(lambda: process.poll() is not None or is_whole(ours), 60, (folder / "haproxy.log").read_text)
        assert process.poll() is None, (folder / "haproxy.log").read_text()
        yield ours
    finally:
        # open event streams would make it wait
        process.kill()
        children.end(process, within=5)


def is_whole(ours: Fleet) -> bool:
    """Whether the balancer is there and takes every host for ready."""
    try:
        return all(ours.state(number) == "UP" for number in range(len(ours.hosts)))
    except OSError:
        return False
