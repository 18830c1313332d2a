"""One real database in each session, emptied before each test; the app in this process; a real server on request."""

import contextlib
import gc
import os
import signal
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import settings

from auction.engine.versions import VERSIONS
from auction.limits import rules as limits
from auction.mysql import statements
from commands import embedded, migrate, page, system
from commands.test import own_server
from database import Db
from tests import rows, scheduling
from tests.cast import Person, RunningServer, sign_up
from tests.databases import emptier, looking
from tests.processes import gunicorn

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--in-process-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """Pass on no ignored signal, as nohup leaves it: a handler, unlike an ignored signal, ends with exec."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda _number, _frame: None)


# CI repeats what passed before; --all plays what has not been played yet (docs/decisions/0160)
settings.register_profile("suite", derandomize=not os.environ.get("TEST_ALL"), deadline=None)
settings.load_profile("suite")

# every row that code under test reads in this process has the columns that its type names
statements.check_row = rows.check


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    return scheduling.Scheduling(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, Any, Any]:
    """Collect without looking for garbage: what is collected stays, and looking takes four tenths of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    scheduling.check_names(items)
    scheduling.order(items)


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A database server on which we may make databases: the one of ./ssgbay test, or one of our own."""
    given = os.environ.get("TEST_SERVER_URL")
    if given:
        yield given
        return
    ours = own_server()
    yield ours.place.url("root", "")
    embedded.stop(ours)


@pytest.fixture(scope="session")
def fresh_database(server_url: str) -> Any:
    """`with fresh_database("name") as url:` makes an empty database of its own, and drops it."""

    @contextlib.contextmanager
    def make(name: str) -> Iterator[str]:
        name = f"ssgbay_test_{os.getpid()}_{name}"
        with looking(server_url) as root:
            root.run(f"DROP DATABASE IF EXISTS {name}")
            root.run(f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci")
        try:
            yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
        finally:
            with looking(server_url) as root:
                root.run(f"DROP DATABASE {name}")

    return make


@pytest.fixture
def empty_url(fresh_database: Any) -> Iterator[str]:
    """The URL of a database without tables."""
    with fresh_database("empty") as url:
        yield url


@pytest.fixture(scope="session")
def database_url(fresh_database: Any) -> Iterator[str]:
    """The session's database, migrated; `clean`, `db`, `client` and `server` empty it before their test."""
    with fresh_database("main") as url:
        migrate.apply(url)
        yield url


@pytest.fixture(scope="session")
def environment(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The environment of the app under test; yields the folder that holds its data."""
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("APP_ENV", "JWT_SECRET_KEY", "CORS_ORIGINS", "S3_BUCKET", "TRUSTED_PROXIES", "RELEASE"):
            patch.delenv(name, raising=False)
        patch.setenv("DATABASE_URL", database_url)
        patch.setenv("DATA_DIR", str(folder / "data"))
        patch.setenv("RESOURCES_DIR", str(folder / "resources"))
        patch.setenv("RATE_LIMITS", "off")
        # tests write rows themselves and read at once; tests/http/test_shared.py is of shared readings
        patch.setenv("SHARED_READINGS", "off")
        # 0.03 ms where the full cost takes 31; `full_cost` is for tests of the hash itself
        patch.setenv("PASSWORD_COST", "least")
        (folder / "resources").mkdir()
        yield folder


@pytest.fixture
def first_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process knows version 1 of the rules alone: its numbers are those that tests state."""
    for number in [number for number in VERSIONS if number > 1]:
        monkeypatch.delitem(VERSIONS, number)


@pytest.fixture
def full_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as in production."""
    monkeypatch.setenv("PASSWORD_COST", "full")


@pytest.fixture(scope="session")
def app(environment: Path) -> Any:
    from app import create_app

    return create_app()


@pytest.fixture(scope="session")
def cleaner(database_url: str) -> Iterator[Callable[[], None]]:
    """Empties every table of ours that has rows."""
    with looking(database_url) as db:
        yield emptier(db)


@pytest.fixture
def clean(cleaner: Any) -> None:
    """No rows anywhere."""
    cleaner()


@pytest.fixture
def db(database_url: str, clean: None) -> Iterator[Db]:
    """A look into the tables, each statement by itself: `db.one(sql, id=…)`, `db.all`, `db.run`."""
    with looking(database_url) as db:
        yield db


@pytest.fixture
def client(app: Any, clean: None, first_version: None) -> Any:
    """The app in this process, nobody signed in."""
    return app.test_client(use_cookies=False)


@pytest.fixture
def limited(app: Any, client: Any) -> Iterator[Any]:
    """`client` with rate limits, which are off in other tests."""
    app.extensions["state"].activate()
    limits.configure(True)
    yield client
    limits.configure(False)


@pytest.fixture
def newest(app: Any, clean: None) -> Any:
    """The app in this process by the newest version of the rules, nobody signed in."""
    return app.test_client(use_cookies=False)


@pytest.fixture
def seller(client: Any) -> Person:
    return sign_up(client, "seller")


@pytest.fixture
def bidder(client: Any) -> Person:
    return sign_up(client, "bidder")


@pytest.fixture
def rival(client: Any) -> Person:
    return sign_up(client, "rival")


@pytest.fixture(scope="session")
def running_server(environment: Path) -> Iterator[RunningServer]:
    """gunicorn with two workers for the whole session."""
    with gunicorn(environment / "server.log") as server:
        yield server


@pytest.fixture
def server(running_server: RunningServer, clean: None) -> RunningServer:
    """A real server on the session's database, without a row; `sign_up(server, "seller")` brings people."""
    return running_server


@pytest.fixture(scope="session")
def built() -> None:
    """frontend/dist fits the sources."""
    page.build()


@pytest.fixture(scope="session")
def chromium(built: None) -> Iterator[Any]:
    """One browser for all tests that look at the page."""
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(system.find, system.BROWSERS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()
