"""The two threads of a hub: one reads watched items from the database, one checks the streams.

They are greenlets under gevent. Both wait while there is no subscriber.
"""

import contextvars
import logging
import threading
import time
from collections.abc import Iterator

import database
from auction.errors import TryAgain
from auction.live import store
from auction.live.hub import Hub

log = logging.getLogger("ssgbay.live")

# seconds between two readings: the shortest and the longest pause, and the one after a failure
MIN_PAUSE_S = 0.2
MAX_PAUSE_S = 0.5
FAILURE_PAUSE_S = 1.0
# many subscribers woken at once, or many items read, must leave the worker to bidders
PAUSE_PER_WOKEN_S = 0.000_15
PAUSE_PER_READING = 4
IDS_PER_STATEMENT = 1_000

MAINTENANCE_EVERY_S = 0.2
CHECK_EVERY_S = 2.0


def start(hub: Hub) -> None:
    """Start both threads of a hub, in the context of the application that calls."""
    for work in (keep_polling(hub), keep_maintaining(hub)):
        run = contextvars.copy_context().run
        threading.Thread(target=run, args=(_run_forever, hub, work), daemon=True).start()


def _run_forever(hub: Hub, work: Iterator[float]) -> None:
    """Advance `work`, sleep for the seconds it yields, and repeat while there are subscribers."""
    while True:
        hub.has_subscribers.wait()
        time.sleep(next(work))


def keep_polling(hub: Hub) -> Iterator[float]:
    while True:
        began = time.monotonic()
        try:
            woken = poll(hub)
        except TryAgain:
            yield FAILURE_PAUSE_S
        except Exception:
            # a poller that ends leaves every stream with a price that never moves
            log.exception("poll failed")
            yield FAILURE_PAUSE_S
        else:
            yield pause(time.monotonic() - began, woken)


def poll(hub: Hub) -> int:
    """Read every watched item that may change, in a few statements; returns how many subscribers were woken."""
    ids = hub.changeable_ids()
    return sum(_read(hub, ids[at : at + IDS_PER_STATEMENT]) for at in range(0, len(ids), IDS_PER_STATEMENT))


def _read(hub: Hub, ids: list[int]) -> int:
    with database.reading() as db:
        now, rows = store.read(db, ids)
    missing = set(ids).difference(row[0] for row in rows)
    return sum(hub.publish_row(row, now) for row in rows) + sum(map(hub.publish_missing, missing))


def pause(spent_s: float, woken: int) -> float:
    """Seconds until the next reading: sooner while reading is cheap, at most MAX_PAUSE_S."""
    return min(MAX_PAUSE_S, max(MIN_PAUSE_S, PAUSE_PER_READING * spent_s) + PAUSE_PER_WOKEN_S * woken)


def keep_maintaining(hub: Hub) -> Iterator[float]:
    checked_at = time.monotonic()
    while True:
        if not hub.closed and not hub.is_serving():
            hub.close()
        if time.monotonic() - checked_at > CHECK_EVERY_S:
            checked_at = time.monotonic()
            for subscriber in hub.subscribers():
                subscriber.check()
        yield MAINTENANCE_EVERY_S
