"""Spreads new connections evenly over the workers of a server, which all accept from one socket."""

import mmap
from typing import Any

from gevent.server import StreamServer

# workers that one server may have at a time, those of before a reload included
SLOTS = 256
# a worker waits so long for each connection that it has more than another (seconds), and so long at most: that one
# may be hanging
WAIT_S, LONGEST_WAIT_S = 0.002, 0.010
# the connections of each worker and 1, in memory that the workers inherit; 0: accepts none
_taken = memoryview(mmap.mmap(-1, 4 * SLOTS)).cast("I")


class OpenConnections:
    """How many connections a worker has open, as the other workers see it; `number` is the worker's own."""

    def __init__(self, number: int) -> None:
        self._slot, self._count, self._accepts = number % SLOTS, 0, False

    def join(self) -> None:
        """Begin to accept."""
        self._accepts = True
        self._show()

    def add(self, change: int) -> None:
        """Count connections that were opened, or with a negative number closed."""
        self._count += change
        self._show()

    def leave(self) -> None:
        """Accept no more: the others wait for this worker no longer."""
        self._accepts = False
        self._show()

    def ahead(self) -> int:
        """Return how many more are open here than at the worker with the fewest."""
        return self._count + 1 - min((taken for taken in _taken if taken), default=self._count + 1)

    def _show(self) -> None:
        _taken[self._slot] = self._count + 1 if self._accepts else 0


def forget(number: int) -> None:
    """Forget a worker that has ended; its own process may not have come to it."""
    _taken[number % SLOTS] = 0


class EvenServer(StreamServer):  # type: ignore[misc]  # gevent has no types
    """gevent's server; a worker that is ahead of another lets that one accept first."""

    connections: OpenConnections | None = None
    _has_waited = False

    def do_read(self) -> Any:
        """Accept a connection, or nothing yet."""
        ahead = self.connections.ahead() if self.connections and not self._has_waited else 0
        self._has_waited = False
        if ahead <= 0:
            return super().do_read()
        self._has_waited = True
        self.stop_accepting()
        self._timer = self.loop.timer(min(LONGEST_WAIT_S, WAIT_S * ahead))
        self._timer.start(self._start_accepting_if_started)
        return None
