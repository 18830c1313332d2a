"""One pool of open connections, lent for a while and taken back."""

import threading
import time
from collections import deque
from collections.abc import Callable

import pymysql

from auction.errors import TryAgain
from auction.mysql.driver import Connection
from auction.mysql.events import emit

# a connection idle for longer, or returned before the last connection error, is pinged before it is lent
PING_AFTER_S = 1.0


class Pool:
    """Up to `size` open connections; the most recently used is lent first."""

    def __init__(self, open_connection: Callable[[], Connection], checkout_timeout_s: float) -> None:
        self.size = 1
        # how many connections are lent now
        self.in_use = 0
        self._open = open_connection
        self._checkout_timeout_s = checkout_timeout_s
        self._returned = threading.Condition()
        # with the time of return of each, seconds
        self._idle: deque[tuple[Connection, float]] = deque()

    def resize(self, size: int) -> None:
        """Change how many may be open; those over it are closed when they are returned."""
        with self._returned:
            self.size = size
            self._returned.notify_all()

    def acquire(self, trusted_since: float = 0.0) -> Connection:
        """Lend a connection; one that was returned before `trusted_since` is pinged. Raises TryAgain, Error."""
        with self._returned:
            if not self._returned.wait_for(lambda: self.in_use < self.size, self._checkout_timeout_s):
                emit("pool_exhausted")
                raise TryAgain
            self.in_use += 1
            idle = self._idle.pop() if self._idle else None
        try:
            if idle and _is_good(*idle, trusted_since):
                return idle[0]
            return self._open()
        except BaseException:
            self._give_back(None)
            raise

    def release(self, connection: Connection) -> None:
        """Take a connection back; a closed one is forgotten."""
        with self._returned:
            fits = self.in_use + len(self._idle) <= self.size
        if not fits:
            connection.discard()
        self._give_back(connection if connection.open else None)

    def close_idle(self, max_idle_s: float) -> None:
        """Close connections that have been idle for so long (seconds)."""
        before = time.monotonic() - max_idle_s
        while True:
            with self._returned:
                if not self._idle or self._idle[0][1] > before:
                    return
                connection, _ = self._idle.popleft()
            connection.discard()

    def _give_back(self, connection: Connection | None) -> None:
        with self._returned:
            self.in_use -= 1
            if connection is not None:
                self._idle.append((connection, time.monotonic()))
            self._returned.notify()


def _is_good(connection: Connection, returned_at: float, trusted_since: float) -> bool:
    """Whether the connection was in use a moment ago or answers a ping; close one that does not."""
    if returned_at > max(trusted_since, time.monotonic() - PING_AFTER_S):
        return True
    try:
        connection.ping()
    except (pymysql.Error, OSError):
        connection.discard()
        return False
    return True
