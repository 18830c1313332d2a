"""Starts the whole site on this machine and stops all of it: database, tables, demo auctions, server, closing job."""

import contextlib
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import database
from auction import config
from commands import children, embedded, migrate, system
from commands.console import Stuck, echo, say

SUMMARY = "사이트 시작 · start the whole site on PORT (Ctrl-C stops it)"
CLOSING_EVERY = 60.0  # seconds, as cron does
BOOTS_WITHIN = 30.0
STOPS_WITHIN = 10.0
LARGEST_LOG = 50_000_000
TICK = 0.2
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked us to stop."""

    asked = False


def main(argv: list[str]) -> int:
    """Run until a signal comes (exit code 0) or a part dies (1); nothing of ours goes on afterwards."""
    settings = _settings()
    _obey_signals()
    try:
        with _only_one(settings) as after_a_crash:
            _claim_port(settings.port, patience=10 if after_a_crash else 0)
            with _database(settings) as ours:
                _serve(settings, ours, accounts=_prepare(ours))
    except Stopped:
        say("✓ 모두 멈췄습니다 · everything has stopped")
        return 0
    finally:
        _ignore_signals()
    return 0


def _settings() -> config.Config:
    """Every setting checked before anything starts. The embedded database's address comes later."""
    os.environ["DATA_DIR"] = str(embedded.data_dir())
    return config.load({"DATABASE_URL": "mysql://embedded", **{k: v for k, v in os.environ.items() if v}})


def _obey_signals() -> None:
    for number in SIGNALS:
        # nohup and background jobs have asked us not to hear some of them
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)


def _stop(_number: int, _frame: FrameType | None) -> None:
    _ignore_signals()  # what follows is tidying up, which a second Ctrl-C must not cut short
    Stopped.asked = True
    raise Stopped


def _heed() -> None:
    """Raise Stopped again if it got lost: Python drops what a signal raises inside a fork hook or a destructor."""
    if Stopped.asked:
        raise Stopped


def _ignore_signals() -> None:
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def _only_one(settings: config.Config) -> Iterator[bool]:
    """Hold this DATA_DIR for one run; yields whether the last one ended without tidying up. Raises Stuck."""
    path = settings.data_dir / "run.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as lock:
        lock.seek(0)
        left = lock.read().strip()
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Stuck(f"이미 실행 중입니다 · already running: {left}") from None
        _write(lock.fileno(), f"http://localhost:{settings.port}/ (process {os.getpid()})")
        try:
            yield bool(left)
        finally:
            _write(lock.fileno(), "")


def _write(file: int, text: str) -> None:
    os.ftruncate(file, 0)
    os.write(file, text.encode())


def _claim_port(port: int, patience: float) -> None:
    """Raises Stuck when somebody else listens on the port; a server whose starter was killed has a moment to go."""
    until = time.monotonic() + patience
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("0.0.0.0", port))
                return
            except OSError as error:
                if time.monotonic() >= until:
                    raise Stuck(
                        f"{port}번 포트를 쓸 수 없습니다. 다른 포트로: PORT={port + 1} ./ssgbay run · "
                        f"port {port} is not free ({error.strerror}); try another as shown"
                    ) from None
        time.sleep(TICK)


@contextlib.contextmanager
def _database(settings: config.Config) -> Iterator[embedded.Server | None]:
    """The embedded server while we run, or None where DATABASE_URL names another."""
    if os.environ.get("DATABASE_URL"):
        yield None
        return
    system.need("mariadbd", *embedded.PACKAGES)
    say("· 데이터베이스 시작 · starting the database")
    ours = embedded.start(settings.data_dir)
    try:
        yield ours
    finally:
        embedded.stop(ours)


def _prepare(ours: embedded.Server | None) -> list[str]:
    """Tables up to date, demo auctions in an empty site of our own; returns what to say of the demo accounts."""
    url = config.database_url()
    if not migrate.current(url):
        say("· 마이그레이션 · bringing the tables up to date")
        migrate.apply(url)
    if ours is None:
        return []
    from commands import demo

    if _empty(url):
        say("· 데모 경매 채우기 · filling the empty site with demo auctions")
        demo.fill()
    return demo.accounts(ours.place.data_dir)


