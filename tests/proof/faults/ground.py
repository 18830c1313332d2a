"""A site of its own for faults: a private database server, and gunicorn kept as systemd keeps it; both ours to kill."""

import contextlib
import io
import os
import signal
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from commands import children, embedded, migrate
from tests.cast import RunningServer
from tests.processes import gunicorn_behind, wait_for
from tests.proof.house import House

RESTARTS_AFTER = 1.0  # seconds, as deploy/ssgbay@.service says


class Unit:
    """gunicorn behind a listening socket that outlives it, by the rules of deploy/ssgbay.socket and ssgbay@.service."""

    def __init__(self, log: Path, environ: dict[str, str]) -> None:
        self.log, self.environ = log, environ
        self.door = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self.site = RunningServer(f"http://127.0.0.1:{self.door.getsockname()[1]}")
        self.start()

    def start(self) -> None:
        """Start it at the door; returns at once."""
        self.process = gunicorn_behind(self.door, self.log, self.environ)

    def restart(self) -> None:
        """What systemd does once the main process is gone: end the others of its group, wait, start again."""
        self.process.wait()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        time.sleep(RESTARTS_AFTER)
        self.start()

    def workers(self) -> list[int]:
        """The processes under the master."""
        return children.of(self.process.pid)

    def await_ready(self) -> None:
        """Wait until it says that it is ready: somebody serves, and the database answers."""
        wait_for(self.is_ready, 60, lambda: self.log.read_text(errors="replace")[-3000:])

    def is_ready(self) -> bool:
        """Whether it says so."""
        try:
            return self.site.get("/readyz").status_code == 200
        except OSError:
            return False

    def close(self) -> None:
        """End it and shut the door."""
        children.end(self.process, within=10)
        self.door.close()


class Ground:
    """A house on a database server and a unit of its own."""

    def __init__(self, house: House, server: embedded.Server, options: Sequence[str], unit: Unit) -> None:
        self.house, self.server, self.options, self.unit = house, server, options, unit

    def kill_database(self) -> None:
        """kill -9."""
        self.server.process.kill()
        self.server.process.wait()

    def start_database(self, *more: str) -> None:
        """Start it again on what is left; returns once it greets."""
        self.server = embedded.start(self.server.place.data_dir, [*self.options, *more])

    def stop_database(self) -> None:
        """End it in good order."""
        embedded.stop(self.server)


@contextlib.contextmanager
def private_database(where: Path, options: Sequence[str] = ()) -> Iterator[embedded.Server]:
    """An empty site's database on a server of its own under `where`, migrated."""
    server = embedded.start(where, options)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            migrate.apply(server.url)
        yield server
    finally:
        embedded.stop(server)


@contextlib.contextmanager
def ground(house: House, options: Sequence[str] = (), **changes: str) -> Iterator[Ground]:
    """A site apart from the house's own: nothing that happens to it touches anybody else."""
    with tempfile.TemporaryDirectory(dir=house.folder, prefix="ground-") as name:
        folder = Path(name)
        with private_database(folder, options) as server, standing(house, folder, server, options, **changes) as here:
            try:
                yield here
            finally:
                # another process may have taken the first one's place by now
                embedded.stop(here.server)


@contextlib.contextmanager
def standing(
    house: House, folder: Path, server: embedded.Server, options: Sequence[str] = (), **changes: str
) -> Iterator[Ground]:
    """A unit before this server, both in a house of their own; the server is left as it is."""
    environ = house.environ | {
        "APP_ENV": "development", "DATABASE_URL": server.url, "DATA_DIR": str(folder), "RATE_LIMITS": "off",
        "RESOURCES_DIR": str(folder / "resources"), "TMPDIR": str(folder), **changes,
    }  # fmt: skip
    (folder / "resources").mkdir(exist_ok=True)
    unit = Unit(folder / "server.log", environ)
    try:
        unit.await_ready()
        yield Ground(House(unit.site, server.url, folder, house.seed, environ), server, options, unit)
    finally:
        unit.close()
