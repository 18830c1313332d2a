"""cron's door as real processes: many at once, one killed half-way, none with a database, all in one line."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import astuple

import pytest

import database
from auction.config import ROOT
from auction.history.rules import close_all_due, close_due
from tests.cast import an_item
from tests.processes import at_most, wait_for
from tests.scenes import move_end, stock

LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ sold=(\d+) unsold=(\d+) latest=([\d.]+)s late swept=\d+ took=[\d.]+s\n"
)


def closer(*command, **changes):
    command = command or (sys.executable, "historyUpdate.py")
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **changes}, stdout=pipe, stderr=pipe, text=True)


def run(*command, **changes):
    process = closer(*command, **changes)
    out, err = process.communicate(timeout=300)
    return process.returncode, out, err


def due(db, how_many, bidder_id="bidder"):
    """Ended auctions: every odd one with a standing bid."""
    ids = stock(db, "seller", how_many, endTime="UTC_TIMESTAMP(6) - INTERVAL n SECOND")
    db.run(
        "UPDATE item SET leader_id = %(bidder_id)s, maximum = price, bidCount = 1 WHERE MOD(id - %(first)s, 2) = 0",
        bidder_id=bidder_id, first=ids[0],
    )  # fmt: skip
    db.run(
        "INSERT INTO prehistory (user_id, item_id, endTime) "
        "SELECT leader_id, id, endTime FROM item WHERE leader_id IS NOT NULL AND endTime < UTC_TIMESTAMP(6)"
    )
    return ids


def still_open(db):
    return db.one("SELECT COUNT(*) AS n FROM item WHERE state = 'open'")["n"]


def check_all_closed(db, how_many):
    assert still_open(db) == 0
    sales = db.one(
        "SELECT COUNT(*) AS n, COUNT(DISTINCT item_id) AS things, "
        "SUM(history.user_id = leader_id AND history.price = item.price AND state = 'sold') AS good "
        "FROM history JOIN item ON item.id = item_id"
    )
    assert {int(number) for number in sales.values()} == {how_many // 2}
    assert db.one("SELECT COUNT(*) AS n FROM prehistory")["n"] == 0


@pytest.mark.parametrize("command", [(), (sys.executable, "-m", "commands", "settle")], ids=["cron", "settle"])
def test_it_closes_what_is_due_and_says_so_in_one_line(db, seller, bidder, command):
    sold, unsold = an_item(seller), an_item(seller)
    bidder.bids(sold, amount=10000)
    for item in (sold, unsold):
        move_end(db, item, -3)
    code, out, err = run(*command)
    assert (code, err) == (0, "")
    line = LINE.fullmatch(out)
    assert line, out
    assert line.groups()[:2] == ("1", "1")
    assert 3 <= float(line[3]) < at_most(60)
    assert db.one("SELECT user_id, price FROM history") == {"user_id": "bidder", "price": 10000}


def test_with_nothing_due_it_says_that(db):
    code, out, err = run()
    assert (code, err) == (0, "")
    assert LINE.fullmatch(out).groups() == ("0", "0", "0.0")


def test_eight_closers_at_once_sell_each_item_once(db, seller, bidder):
    due(db, 3000)
    closers = [closer() for _ in range(8)]
    ended = [(process.communicate(timeout=300), process.returncode) for process in closers]
    assert [code for _, code in ended] == [0] * 8, ended
    lines = [LINE.fullmatch(out) for (out, _), _ in ended]
    assert sum(int(line[1]) for line in lines) == 1500
    assert sum(int(line[2]) for line in lines) == 1500
    check_all_closed(db, 3000)


def test_a_closer_killed_half_way_leaves_nothing_half_done(db, seller, bidder):
    """Its batches are whole or not there at all, and the next run brings the rest."""
    due(db, 6000)
    process = closer()
    wait_for(lambda: db.one("SELECT 1 AS some FROM history LIMIT 1"))
    process.send_signal(signal.SIGKILL)
    process.wait()
    half = db.one(
        "SELECT (SELECT COUNT(*) FROM item WHERE state = 'sold') AS sold, (SELECT COUNT(*) FROM history) AS sales, "
        "(SELECT COUNT(*) FROM prehistory) AS standing"
    )
    assert half["sold"] == half["sales"] == 3000 - half["standing"] < 3000
    # the server may still hold the dead one's rows for a moment, and a run leaves held rows alone
    wait_for(lambda: run()[0] == 0 and not still_open(db))
    check_all_closed(db, 6000)


def test_it_waits_for_no_leader_of_another_auction(db, seller, bidder, database_url):
    item = an_item(seller)
    assert bidder.bids(item, amount=10000).status_code == 201
    due(db, 900, bidder_id="seller")
    other = database.connect(database_url)
    try:
        database.Db(other).run("SELECT id FROM prehistory WHERE item_id = %(id)s FOR UPDATE", id=item["id"])
        db.run("SET SESSION innodb_lock_wait_timeout = 1")
        assert astuple(close_due(db, 900))[:2] == (450, 450)
    finally:
        other.close()


def test_bids_elsewhere_go_on_while_it_closes(db, seller, bidder):
    item = an_item(seller)
    due(db, 6000, bidder_id="seller")
    process = closer()
    waits, amount = [], 10000
    while process.poll() is None:
        began = time.perf_counter()
        assert bidder.bids(item, max_amount=amount).status_code == 201
        waits.append(time.perf_counter() - began)
        amount += 1
    process.communicate()
    assert len(waits) > 1
    assert max(waits) < at_most(3)
    assert still_open(db) == 1


@pytest.mark.parametrize(
    "url",
    ["mysql://nobody:hidden-word@127.0.0.1:9/x", "mysql://nobody:hidden-word@nowhere.invalid/x"],
    ids=["refused", "unknown host"],
)
def test_without_a_database_it_ends_with_one_clear_line(environment, url):
    code, out, err = run(DATABASE_URL=url)
    assert (code, out) == (1, "")
    assert "the next run takes over" in err
    assert err.count("\n") == 1
    assert "hidden-word" not in err


def test_more_than_one_batch_is_closed_by_two_beside_each_other(db, seller, bidder, database_url):
    due(db, 1_300)
    helped = threading.Event()
    by_helper = []

    def help_first():
        with database.single_connection(database_url) as beside:
            by_helper.append(close_all_due(beside))
        helped.set()
        return by_helper[0]

    batches = []

    def run_one(work):
        if batches:
            assert helped.wait(60)
        batches.append(work)
        with database.single_connection(database_url) as alone:
            return alone(work)

    closed = close_all_due(run_one, helper=help_first)
    assert (by_helper[0].sold, by_helper[0].unsold) == (400, 400)
    assert (closed.sold, closed.unsold) == (650, 650)
    check_all_closed(db, 1_300)


def test_one_batch_needs_no_helper(db, seller, bidder, database_url):
    due(db, 10)
    with database.single_connection(database_url) as alone:
        closed = close_all_due(alone, helper=pytest.fail)
    assert (closed.sold, closed.unsold) == (5, 5)


def test_cron_closes_thousands_in_one_run(db, seller, bidder):
    due(db, 3_000)
    code, out, err = run()
    assert (code, err) == (0, "")
    assert LINE.fullmatch(out).groups()[:2] == ("1500", "1500")
    check_all_closed(db, 3_000)


def test_without_a_schema_it_ends_with_one_clear_line(fresh_database, environment):
    with fresh_database("empty") as url:
        code, out, err = run(DATABASE_URL=url)
    assert (code, out, err.count("\n")) == (1, "", 1)


def test_without_an_address_it_says_what_to_set(environment, tmp_path):
    code, _, err = run(DATABASE_URL="", DATA_DIR=str(tmp_path))
    assert code == 1
    assert "DATABASE_URL is not set" in err
    assert "Traceback" not in err


def test_it_imports_no_web_framework(environment):
    program = "import sys, historyUpdate; historyUpdate.main(); print(*sorted(sys.modules))"
    code, out, err = run(sys.executable, "-c", program)
    assert (code, err) == (0, "")
    loaded = set(out.splitlines()[-1].split())
    heavy = {
        "flask",
        "werkzeug",
        "pydantic",
        "sqlalchemy",
        "gevent",
        "PIL",
        "argon2",
        "zxcvbn",
        "phonenumbers",
        "jinja2",
    }
    assert loaded & heavy == set()


def test_it_sweeps_what_is_old(db, seller, bidder):
    bidder.bids(an_item(seller), amount=10000, key="k1")
    db.run("UPDATE idempotency SET createdAt = createdAt - INTERVAL 26 HOUR")
    db.run("UPDATE sign_in SET expiresAt = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE user_id = 'bidder'")
    code, out, _ = run()
    assert (code, "swept=2" in out) == (0, True)
    assert db.one("SELECT COUNT(*) AS n FROM idempotency")["n"] == 0
