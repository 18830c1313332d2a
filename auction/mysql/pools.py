"""Pools of open connections, made in each process after the fork, and sized by what the server allows."""

import os
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from auction.appstate import PerApp
from auction.mysql.connections import SHORT_LOCK_WAIT_S, connect
from auction.mysql.driver import Connection
from auction.mysql.errors import CommitLost, is_connection_error
from auction.mysql.events import log
from auction.mysql.pool import Pool
from auction.mysql.replica import TIMEOUT_S, Replica
from auction.mysql.sizes import MIN_SHARE, Fleet, pool_sizes

# an idle connection is closed after so long, before the server closes it (wait_timeout)
MAX_IDLE_S = 20.0
CHECKOUT_TIMEOUT_S = 3.0
# the one process of the one host, until configured otherwise
WHOLE_SERVER = Fleet()


class Settings(NamedTuple):
    """Which database, shared by whom; `share`, if given, is how many connections this process may open.

    `read_url` is a replica's.
    """

    url: str = ""
    share: int | None = None
    fleet: Fleet = WHOLE_SERVER
    checkout_timeout_s: float = CHECKOUT_TIMEOUT_S
    read_url: str = ""


class Pools:
    """One process's pools: for transactions, for reads in autocommit, and one connection with a short lock wait.

    Where there is a replica, one for reads there, as large as that for reads.
    """

    def __init__(self, settings: Settings) -> None:
        self.pid = os.getpid()
        self._settings = settings
        self._max_connections = 0
        self._broken_at = 0.0
        self.writers = self._pool()
        self.readers = self._pool(autocommit=True)
        self.short_waiters = self._pool(lock_wait_s=SHORT_LOCK_WAIT_S)
        self.replica = self._replica() if settings.read_url else None
        if settings.share is not None:
            self._resize(settings.share)

    def all(self) -> tuple[Pool, ...]:
        """The pools of each kind."""
        ours = self.writers, self.readers, self.short_waiters
        return (*ours, self.replica) if self.replica else ours

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

    def _replica(self) -> Replica:
        url = self._settings.read_url
        return Replica(lambda: connect(url, autocommit=True, timeout_s=TIMEOUT_S), self._settings.checkout_timeout_s)

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
        sizes = pool_sizes(share)
        # one size for each of `all`; a replica's comes last
        for pool, size in zip(self.all(), (*sizes, sizes.readers), strict=False):
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
    read_url: str = "",
) -> None:
    """Set which database every later call of the running application uses. Nothing is connected yet.

    `share` is how many connections this process may open; by default its share of what the server allows the fleet.
    `read_url` is a replica's, for `read_anywhere`.
    """
    _database.set(_Database(Settings(url, share, fleet, checkout_timeout_s, read_url)))


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