def _empty(url: str) -> bool:
    with contextlib.closing(database.connect(url, autocommit=True)) as connection:
        return database.Db(connection).one("SELECT id FROM item LIMIT 1") is None


def _serve(settings: config.Config, ours: embedded.Server | None, accounts: list[str]) -> None:
    """Serve and close auctions until a signal. Raises Stuck when the server or the database dies."""
    _heed()
    say("· 서버 시작 · starting the server")
    log = _Log(settings.data_dir / "server.log")
    site = _Site(_gunicorn(log), ours, log)
    try:
        site.await_answer(settings.port)
        _greet(settings, ours, log, accounts)
        while True:
            _heed()
            site.look()
            site.close_auctions()
            time.sleep(TICK)
    finally:
        say("· 멈추는 중 · stopping")
        site.end()


def _gunicorn(log: "_Log") -> subprocess.Popen:
    with log.path.open("ab") as output:
        return children.start(
            [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "--graceful-timeout", "5"],
            stdout=output,
            cwd=config.ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )


class _Log:
    """The server's output: kept in a file, and passed on to the console as it grows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.write_bytes(b"")
        self._file = path.open("rb")

    def follow(self) -> None:
        """Pass on what is new; a file that has grown too large begins again."""
        echo(self._file.read())
        if self._file.tell() > LARGEST_LOG:
            os.truncate(self.path, 0)
            self._file.seek(0)


@dataclass
class _Site:
    """What runs: the server, the database when it is ours, and the closing job of this minute."""

    server: subprocess.Popen
    ours: embedded.Server | None
    log: _Log
    closing: subprocess.Popen | None = None
    closing_at: float = field(default_factory=time.monotonic)

    def await_answer(self, port: int) -> None:
        """Wait until the first request is answered. Raises Stuck when that does not come."""
        until = time.monotonic() + BOOTS_WITHIN
        while not _answers(port):
            _heed()
            self.look()
            if time.monotonic() > until:
                raise Stuck(f"서버가 응답하지 않습니다 · the server does not answer; its log is {self.log.path}")
            time.sleep(0.05)

    def look(self) -> None:
        """Pass on the server's output. Raises Stuck when a part has died."""
        ended = self.server.poll()
        self.log.follow()
        if self.ours and self.ours.process.poll() is not None:
            raise Stuck(f"{embedded.tail(self.ours.place)}\n데이터베이스가 죽었습니다 · the database has died (above)")
        if ended is not None:
            raise Stuck(f"서버가 죽었습니다 · the server has died ({ended}); its log, above, is {self.log.path}")

    def close_auctions(self) -> None:
        """Start the closing job when its minute has come and the last one is done."""
        if self.closing and self.closing.poll() is not None:
            if self.closing.returncode:
                say(f"! 마감 작업이 실패했습니다 · the closing job failed ({self.closing.returncode}); it runs again")
            self.closing = None
        if self.closing is None and time.monotonic() >= self.closing_at:
            self.closing = children.start([sys.executable, "historyUpdate.py"], cwd=config.ROOT)
            self.closing_at = time.monotonic() + CLOSING_EVERY

    def end(self) -> None:
        """Stop what runs, the server with the requests that it is answering."""
        if self.closing:
            children.end(self.closing, within=STOPS_WITHIN)
        children.end(self.server, within=STOPS_WITHIN)
        self.log.follow()


def _answers(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def _greet(settings: config.Config, ours: embedded.Server | None, log: _Log, accounts: list[str]) -> None:
    at = f"http://localhost:{settings.port}"
    kept = settings.data_dir if ours else "DATABASE_URL"
    lines = [
        "",
        "  쓱Bay 가 열렸습니다 · 쓱Bay is open",
        f"  사이트 · site        {at}/",
        f"  API 문서 · API docs  {at}/api/docs",
        f"  데이터 · data        {kept}",
        f"  기록 · log           {log.path}",
        *(f"  {line}" for line in accounts),
        "  멈추기 · stop        Ctrl-C",
        "",
    ]
    say("\n".join(lines))
