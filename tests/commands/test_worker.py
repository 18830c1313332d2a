"""./ssgbay worker: one works on a machine, ends in time and cleanly, and a job's failure is its own."""

import itertools
import os
import shutil
import signal
import sys
import threading
import time

import pytest

from auction.alerts.jobs import Job
from auction.config import ROOT
from auction.errors import TryAgain
from commands import children, worker
from tests.cast import an_item
from tests.processes import a_worker, at_most, wait_for


def count(db):
    return db.one("SELECT COUNT(*) AS n FROM notification")["n"]


def test_a_worker_makes_notifications_and_ends_cleanly_at_a_signal(db, seller, bidder):
    with a_worker() as process:
        bidder.bids(an_item(seller), amount=20_000)
        wait_for(lambda: count(db) == 1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(at_most(20)) == 0


def test_a_second_worker_waits_for_the_end_of_the_first(db, seller, bidder):
    item = an_item(seller)
    with a_worker() as first:
        bidder.bids(item, amount=20_000)
        wait_for(lambda: count(db) == 1)
        with a_worker() as second:
            first.kill()
            bidder.bids(an_item(seller), amount=20_000)
            wait_for(lambda: count(db) == 2)
            assert not children.ended(second)


def test_a_worker_for_cron_ends_by_itself(environment):
    began = time.monotonic()
    with a_worker("--seconds", "0.5") as process:
        assert process.wait(at_most(20)) == 0
    assert time.monotonic() - began >= 0.5


def test_cron_starts_a_worker_with_the_settings_of_a_release(tmp_path, db, seller, bidder):
    """deploy/worker.sh in a folder that looks like a release."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(ROOT / "deploy" / "worker.sh", tmp_path / "deploy")
    for name in ("auction", "commands", "database.py", "schema"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    settings, lock = tmp_path / "ssgbay.env", tmp_path / "shared" / "worker.lock"
    settings.write_text(f"DATABASE_URL='{os.environ['DATABASE_URL']}'\n")
    (tmp_path / "release.env").write_text("RELEASE=d-1\n")
    bidder.bids(an_item(seller), amount=20_000)
    command = ["bash", str(tmp_path / "deploy" / "worker.sh"), str(settings), str(lock)]
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)}
    process = children.start(command, cwd=tmp_path, env=environ)
    try:
        wait_for(lambda: count(db) == 1)
        assert lock.exists()
    finally:
        children.end(process, within=10)


@pytest.mark.parametrize("error", [TryAgain(), RuntimeError("a bug")])
def test_a_job_that_fails_is_run_again_and_delays_no_other(monkeypatch, caplog, error):
    monkeypatch.setattr(worker, "FAILURE_PAUSE_S", 0.05)
    stop, runs = threading.Event(), itertools.count(1)
    done = {"failing": 0, "working": 0}

    def fail() -> int:
        done["failing"] = next(runs)
        raise error

    def succeed() -> int:
        done["working"] += 1
        stop.wait(0)
        return 0

    def enough() -> bool:
        return min(done.values()) >= 3

    jobs = [Job("failing", 0.01, fail), Job("working", 0.01, succeed)]
    thread = threading.Thread(target=worker.work, args=(jobs, stop))
    thread.start()
    wait_for(enough)
    stop.set()
    thread.join(at_most(10))
    assert not thread.is_alive()
    assert "failing" in caplog.text


@pytest.mark.parametrize("rests", [0, 4])
def test_a_job_rests_longer_the_longer_it_takes_if_it_may_rest(rests):
    stop, began = threading.Event(), []

    def slow() -> int:
        began.append(time.monotonic())
        time.sleep(0.05)
        if len(began) == 3:
            stop.set()
        return 0

    worker.keep(Job("slow", 0.0, slow, rests), stop)
    assert min(after - before for before, after in itertools.pairwise(began)) >= 0.05 * (1 + rests)
