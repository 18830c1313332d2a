"""Pools of open connections, made in each process after the fork."""

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pymysql

from auction.errors import TryAgain
from auction.mysql.connections import SHORT_LOCK_WAIT_S, connect
from auction.mysql.driver import Connection
from auction.mysql.errors import CommitLost, is_connection_error
from auction.mysql.events import emit

# one that was idle for longer, or was returned before the last connection error, is pinged before it is lent
PING_AFTER_S = 1.0
CHECKOUT_TIMEOUT_S = 3.0


class Pool:
    """Up to `size` open connections; the most recently used is lent first."""

    def __init__(self, open_connection: Callable[[], Connection], size: int, checkout_timeout_s: float) -> None:
        self._open = open_connection
        self._checkout_timeout_s = checkout_timeout_s
        self._permits = threading.BoundedSemaphore(size)
        # with the time of return of each, seconds
        self._idle: deque[tuple[Connection, float]] = deque()
        self._lent: set[Connection] = set()

    @property
    def in_use(self) -> int:
        """How many connections are lent now."""
        return len(self._lent)

    def acquire(self, trusted_since: float = 0.0) -> Connection:
        """Lend a connection; one that was returned before `trusted_since` is pinged. Raises TryAgain, Error."""
        if not self._permits.acquire(timeout=self._checkout_timeout_s):
            emit("pool_exhausted")
            raise TryAgain
        try:
            connection = self._newest_idle(trusted_since) or self._open()
        except BaseException:
            self._permits.release()
            raise
        self._lent.add(connection)
        return connection

    def release(self, connection: Connection) -> None:
        """Take a connection back; a closed one is forgotten."""
        self._lent.discard(connection)
        if connection.open:
            self._idle.append((connection, time.monotonic()))
        self._permits.release()

    def _newest_idle(self, trusted_since: float) -> Connection | None:
        try:
            connection, returned_at = self._idle.pop()
        except IndexError:
            return None
        if returned_at > max(trusted_since, time.monotonic() - PING_AFTER_S) or _answers(connection):
            return connection
        connection.discard()
        return None


def _answers(connection: Connection) -> bool:
    try:
        connection.ping()
    except (pymysql.Error, OSError):
        return False
    return True


class Pools:
    """One process's pools: for transactions, for reads in autocommit, and one connection with a short lock wait."""

    def __init__(self, url: str, size: int, checkout_timeout_s: float) -> None:
        self.pid = os.getpid()
        self._broken_at = 0.0
        self.writers = Pool(lambda: connect(url), size, checkout_timeout_s)
        self.readers = Pool(lambda: connect(url, autocommit=True), size, checkout_timeout_s)
        self.short_waiters = Pool(lambda: connect(url, lock_wait_s=SHORT_LOCK_WAIT_S), 1, checkout_timeout_s)

    def in_use(self) -> int:
        """How many connections are lent now."""
        return self.writers.in_use + self.readers.in_use + self.short_waiters.in_use

    @contextmanager
    def lend(self, pool: Pool) -> Iterator[Connection]:
        """Lend a connection for the block. After a connection error it is closed, and the idle ones are pinged."""
        connection = pool.acquire(self._broken_at)
        try:
            with discard_when_broken(connection):
                yield connection
        finally:
            if not connection.open:
                self._broken_at = time.monotonic()
            pool.release(connection)


@contextmanager
def discard_when_broken(connection: Connection) -> Iterator[None]:
    """Close the connection when the block raises a connection error, or was interrupted in the middle of an answer."""
    try:
        yield
    except BaseException as error:
        if not isinstance(error, Exception) or isinstance(error, CommitLost) or is_connection_error(error):
            connection.discard()
        raise


_settings = ("", 16, CHECKOUT_TIMEOUT_S)
_pools: Pools | None = None
_making = threading.Lock()


def configure(url: str, pool_size: int = 16, checkout_timeout_s: float = CHECKOUT_TIMEOUT_S) -> None:
    """Set which database every later call uses. Nothing is connected yet."""
    global _settings, _pools
    _settings, _pools = (url, pool_size, checkout_timeout_s), None


def current() -> Pools:
    """This process's pools."""
    global _pools
    if _pools is None or _pools.pid != os.getpid():
        with _making:
            if _pools is None or _pools.pid != os.getpid():
                _pools = Pools(*_settings)
    return _pools


def pool_in_use() -> int:
    """How many connections of this process are lent now."""
    return _pools.in_use() if _pools else 0
