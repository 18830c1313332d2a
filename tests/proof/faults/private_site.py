"""A private site for faults: a database server, and gunicorn as systemd runs it; both may be killed."""

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
from tests.proof.harness import Harness

RESTARTS_AFTER = 1.0  # seconds, as deploy/ssgbay@.service says


class Unit:
    """gunicorn behind a listening socket that outlives it, by the rules of deploy/ssgbay.socket and ssgbay@.service."""

    def __init__(self, log: Path, environ: dict[str, str]) -> None:
        self.log, self.environ = log, environ
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self.site = RunningServer(f"http://127.0.0.1:{self.listener.getsockname()[1]}")
        self.start()

    def start(self) -> None:
        """Start gunicorn on the socket; returns at once."""
        self.process = gunicorn_behind(self.listener, self.log, self.environ)

    def restart(self) -> None:
        """Do what systemd does when the main process has ended: kill its group, wait, start again."""
        self.process.wait()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        time.sleep(RESTARTS_AFTER)
        self.start()

    def workers(self) -> list[int]:
        """The processes under the master."""
        return children.of(self.process.pid)

    def await_ready(self) -> None:
        """Wait until /readyz answers 200: a worker serves, and the database answers."""
        wait_for(self.is_ready, 60, lambda: self.log.read_text(errors="replace")[-3000:])

    def is_ready(self) -> bool:
        """Whether /readyz answers 200."""
        try:
            return self.site.get("/readyz").status_code == 200
        except OSError:
            return False

    def close(self) -> None:
        """Stop it and close the socket."""
        children.end(self.process, within=10)
        self.listener.close()


class PrivateSite:
    """A harness with its own database server and unit."""

    def __init__(self, harness: Harness, server: embedded.Server, options: Sequence[str], unit: Unit) -> None:
        self.harness, self.server, self.options, self.unit = harness, server, options, unit

    def kill_database(self) -> None:
        """kill -9."""
        self.server.process.kill()
        self.server.process.wait()

    def start_database(self, *more: str) -> None:
        """Start it again on the same data; returns once it answers."""
        self.server = embedded.start(self.server.place.data_dir, [*self.options, *more])

    def stop_database(self) -> None:
        """Shut it down."""
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
def private_site(harness: Harness, options: Sequence[str] = (), **changes: str) -> Iterator[PrivateSite]:
    """A site apart from the harness's own, which no fault of it affects."""
    with tempfile.TemporaryDirectory(dir=harness.folder, prefix="private_site-") as name:
        folder = Path(name)
        with private_database(folder, options) as server, site_on(harness, folder, server, options, **changes) as here:
            try:
                yield here
            finally:
                # another process may have taken the first one's place by now
                embedded.stop(here.server)


@contextlib.contextmanager
def site_on(
    harness: Harness, folder: Path, server: embedded.Server, options: Sequence[str] = (), **changes: str
) -> Iterator[PrivateSite]:
    """A unit on this database server, with a harness for both; the server keeps running."""
    environ = harness.environ | {
        "APP_ENV": "development", "DATABASE_URL": server.url, "DATA_DIR": str(folder), "RATE_LIMITS": "off",
        "RESOURCES_DIR": str(folder / "resources"), "TMPDIR": str(folder), **changes,
    }  # fmt: skip
    (folder / "resources").mkdir(exist_ok=True)
    unit = Unit(folder / "server.log", environ)
    try:
        unit.await_ready()
        yield PrivateSite(Harness(unit.site, server.url, folder, harness.seed, environ), server, options, unit)
    finally:
        unit.close()
