"""Makes notifications and sends them: runs the jobs of auction/alerts/jobs.py until a signal, or for some seconds."""

import argparse
import fcntl
import logging
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType
from typing import IO

import database
from auction import config
from auction.alerts.jobs import JOBS, Job
from auction.appstate import AppState
from auction.contacts import mail, outbound
from auction.errors import TryAgain
from auction.mysql.sizes import BACKGROUND_WORKER
from auction.orders.setup import set_up_orders

SUMMARY = "알림 만들고 보내기 · make and send notifications (run keeps one, cron starts one every minute)"
# a job rests for so many seconds after a failure
FAILURE_PAUSE_S = 5.0
LOCK_EVERY_S = 0.1
STOPS_WITHIN_S = 10.0
IDLE_EVERY_S = 5.0

log = logging.getLogger("ssgbay.worker")


def main(argv: list[str]) -> int:
    """Run one worker; on each machine one works and others wait for its end."""
    chosen = _arguments(argv)
    until = time.monotonic() + chosen.seconds
    logging.basicConfig(stream=sys.stdout, format="%(asctime)s %(message)s", level=logging.WARNING)
    settings = config.load()
    AppState().activate()
    database.configure(settings.database_url, BACKGROUND_WORKER)
    mail.configure(settings.mail)
    outbound.configure(settings.mail)
    set_up_orders()
    stop = _stop_at_signals()
    path = chosen.lock or settings.data_dir / "worker.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as lock:
        if _locked(lock, stop, until):
            work(JOBS, stop, until)
    return 0


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("./ssgbay worker", description=SUMMARY)
    parser.add_argument(
        "--seconds", type=float, default=float("inf"), help="이만큼 지나면 끝냄 · end after so many seconds, for cron"
    )
    parser.add_argument("--lock", type=Path, metavar="FILE", help="한 대에 하나 · one worker at a time by this file")
    return parser.parse_args(argv)


def _stop_at_signals() -> threading.Event:
    """Return an event that SIGTERM and SIGINT set: what has begun is finished, nothing new begins."""
    stop = threading.Event()

    def handle(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, handle)
    return stop


def _locked(lock: IO[bytes], stop: threading.Event, until: float) -> bool:
    """Wait for the lock, which the kernel releases however its holder ends; False when it is time to stop."""
    while not stop.is_set() and time.monotonic() < until:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stop.wait(LOCK_EVERY_S)
        else:
            return True
    return False


def work(jobs: Iterable[Job], stop: threading.Event, until: float = float("inf")) -> None:
    """Run each job in a thread of its own until `stop` is set or `until` (monotonic); none waits for another."""
    threads = [threading.Thread(target=keep, args=(job, stop), name=job.name, daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    while not stop.wait(min(IDLE_EVERY_S, max(0.0, until - time.monotonic()))) and time.monotonic() < until:
        database.close_idle()
    stop.set()
    ends_at = time.monotonic() + STOPS_WITHIN_S
    for thread in threads:
        thread.join(max(0.0, ends_at - time.monotonic()))


def keep(job: Job, stop: threading.Event) -> None:
    """Repeat a job until `stop` is set; one that may rest does so for longer, the longer it takes."""
    pause = 0.0
    while not stop.wait(pause):
        began = time.monotonic()
        failed = not _ran(job.name, job.run)
        pause = max(job.every_s, job.rests * (time.monotonic() - began), FAILURE_PAUSE_S if failed else 0.0)


def _ran(name: str, run: Callable[[], int]) -> bool:
    """Whether a run of a job succeeded; what it did not do, the next run does."""
    try:
        run()
    except (database.Error, TryAgain) as error:
        log.warning("%s: 데이터베이스 · the database failed, the next run goes on: %r", name, error.__cause__ or error)
    except Exception:
        # a job that ends leaves its notifications unmade
        log.exception("%s: 실패 · failed, the next run goes on", name)
    else:
        return True
    return False
