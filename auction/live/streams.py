"""An open event stream: what a WSGI server writes out, a piece whenever something is to be told."""

import random
import threading
import time
from collections.abc import Iterator

from auction.live.board import Board
from auction.live.connection import Connection
from auction.live.forms import event, gone_event
from auction.live.rules import GONE, State
from auction.observability import metrics

# with what the keeper takes to come by, a sign of life every 15 s: proxies close what is silent for longer
HEARTBEAT = 13.0
BEAT = b":\n\n"
RECONNECT_AFTER = 2_000
# who loses a stopping worker comes back spread over this time (ms), not all at once
RECONNECT_AFTER_STOP = (3_000, 9_000)
STUCK_AFTER = 20.0


class Stream:
    """Tells its items' current states at once, then each time one changes. Holds no connection to the database."""

    __slots__ = (
        "__weakref__", "_begun", "_board", "_connection", "_ended", "_handed_over", "_sent", "_unknown", "_woken",
        "_writing", "address", "ids",
    )  # fmt: skip

    def __init__(self, board: Board, ids: list[int], states: list[State], address: str, connection: Connection) -> None:
        """Joins the board. Raises TooManyStreams."""
        self.ids = tuple(state.id for state in states)
        self.address = address
        self._unknown = tuple(set(ids) - set(self.ids))
        self._board = board
        self._connection = connection
        self._sent: dict[int, State] = {}
        self._woken = threading.Event()
        self._handed_over = time.monotonic()
        self._begun = self._ended = self._writing = False
        board.join(self, states)
        metrics.streams.inc()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        self._writing = False
        if self._ended:
            raise StopIteration
        piece = self._wait() if self._begun else self._begin()
        self._handed_over, self._writing = time.monotonic(), True
        return piece

    def _begin(self) -> bytes:
        self._begun = True
        self._woken.clear()
        unknown = b"".join(map(gone_event, self._unknown))
        return b"".join((_retry(RECONNECT_AFTER), unknown, self._news(), self._farewell()))

    def _wait(self) -> bytes:
        # a time-out here, one for each event, would cost as much as the rest; the keeper wakes who is silent
        self._woken.wait()
        # cleared before looking: a change after the look wakes again
        self._woken.clear()
        if self._ended:
            raise StopIteration
        return self._farewell() or self._news() or BEAT

    def _farewell(self) -> bytes:
        """The end, when the worker stops. A refusal instead would stop browsers from ever coming back."""
        if not self._board.closed:
            return b""
        self._ended = True
        return _retry(random.randint(*RECONNECT_AFTER_STOP))

    def _news(self) -> bytes:
        """Whatever of the board this stream has not sent yet."""
        news = []
        for item_id in self.ids:
            state = self._board.state(item_id)
            if state is not None and state is not self._sent.get(item_id):
                self._sent[item_id] = state
                news.append(event(state))
        self._ended = all(state.status == GONE for state in self._sent.values())
        return b"".join(news)

    def wake(self) -> None:
        """Something is new on the board."""
        self._woken.set()

    def check(self) -> None:
        """Cut off a reader who has not read for long, notice one who has gone, and show all others a sign of life."""
        silent = time.monotonic() - self._handed_over
        if self._writing:
            if silent > STUCK_AFTER:
                self._connection.cut()
        elif self._connection.hung_up():
            self._ended = True
            self.wake()
        elif silent > HEARTBEAT:
            self.wake()

    def close(self) -> None:
        """The server calls it when the answer is over, however it ended."""
        if self._board.leave(self):
            metrics.streams.dec()
            if self._begun:
                self._connection.read_no_more()


def _retry(milliseconds: int) -> bytes:
    """After how long the browser comes back when the stream has ended."""
    return b"retry: %d\n\n" % milliseconds
