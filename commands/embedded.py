"""A private MariaDB under DATA_DIR: its own data, a socket for this user alone, no network, no system service."""

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from commands import children, system
from commands.console import Stuck
from commands.place import Place, data_dir, keep, password, private

STARTS_WITHIN = 60  # seconds; InnoDB may have to recover from a crash
STOPS_WITHIN = 30
SETTINGS = (
    "--skip-networking",
    "--skip-name-resolve",
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_unicode_520_ci",
    "--default-time-zone=+00:00",
    "--innodb-flush-log-at-trx-commit=1",
    "--innodb-buffer-pool-size=256M",
    "--max-connections=200",
    "--max-allowed-packet=64M",
    "--local-infile=ON",
    "--slow-query-log=ON",
    "--long-query-time=1",
)


class Busy(Stuck):
    """A server is already running in this folder."""


@dataclass(frozen=True)
class Server:
    """A server that this process started."""

    place: Place
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return self.place.url()


@contextlib.contextmanager
def server(where: Path | None = None, options: Sequence[str] = ()) -> Iterator[str]:
    """Yield the URL of the server under `where`; one that is not running yet is started for the block."""
    place = Place((where or data_dir()).resolve())
    if answers(place):
        yield place.url()
        return
    ours = start(place.data_dir, options)
    try:
        yield ours.url
    finally:
        stop(ours)


def start(where: Path, options: Sequence[str] = (), patience: float = 20) -> Server:
    """Start the server under `where` and wait until it answers.

    Waits up to `patience` seconds for one that is stopping. Raises Busy when another one is running there, Stuck when
    MariaDB is missing and cannot be installed, or does not start.
    """
    place = Place(where.resolve())
    program = system.program("mariadbd", *system.MARIADB)
    private(place.home)
    private(place.temporary)
    private(place.socket.parent)
    # the server inherits the lock, which is free once the last of its processes has ended, however this one ends
    with _lock(place, patience) as lock:
        _make_tables(place)
        process = _launch(program, place, options, lock)
    ours = Server(place, process)
    try:
        _await_answer(ours)
        keep(place.url_file, ours.url)
    except BaseException:
        # MariaDB hangs when it gets SIGTERM while it starts
        _await_greeting(ours, within=STOPS_WITHIN)
        stop(ours)
        raise
    return ours


def stop(ours: Server) -> None:
    """Shut the server down and wait for it; committed data is on the disk in any case."""
    children.end(ours.process, within=STOPS_WITHIN)
    ours.place.url_file.unlink(missing_ok=True)


def answers(place: Place) -> bool:
    """Whether a server sends its greeting on the socket, which precedes authentication."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(2)
        try:
            line.connect(str(place.socket))
            return len(line.recv(5)) == 5
        except OSError:
            return False


def tail(place: Place, lines: int = 15) -> str:
    """Return the last lines of the server's log."""
    try:
        return "\n".join(place.log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


@contextlib.contextmanager
def _lock(place: Place, patience: float) -> Iterator[int]:
    lock = os.open(place.home / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        until = time.monotonic() + patience
        while not _taken(lock):
            if time.monotonic() > until:
                raise Busy(
                    f"{place.data_dir} 의 데이터베이스가 이미 실행 중입니다 · "
                    f"another process already runs the database under {place.data_dir}"
                )
            time.sleep(0.1)
        yield lock
    finally:
        os.close(lock)


def _taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _make_tables(place: Place) -> None:
    """Create the data folder if there is none; remove one that was left incomplete, under another name."""
    if place.tables.exists():
        return
    half = place.home / "data.new"
    shutil.rmtree(half, ignore_errors=True)
    program = system.program("mariadb-install-db", *system.MARIADB)
    made = subprocess.run(
        [
            program,
            "--no-defaults",
            f"--datadir={half}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            "--skip-name-resolve",
            # otherwise it refuses on a machine that cannot resolve its own name or localhost
            "--force",
            *_as_user(),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PATH": system.PATH, "TMPDIR": str(place.temporary)},
        preexec_fn=children.die_with_parent,
    )
    if made.returncode:
        raise Stuck(f"{made.stdout.strip()}\n데이터 폴더를 만들지 못했습니다 · could not make {half}")
    half.rename(place.tables)


def _launch(program: str, place: Place, options: Sequence[str], lock: int) -> subprocess.Popen[bytes]:
    place.socket.unlink(missing_ok=True)
    keep(place.home / "init.sql", _init_sql(place))
    with place.log.open("ab") as log:
        return children.start(
            [
                program,
                "--no-defaults",
                f"--datadir={place.tables}",
                f"--tmpdir={place.temporary}",
                f"--socket={place.socket}",
                f"--pid-file={place.home / 'mariadb.pid'}",
                f"--init-file={place.home / 'init.sql'}",
                f"--slow-query-log-file={place.home / 'slow.log'}",
                *SETTINGS,
                *_as_user(),
                *options,
            ],
            stdout=log,
            pass_fds=(lock,),
            # committed data is safe, and SIGTERM may not end it: see start()
            orphaned=signal.SIGKILL,
        )


def _init_sql(place: Place) -> str:
    """Return the SQL that the server runs at each start before it listens: the database, its user, and passwords."""
    ours, root = password(place, "ssgbay"), password(place, "root")
    return "\n".join(
        [
            "CREATE DATABASE IF NOT EXISTS ssgbay CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;",
            f"ALTER USER root@localhost IDENTIFIED BY '{root}';",
            "DELETE FROM mysql.global_priv WHERE Host <> 'localhost' OR User = '';",
            "FLUSH PRIVILEGES;",
            f"CREATE USER IF NOT EXISTS ssgbay@localhost IDENTIFIED BY '{ours}';",
            f"ALTER USER ssgbay@localhost IDENTIFIED BY '{ours}';",
            "GRANT ALL ON ssgbay.* TO ssgbay@localhost;",
            r"GRANT ALL ON `ssgbay\_%`.* TO ssgbay@localhost;",
            "",
        ]
    )


def _await_answer(ours: Server) -> None:
    if not _await_greeting(ours, within=STARTS_WITHIN):
        raise Stuck(
            f"{tail(ours.place)}\n데이터베이스가 시작되지 않았습니다 · the database did not start; "
            f"its log is {ours.place.log}"
        )


def _await_greeting(ours: Server, within: float) -> bool:
    """Wait until the server answers or ends; return whether it answers."""
    until = time.monotonic() + within
    while not children.ended(ours.process) and time.monotonic() < until:
        if answers(ours.place):
            return True
        time.sleep(0.02)
    return False


def _as_user() -> list[str]:
    return ["--user=root"] if os.geteuid() == 0 else []
