"""A wrong password, as while it is being changed, is 503 and never 500; a restart reads the new one."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from auction.config import ROOT
from commands import migrate
from tests.cast import an_item, sign_up
from tests.mysql.conftest import as_root
from tests.processes import gunicorn


@pytest.fixture(scope="module")
def mariadb(own_mariadb):
    with own_mariadb() as server:
        migrate.apply(server.url)
        yield server


@pytest.fixture
def change_password(mariadb):
    """Change the application's password on the server; puts the old one back."""
    old = urlsplit(mariadb.url).password
    with as_root(mariadb) as root:

        def change(new):
            root.run(f"ALTER USER ssgbay@localhost IDENTIFIED BY '{new}'")
            for row in root.all("SELECT id FROM information_schema.processlist WHERE user = 'ssgbay'"):
                root.run(f"KILL {row['id']}")

        yield change
        change(old)


def with_password(url, password):
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.replace(parts.password, password)).geturl()


def test_while_the_password_is_wrong_every_answer_is_503_and_a_restart_reads_the_new_one(
    mariadb, change_password, environment, tmp_path
):
    log = tmp_path / "server.log"
    with gunicorn(log, DATABASE_URL=mariadb.url, RATE_LIMITS="off") as site:
        seller, bidder = sign_up(site, "seller"), sign_up(site, "bidder")
        item = an_item(seller)
        change_password("another")
        for answer in (
            site.get("/api/items"), bidder.get("/api/me"), bidder.bids(item, amount=20_000),
            bidder.bids(item, amount=20_000, key="k"), site.get("/readyz"),
            site.post("/api/login", json={"id": "seller", "password": "seller has a long one"}),
        ):  # fmt: skip
            assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
            assert int(answer.headers["Retry-After"]) >= 1
        assert site.get("/healthz").status_code == 200
    assert "database denies access" in log.read_text()
    assert "Traceback" not in log.read_text()
    new = with_password(mariadb.url, "another")
    with gunicorn(log, DATABASE_URL=new, RATE_LIMITS="off") as site:
        bidder.site = site
        assert bidder.bids(item, amount=20_000, key="k").status_code == 201


def test_the_closing_job_names_a_wrong_password_in_one_line(mariadb, environment):
    environ = os.environ | {"DATABASE_URL": with_password(mariadb.url, "wrong-one")}
    done = subprocess.run([sys.executable, "historyUpdate.py"], cwd=ROOT, env=environ, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "1045" in done.stderr
    assert "wrong-one" not in done.stderr
