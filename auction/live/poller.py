"""What keeps a worker's board: one poller asks the database, one keeper looks after the streams.

Greenlets under gevent, threads elsewhere. Both rest while nobody watches.
"""

import logging
import threading
import time
from collections.abc import Iterator

import database
from auction.errors import TryAgain
from auction.live import store
from auction.live.board import Board

log = logging.getLogger("ssgbay.live")

EVERY = 0.2
# many watchers woken at once, or many items read, must leave the worker to those who bid
FOR_EACH_WOKEN = 0.000_15
TIMES_THE_READING = 4
SELDOM = 0.5
AFTER_FAILURE = 1.0
ITEMS_A_STATEMENT = 1_000

LOOK_EVERY = 0.2
CHECK_EVERY = 2.0

_starting = threading.Lock()
_kept: set[int] = set()


def keep(board: Board) -> None:
    """Start the poller and the keeper of this board, once."""
    with _starting:
        if id(board) in _kept:
            return
        _kept.add(id(board))
    for work in (_poll, _look_after):
        threading.Thread(target=_for_ever, args=(board, work(board)), daemon=True).start()


def _for_ever(board: Board, work: Iterator[float]) -> None:
    """Let `work` do its next part, sleep as long as it says, and go on while somebody watches."""
    while True:
        board.watched.wait()
        time.sleep(next(work))


def _poll(board: Board) -> Iterator[float]:
    while True:
        began = time.monotonic()
        try:
            woken = poll(board)
        except TryAgain:
            yield AFTER_FAILURE
        except Exception:
            # a poller that dies leaves every watcher with a price that never moves
            log.exception("poll failed")
            yield AFTER_FAILURE
        else:
            yield pause(time.monotonic() - began, woken)


def poll(board: Board) -> int:
    """Read every watched item that may change, in a few statements; returns how many watchers were woken."""
    ids = board.changeable()
    return sum(_read(board, ids[at : at + ITEMS_A_STATEMENT]) for at in range(0, len(ids), ITEMS_A_STATEMENT))


def _read(board: Board, ids: list[int]) -> int:
    with database.reading() as db:
        now, rows = store.read(db, ids)
    missing = set(ids).difference(row[0] for row in rows)
    return sum(board.read(row, now) for row in rows) + sum(map(board.miss, missing))


def pause(spent: float, woken: int) -> float:
    """Seconds until the next reading: sooner while it is cheap, at most SELDOM."""
    return min(SELDOM, max(EVERY, TIMES_THE_READING * spent) + FOR_EACH_WOKEN * woken)


def _look_after(board: Board) -> Iterator[float]:
    checked_at = time.monotonic()
    while True:
        if not board.closed and not board.goes_on():
            board.close()
        if time.monotonic() - checked_at > CHECK_EVERY:
            checked_at = time.monotonic()
            for watcher in board.watchers():
                watcher.check()
        yield LOOK_EVERY
