"""Pools of open connections, made in each process after the fork, and sized by what the server allows."""

import os
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pymysql

from auction.appstate import PerApp
from auction.errors import TryAgain
from auction.mysql.connections import SHORT_LOCK_WAIT_S, connect
from auction.mysql.driver import Connection
from auction.mysql.errors import CommitLost, is_connection_error
from auction.mysql.events import emit, log
from auction.mysql.sizes import MIN_SHARE, Fleet, pool_sizes

# a connection idle for longer, or returned before the last connection error, is pinged before it is lent
PING_AFTER_S = 1.0
# an idle connection is closed after so long, before the server closes it (wait_timeout)
MAX_IDLE_S = 20.0
CHECKOUT_TIMEOUT_S = 3.0
# the one process of the one host, until configured otherwise
WHOLE_SERVER = Fleet()


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


class Settings(NamedTuple):
    """Which database, shared by whom; `share`, if given, is how many connections this process may open."""

    url: str = ""
    share: int | None = None
    fleet: Fleet = WHOLE_SERVER
    checkout_timeout_s: float = CHECKOUT_TIMEOUT_S


class Pools:
    """One process's pools: for transactions, for reads in autocommit, and one connection with a short lock wait."""

    def __init__(self, settings: Settings) -> None:
        self.pid = os.getpid()
        self._settings = settings
        self._max_connections = 0
        self._broken_at = 0.0
        self.writers = self._pool()
        self.readers = self._pool(autocommit=True)
        self.short_waiters = self._pool(lock_wait_s=SHORT_LOCK_WAIT_S)
        if settings.share is not None:
            self._resize(settings.share)

    def all(self) -> tuple[Pool, ...]:
        """The pools of each kind."""
        return self.writers, self.readers, self.short_waiters

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

    def _pool(self, autocommit: bool = False, **options: int) -> Pool:
        def open_connection() -> Connection:
            connection = connect(self._settings.url, autocommit, **options)
            self._fit(connection.max_connections)
            return connection

        return Pool(open_connection, self._settings.checkout_timeout_s)

    def _fit(self, max_connections: int) -> None:
        """Size the pools by what the server allows, when that was not known or has changed."""
        if self._settings.share is not None or max_connections == self._max_connections:
            return
        self._max_connections, fleet = max_connections, self._settings.fleet
        share = fleet.share(max_connections)
        if share < MIN_SHARE:
            log.warning("too few connections", extra={"max_connections": max_connections, "fleet": fleet._asdict()})
        self._resize(share)

    def _resize(self, share: int) -> None:
        for pool, size in zip(self.all(), pool_sizes(share), strict=True):
            pool.resize(size)


@contextmanager
def discard_when_broken(connection: Connection) -> Iterator[None]:
    """Close the connection when the block raises a connection error, or was interrupted in the middle of an answer."""
    try:
        yield
    except BaseException as error:
        if not isinstance(error, Exception) or isinstance(error, CommitLost) or is_connection_error(error):
            connection.discard()
        raise


class _Database:
    """An application's settings, and its pools in the process that is running."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._pools: Pools | None = None

    def pools(self) -> Pools:
        """The pools, made anew after a fork."""
        pools = self._pools
        if pools is None or pools.pid != os.getpid():
            with self._lock:
                if self._pools is None or self._pools.pid != os.getpid():
                    self._pools = Pools(self._settings)
                    _open_pools.add(self._pools)
                pools = self._pools
        return pools


_database: PerApp[_Database] = PerApp(lambda: _Database(Settings()))
# of every application in this process
_open_pools: weakref.WeakSet[Pools] = weakref.WeakSet()


def configure(
    url: str,
    share: int | None = None,
    fleet: Fleet = WHOLE_SERVER,
    checkout_timeout_s: float = CHECKOUT_TIMEOUT_S,
) -> None:
    """Set which database every later call of the running application uses. Nothing is connected yet.

    `share` is how many connections this process may open; by default its share of what the server allows the fleet.
    """
    _database.set(_Database(Settings(url, share, fleet, checkout_timeout_s)))


def current() -> Pools:
    """The running application's pools in this process."""
    return _database.get().pools()


def pool_in_use() -> int:
    """How many connections of this process are lent now."""
    return sum(pool.in_use for pool in _pools_of_process())


def close_idle(max_idle_s: float = MAX_IDLE_S) -> None:
    """Give back to the server the connections of this process that were idle for so long. Call it every second."""
    for pool in _pools_of_process():
        pool.close_idle(max_idle_s)


def _pools_of_process() -> list[Pool]:
    return [pool for pools in list(_open_pools) if pools.pid == os.getpid() for pool in pools.all()]
