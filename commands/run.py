"""Starts and stops the whole site on this machine: database, tables, demo auctions, server, closing job, worker."""

import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Iterator
from types import FrameType

import database
from auction import config
from commands import embedded, migrate, page
from commands.console import Stuck, say
from commands.needs import claim_port
from commands.place import data_dir
from commands.site import Log, Site, Stopped, gunicorn, raise_if_stopped

SUMMARY = "사이트 시작 · start the whole site on PORT (Ctrl-C stops it)"
TICK = 0.2
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(argv: list[str]) -> int:
    """Run until a signal (exit status 0) or until a part dies (1); stop all parts before returning."""
    settings = _settings()
    _handle_signals()
    try:
        with _only_one(settings) as after_a_crash:
            # the server of a killed run has a moment to end
            claim_port(settings.port, patience=10 if after_a_crash else 0)
            page.build()
            with _database(settings) as ours:
                _serve(settings, ours, accounts=_prepare(ours))
    except Stopped:
        say("✓ 모두 멈췄습니다 · everything has stopped")
        return 0
    finally:
        _ignore_signals()
    return 0


def _settings() -> config.Config:
    """Check all settings before anything starts. The embedded database's URL is set later."""
    os.environ["DATA_DIR"] = str(data_dir())
    return config.load({"DATABASE_URL": "mysql://embedded", **{k: v for k, v in os.environ.items() if v}})


def _handle_signals() -> None:
    for number in SIGNALS:
        # nohup and background jobs ignore some of them
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)


def _stop(_number: int, _frame: FrameType | None) -> None:
    _ignore_signals()  # a second Ctrl-C must not interrupt the clean-up
    Stopped.requested = True
    raise Stopped


def _ignore_signals() -> None:
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def _only_one(settings: config.Config) -> Iterator[bool]:
    """Lock this DATA_DIR for one run; yield whether the last one ended without cleaning up. Raises Stuck."""
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


@contextlib.contextmanager
def _database(settings: config.Config) -> Iterator[embedded.Server | None]:
    """Run the embedded server for the block and yield it, or None with DATABASE_URL."""
    if os.environ.get("DATABASE_URL"):
        yield None
        return
    say("· 데이터베이스 시작 · starting the database")
    ours = embedded.start(settings.data_dir)
    try:
        yield ours
    finally:
        embedded.stop(ours)


def _prepare(ours: embedded.Server | None) -> list[str]:
    """Apply migrations and fill an empty embedded site with demo auctions; return lines about the demo accounts."""
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
    """Serve, close auctions, send notifications, until a signal. Raises Stuck when the server or the database dies."""
    raise_if_stopped()
    say("· 서버 시작 · starting the server")
    log = Log(settings.data_dir / "server.log")
    site = Site(gunicorn(log), ours, log)
    try:
        site.await_answer(settings.port)
        _greet(settings, ours, log, accounts)
        while True:
            raise_if_stopped()
            site.check()
            site.close_auctions()
            site.keep_worker()
            time.sleep(TICK)
    finally:
        say("· 멈추는 중 · stopping")
        site.end()


def _greet(settings: config.Config, ours: embedded.Server | None, log: Log, accounts: list[str]) -> None:
    at = f"http://localhost:{settings.port}"
    kept = settings.data_dir if ours else "DATABASE_URL"
    lines = [
        "",
        "  쓱Bay 가 열렸습니다 · 쓱Bay is open",
        f"  사이트 · site        {at}/",
        f"  API 문서 · API docs  {at}/api/docs",
        *([f"  메일 · mails         {at}/dev/mail"] if settings.mail.folder else []),
        f"  데이터 · data        {kept}",
        f"  기록 · log           {log.path}",
        *(f"  {line}" for line in accounts),
        "  멈추기 · stop        Ctrl-C",
        "",
    ]
    say("\n".join(lines))
