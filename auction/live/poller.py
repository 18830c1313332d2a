"""The threads of a hub: one reads watched items from the database, one inboxes, one checks the streams.

They are greenlets under gevent. All wait while there is no subscriber.
"""

import contextvars
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial

import database
from auction.errors import TryAgain
from auction.live import store
from auction.live.forms import inbox_event
from auction.live.hub import Hub
from auction.live.inboxes import Inboxes, Known, Viewer
from auction.notifications import rules as notifications

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


def start(hub: Hub, inboxes: Inboxes) -> None:
    """Start the threads of a hub, in the context of the application that calls."""
    for work in (keep_polling(partial(poll, hub)), keep_polling(partial(poll_inboxes, inboxes)), keep_maintaining(hub)):
        run = contextvars.copy_context().run
        threading.Thread(target=run, args=(_run_forever, hub, work), daemon=True).start()


def _run_forever(hub: Hub, work: Iterator[float]) -> None:
    """Advance `work`, sleep for the seconds it yields, and repeat while there are subscribers."""
    while True:
        hub.has_subscribers.wait()
        time.sleep(next(work))


def keep_polling(poll: Callable[[], int]) -> Iterator[float]:
    """Call `poll`, which returns how many subscribers it woke, and yield the pause until the next time."""
    while True:
        began = time.monotonic()
        try:
            woken = poll()
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
    now, rows = database.read_anywhere(lambda db: store.read(db, ids))
    missing = set(ids).difference(row[0] for row in rows)
    return sum(hub.publish_row(row, now) for row in rows) + sum(map(hub.publish_missing, missing))


def poll_inboxes(inboxes: Inboxes) -> int:
    """Read the inbox of each viewer for whom something has changed; returns how many streams were woken."""
    viewers = inboxes.viewers()
    if not viewers:
        return 0
    with database.reading() as db:
        marks = dict(store.inbox_marks(db, [viewer.sign_in_id for viewer in viewers]))
    inboxes.end({viewer for viewer in viewers if viewer.sign_in_id not in marks})
    found = {viewer.user_id: marks[viewer.sign_in_id] for viewer in viewers if viewer.sign_in_id in marks}
    changed = {user_id: mark for user_id, mark in found.items() if _is_new(inboxes, user_id, mark)}
    return sum(inboxes.publish(user_id, known) for user_id, known in read_inboxes(changed).items())


def _is_new(inboxes: Inboxes, user_id: str, mark: tuple[int, str]) -> bool:
    known = inboxes.known(user_id)
    return known is None or known.mark != mark


def read_inbox(viewer: Viewer) -> Known | None:
    """Read the inbox of one viewer; None where the sign-in has ended."""
    with database.reading() as db:
        marks = dict(store.inbox_marks(db, [viewer.sign_in_id]))
    if viewer.sign_in_id not in marks:
        return None
    return read_inboxes({viewer.user_id: marks[viewer.sign_in_id]}).get(viewer.user_id)


def read_inboxes(marks: Mapping[str, tuple[int, str]]) -> dict[str, Known]:
    """Read the inboxes of these users, by user. A mark is older than what is read, so no change is missed."""
    if not marks:
        return {}
    with database.reading() as db:
        inboxes = notifications.inboxes(db, marks)
    return {inbox.user_id: Known(marks[inbox.user_id], inbox_event(inbox)) for inbox in inboxes}


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
