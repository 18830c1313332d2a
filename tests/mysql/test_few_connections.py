"""A server of few connections: workers under load leave the rest to the jobs, the audit and a deployment."""

import itertools
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from urllib.parse import urlsplit

import pytest

from auction.config import ROOT
from commands import migrate
from tests.cast import an_item, sign_up
from tests.mysql.conftest import as_root
from tests.processes import gunicorn, wait_for
from tests.scenes import in_background

MAX_CONNECTIONS = 24
WORKERS = 4
CLIENTS = 16
LOAD_S = 8
REFUSED = "SHOW GLOBAL STATUS LIKE 'Connection_errors_max_connections'"
OPEN = "SELECT COUNT(*) AS n FROM information_schema.processlist WHERE user = 'ssgbay'"


@pytest.fixture(scope="module")
def small(own_mariadb):
    with own_mariadb(f"--max-connections={MAX_CONNECTIONS}") as server:
        migrate.apply(server.url)
        yield server


@pytest.fixture
def root(small):
    with as_root(small) as db:
        yield db


@pytest.fixture
def site(small, environment, tmp_path):
    changes = {"DATABASE_URL": small.url, "WEB_CONCURRENCY": str(WORKERS), "RATE_LIMITS": "off"}
    with gunicorn(tmp_path / "server.log", **changes) as server:
        yield server


def run(small, *command):
    environ = os.environ | {"DATABASE_URL": small.url}
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60)


class Crowd:
    """People who bid on and look at one auction each, and everybody's lists, as fast as they are answered."""

    def __init__(self, site, people, items):
        self.site, self.people, self.items = site, people, items
        self.answers = Counter()
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._act, args=(number,)) for number in range(CLIENTS)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self._stopped.set()
        for thread in self._threads:
            thread.join(30)

    def _act(self, number):
        person, item = self.people[number % len(self.people)], self.items[number % len(self.items)]
        for step in itertools.count():
            if self._stopped.is_set():
                return
            asks = [
                lambda step=step: person.bids(item, amount=20_000 + 100_000 * step),
                lambda: self.site.get("/api/items?sort=endingSoon"),
                lambda: person.get("/api/me"),
            ]
            self.answers[asks[step % 3]().status_code] += 1


def test_cron_the_background_worker_the_audit_and_a_migration_work_beside_workers_under_load(
    small, root, site, tmp_path
):
    seller = sign_up(site, "seller")
    people = [sign_up(site, f"bidder{number}") for number in range(8)]
    items = [an_item(seller) for _ in range(8)]
    refused = root.one(REFUSED)["Value"]
    runs = []
    notify = ("-m", "commands", "worker", "--seconds", str(LOAD_S), "--lock", str(tmp_path / "lock"))
    with Crowd(site, people, items) as crowd, in_background(lambda: run(small, *notify)) as notified:
        until = time.monotonic() + LOAD_S
        for second in itertools.count():
            began = time.monotonic()
            runs.append(run(small, "historyUpdate.py"))
            if second == 1:
                runs += [run(small, "-m", "commands", "audit"), run(small, "-m", "commands", "migrate")]
            if time.monotonic() > until:
                break
            time.sleep(max(0.0, began + 1 - time.monotonic()))
        assert root.one(OPEN)["n"] <= MAX_CONNECTIONS - 6
    assert [(done.returncode, done.stderr) for done in runs + notified if done.returncode] == []
    assert "failed, the next run goes on" not in notified[0].stdout
    assert root.one("SELECT COUNT(*) AS n FROM ssgbay.notification")["n"] > 0
    # a bid too low is a conflict; who waits for a connection for three seconds on a busy machine gets 503
    assert set(crowd.answers) <= {200, 201, 409, 503}
    assert crowd.answers[200]
    assert crowd.answers[201]
    assert root.one(REFUSED)["Value"] == refused


def test_after_the_load_the_connections_are_given_back(root, site):
    seller = sign_up(site, "another_seller")
    with Crowd(site, [seller], [an_item(seller)]):
        wait_for(lambda: root.one(OPEN)["n"] > WORKERS, 30)
    # the pool closes them after 20 s, and the server would after 30 s
    wait_for(lambda: root.one(OPEN)["n"] == 0, 28, lambda: str(root.all("SHOW PROCESSLIST")))


def test_a_limit_of_the_user_counts_as_one_of_the_server(small, root, environment, tmp_path):
    root.run("ALTER USER ssgbay@localhost WITH MAX_USER_CONNECTIONS 12")
    try:
        refused = root.one(REFUSED)["Value"]
        with gunicorn(tmp_path / "server.log", DATABASE_URL=small.url, WEB_CONCURRENCY="2", RATE_LIMITS="off") as site:
            seller = sign_up(site, "limited_seller")
            with Crowd(site, [seller], [an_item(seller)]) as crowd:
                time.sleep(2)
        assert set(crowd.answers) <= {200, 403, 503}
        assert root.one(REFUSED)["Value"] == refused
    finally:
        root.run("ALTER USER ssgbay@localhost WITH MAX_USER_CONNECTIONS 0")


def test_more_workers_than_the_server_can_serve_are_named_in_the_log(small, environment, tmp_path):
    log = tmp_path / "server.log"
    changes = {"DATABASE_URL": small.url, "WEB_CONCURRENCY": "2", "HOSTS": "4", "APP_ENV": "production"}
    with gunicorn(log, **changes, JWT_SECRET_KEY="k" * 32, RATE_LIMITS="on", PASSWORD_COST="full") as site:
        assert site.get("/readyz").status_code == 200
        wait_for(lambda: "too few connections" in log.read_text())
    assert '"max_connections": 24' in log.read_text()
    assert urlsplit(small.url).password not in log.read_text()
