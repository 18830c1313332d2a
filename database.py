"""The only door to MySQL: connections, transactions, retries. No Flask, no table names.

Time-outs are ordered so that the inner one speaks first: connect 2 s < lock wait 3 s < read and write 5 s.
"""

import logging
import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

import pymysql
from pymysql.constants import CLIENT
from pymysql.cursors import DictCursor
from pymysql.protocol import MysqlPacket

from auction.errors import OutcomeUnknown, TryAgain

log = logging.getLogger("ssgbay.database")
# a process that has set no logging up (cron's) says what it has to say by itself
log.addHandler(logging.NullHandler())

P = ParamSpec("P")
T = TypeVar("T")
Row = dict[str, Any]

ATTEMPTS = 3
DEADLINE = 3.0
JITTER = (0.020, 0.250)
CONNECT_WAIT = 2
LOCK_WAIT = 3
PING_AFTER = 1.0
CHECKOUT_WAIT = 3.0
# a statement that takes so many seconds is named in the log
SLOW = 1.0

# deadlock, lock wait, changed row, Galera node not ready: the server says that nothing was done
RETRY = {1213, 1205, 1020, 1047}
# the connection is gone or refused: what was not committed is rolled back by the server
LOST = {
    0, 1040, 1053, 1077, 1152, 1158, 1159, 1160, 1161, 1203, 1226, 1317, 1927, 2002, 2003, 2006, 2013, 2014, 2055, 4031,
}  # fmt: skip
DUPLICATE = {1062, 1586}
# no room is left for a row or a file: nothing was done, and an operator has to make some
FULL = {1021, 1114}
# no such column, no such table
MISSING = {1054, 1146}
# at COMMIT, Galera says "error during commit" when the node lost the others meanwhile: they may have it, or not
UNKNOWN_AT_COMMIT = {1180}

SESSION = (
    "SET SESSION sql_mode = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
    "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', "
)


Error = pymysql.Error


class Duplicate(Exception):
    """A unique key already holds this value."""


class LockWait(pymysql.OperationalError):
    """Somebody else held the row for longer than LOCK_WAIT seconds."""


class CommitLost(Exception):
    """COMMIT was sent and its answer never came: it may or may not have happened."""


class Tries(NamedTuple):
    """How many attempts have failed, and when the first of them began (seconds, monotonic)."""

    times: int
    since: float


class Db:
    """One connection inside a transaction, or reading: `one`, `all`, `run`, with named parameters always bound."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def one(self, sql: str, **params: Any) -> Row | None:
        """The first row, or None."""
        with _cursor(self._connection) as cursor:
            cursor.execute(sql, params)
            return cursor.fetchone()

    def all(self, sql: str, **params: Any) -> list[Row]:
        """Every row."""
        with _cursor(self._connection) as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall())

    def run(self, sql: str, **params: Any) -> int:
        """Change rows; returns how many."""
        with _cursor(self._connection) as cursor:
            return _named(cursor.execute, sql, params)

    def insert(self, sql: str, **params: Any) -> int:
        """Add a row; returns its AUTO_INCREMENT id. Raises Duplicate on a taken key."""
        with _cursor(self._connection) as cursor:
            _named(cursor.execute, sql, params)
            return int(cursor.lastrowid)

    def many(self, sql: str, rows: list[tuple[Any, ...]]) -> int:
        """Add many rows in as few statements as fit a packet."""
        with _cursor(self._connection) as cursor:
            return _named(cursor.executemany, sql, rows) if rows else 0

    @contextmanager
    def together(self) -> "Iterator[Batch]":
        """Statements asked for within the block travel in one packet when it ends: one round trip, in their order."""
        batch = Batch()
        yield batch
        batch.send(self._connection)


class Later:
    """What a statement of a Batch gives; `result` is there once the batch was sent."""

    __slots__ = ("result",)
    result: Any


class Batch:
    """Takes the same calls as Db and answers each with a Later."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Later, Callable[[Any], Any], str, dict[str, Any]]] = []

    def one(self, sql: str, **params: Any) -> Later:
        """The first row, or None."""
        return self._wait(lambda cursor: cursor.fetchone(), sql, params)

    def all(self, sql: str, **params: Any) -> Later:
        """Every row."""
        return self._wait(lambda cursor: list(cursor.fetchall()), sql, params)

    def run(self, sql: str, **params: Any) -> Later:
        """Change rows; how many."""
        return self._wait(lambda cursor: cursor.rowcount, sql, params)

    def insert(self, sql: str, **params: Any) -> Later:
        """Add a row; its AUTO_INCREMENT id."""
        return self._wait(lambda cursor: int(cursor.lastrowid), sql, params)

    def _wait(self, take: Callable[[Any], Any], sql: str, params: dict[str, Any]) -> Later:
        later = Later()
        self._waiting.append((later, take, sql, params))
        return later

    def send(self, connection: Any) -> None:
        """All in one packet. The server stops at the first that fails, whose error is raised as Db raises it."""
        if not self._waiting:
            return
        with _cursor(connection) as cursor:
            packet = ";".join(cursor.mogrify(sql, params) for _, _, sql, params in self._waiting)
            _named(cursor.execute, packet, None)
            for number, (later, take, _, _) in enumerate(self._waiting):
                if number:
                    _named(cursor.nextset)
                later.result = take(cursor)


@contextmanager
def _cursor(connection: Any) -> Iterator[Any]:
    """A cursor; should what is done with it be slow, the log says who asked for it."""
    began = time.perf_counter()
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        seconds = time.perf_counter() - began
        if seconds >= SLOW:
            log.warning("slow statement", extra={"statement": _asker(), "seconds": round(seconds, 3)})


def _asker() -> str:
    """The function outside this file that asked for the statement, as auction.items.store.find."""
    frame = sys._getframe()
    while frame.f_back and (frame.f_code.co_filename == __file__ or frame.f_globals["__name__"] == "contextlib"):
        frame = frame.f_back
    return f"{frame.f_globals['__name__']}.{frame.f_code.co_qualname}"


def _named(execute: Callable[..., int | bool | None], *arguments: Any) -> int:
    """Execute, giving the two errors that rules care about a name of ours."""
    try:
        return int(execute(*arguments) or 0)
    except pymysql.IntegrityError as error:
        if _number(error) in DUPLICATE:
            raise Duplicate from error
        raise
    except pymysql.OperationalError as error:
        if _number(error) == 1205:
            raise LockWait(*error.args) from error
        raise


class _Connection(pymysql.connections.Connection):
    """Knows a column's description again, rather than take it apart anew at every result: 5 µs a column.

    And hands a packet over by one call: gevent's sendall first asks the socket how much it can hold, 5 µs a packet.
    A server that does not answer a greeting or a ping soon would not answer a statement either.
    """

    clustered = False
    # the driver's own, which its published types leave out
    _sock: Any
    _read_timeout: float | None

    def connect(self, sock: Any = None) -> None:
        with self._answered_soon():
            super().connect(sock)

    def ping(self, reconnect: Any = False) -> None:
        with self._answered_soon():
            super().ping(reconnect)

    @contextmanager
    def _answered_soon(self) -> Iterator[None]:
        patience = self._read_timeout
        self._read_timeout = CONNECT_WAIT
        try:
            yield
        finally:
            self._read_timeout = patience

    def _write_bytes(self, data: bytes) -> None:
        try:
            sent = self._sock.send(data)
        except OSError:
            # the driver meets the same again, and calls it by its own name
            sent = 0
        if sent < len(data):
            # its published types leave this one out too
            super()._write_bytes(data[sent:])  # type: ignore[misc]

    def _read_packet(self, packet_type: Any = MysqlPacket) -> Any:
        packet = super()._read_packet()
        return packet if packet_type is MysqlPacket else _described(packet_type, packet.get_all_data(), self.encoding)


@lru_cache(2_000)
def _described(packet_type: Any, description: bytes, encoding: str) -> Any:
    return packet_type(description, encoding)


def connect(url: str, autocommit: bool = False, within: float | None = 5, patient: bool = True) -> Any:
    """A connection to `mysql://user:password@host:port/name?unix_socket=…&ssl_ca=…`, set up as every one of ours.

    `within` (seconds) is how long a statement may take; None for one that is meant to take long. A connection that is
    not `patient` gives up waiting for a lock after a second.
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    local = "unix_socket" in options or parts.hostname in ("localhost", "127.0.0.1", "::1")
    connection = _Connection(
        host=parts.hostname or "localhost",
        port=parts.port or 3306,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        database=unquote(parts.path.lstrip("/")) or None,
        unix_socket=options.get("unix_socket"),
        ssl_ca=options.get("ssl_ca"),
        ssl_disabled=True if local and "ssl_ca" not in options else None,
        charset="utf8mb4",
        collation="utf8mb4_unicode_520_ci",
        cursorclass=DictCursor,
        autocommit=autocommit,
        connect_timeout=CONNECT_WAIT,
        read_timeout=within,
        write_timeout=within,
        local_infile=False,
        client_flag=CLIENT.MULTI_STATEMENTS,
    )
    with connection.cursor() as cursor:
        # a client that went silent inside a transaction must not hold its locks for hours
        maria = "MariaDB" in str(connection.get_server_info())
        idle = "idle_transaction_timeout = 10" if maria else "wait_timeout = 30"
        # the least that MySQL knows; at 0 MariaDB does not skip a locked row, it fails with 1180
        lock_wait = LOCK_WAIT if patient else 1
        cursor.execute(f"{SESSION}innodb_lock_wait_timeout = {lock_wait}, {idle}")
        cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
        connection.clustered = _is_clustered(cursor)
    return connection


def _is_clustered(cursor: Any) -> bool:
    """Is this a node of a Galera cluster? There a read waits for what was committed at other nodes when told to."""
    cursor.execute("SHOW VARIABLES LIKE 'wsrep_on'")
    found = cursor.fetchone()
    if not found or found["Value"] != "ON":
        return False
    cursor.execute("SET SESSION wsrep_sync_wait = 1")
    return True


class _Pools:
    """A process's own, made after the fork: for transactions, for reads in autocommit, and one that is impatient."""

    def __init__(self, url: str, size: int) -> None:
        self.pid = os.getpid()
        self.trouble_at = 0.0
        self.writers = self._pool(size, lambda: connect(url))
        self.readers = self._pool(size, lambda: connect(url, autocommit=True))
        self.impatient = self._pool(1, lambda: connect(url, patient=False))

    def in_use(self) -> int:
        """How many connections are checked out."""
        return sum(pool.checkedout() for pool in (self.writers, self.readers, self.impatient))

    def _pool(self, size: int, connection: Callable[[], Any]) -> Any:
        # imported here because cron's door, which needs no pool, starts every minute
        from sqlalchemy import event
        from sqlalchemy.pool import QueuePool

        pool = QueuePool(
            connection,
            pool_size=size,
            max_overflow=0,
            timeout=CHECKOUT_WAIT,
            recycle=1500,
            reset_on_return=None,
            use_lifo=True,
        )
        event.listen(pool, "checkin", _stamp)
        event.listen(pool, "checkout", self._ping_when_in_doubt)
        return pool

    def _ping_when_in_doubt(self, connection: Any, record: Any, _proxy: Any) -> None:
        used = record.info.get("used")
        if used is None or (time.monotonic() - used < PING_AFTER and used > self.trouble_at):
            return
        try:
            connection.ping(reconnect=False)
        except (pymysql.Error, OSError) as error:
            from sqlalchemy.exc import DisconnectionError

            raise DisconnectionError from error


def _stamp(_connection: Any, record: Any) -> None:
    record.info["used"] = time.monotonic()


_url = ""
_size = 16
_pools: _Pools | None = None
_making = threading.Lock()
_watchers: list[Callable[[str, float], None]] = []


def configure(url: str, pool_size: int = 16) -> None:
    """Say which database every later call uses. Nothing is connected yet."""
    # the pool takes half a second to import: now, rather than within somebody's first request
    import sqlalchemy.pool  # noqa: F401

    global _url, _size, _pools
    _url, _size, _pools = url, pool_size, None


def watch(watcher: Callable[[str, float], None]) -> None:
    """Have `watcher(event, seconds)` told of every retry, lost commit, exhausted pool and timed block."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def pool_in_use() -> int:
    """How many connections of this process are checked out now."""
    return _pools.in_use() if _pools else 0


def _tell(event: str, seconds: float = 0.0) -> None:
    for watcher in _watchers:
        watcher(event, seconds)


@contextmanager
def timed(event: str) -> Iterator[None]:
    """Have the watchers told how long the block took, whether it ended well or not."""
    began = time.perf_counter()
    try:
        yield
    finally:
        _tell(event, time.perf_counter() - began)


def _current() -> _Pools:
    global _pools
    if _pools is None or _pools.pid != os.getpid():
        with _making:
            if _pools is None or _pools.pid != os.getpid():
                _pools = _Pools(_url, _size)
    return _pools


@contextmanager
def _checked_out(pool: Any) -> Iterator[Any]:
    """A connection from the pool; one that met a connection error is thrown away, and the others are doubted."""
    from sqlalchemy.exc import TimeoutError as PoolTimeout

    try:
        lent = pool.connect()
    except PoolTimeout as error:
        _tell("pool_exhausted")
        raise TryAgain from error
    try:
        yield lent
    except (pymysql.Error, OSError, CommitLost) as error:
        if isinstance(error, CommitLost) or lost(error):
            _current().trouble_at = time.monotonic()
            if lent.is_valid:
                lent.invalidate()
        raise
    finally:
        lent.close()


def lost(error: BaseException) -> bool:
    """Did the connection break, rather than the statement fail?"""
    if isinstance(error, pymysql.Error):
        return isinstance(error, pymysql.InterfaceError) or _number(error) in LOST
    return isinstance(error, OSError)


def again(error: BaseException) -> bool:
    """May the whole transaction be run again, because the server did none of it?"""
    return lost(error) or _number(error) in RETRY


def missing(error: BaseException) -> bool:
    """Is a table or column not there, perhaps not yet?"""
    return _number(error) in MISSING


def _number(error: BaseException) -> Any:
    """What the server or the driver calls its error; None of any other exception."""
    return error.args[0] if isinstance(error, pymysql.Error) and error.args else None


@contextmanager
def transaction(patient: bool = True) -> Iterator[Db]:
    """One attempt at one transaction: commits at the end, rolls back on any exception.

    Raises CommitLost when COMMIT's answer did not come, and the driver's errors as they are.
    """
    with _checked_out(_current().writers if patient else _current().impatient) as connection:
        try:
            if connection.clustered:
                # what begins with a write would not wait; a failure here is no LockWait of that write
                connection.begin()
            yield Db(connection)
        except BaseException:
            _roll_back(connection)
            raise
        _commit(connection)


def _commit(connection: Any) -> None:
    try:
        connection.commit()
    except (pymysql.Error, OSError) as error:
        if lost(error) or _number(error) in UNKNOWN_AT_COMMIT:
            raise CommitLost from error
        # Galera refuses at COMMIT; the transaction is gone, and this makes sure of it
        _roll_back(connection)
        raise


def _roll_back(connection: Any) -> None:
    try:
        connection.rollback()
    except (pymysql.Error, OSError):
        # a connection that cannot even roll back must never be lent again
        connection.invalidate()


def transact(work: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `work(db, …)` as one transaction; after a deadlock or a lost connection, all of it again, up to three times.

    Raises TryAgain when nothing was done, OutcomeUnknown when COMMIT's answer was lost.
    """
    return repeat(lambda db: work(db, *args, **kwargs), has_key=False)


def transact_once(work: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """As `transact`, for work that begins by writing a unique key and so may be run again even after a lost COMMIT."""
    return repeat(lambda db: work(db, *args, **kwargs), has_key=True)


def attempt(work: Callable[[Db], T]) -> T:
    """Run `work(db)` as one transaction, once, waiting a second at most for a lock; `repeat` may go on from there.

    Raises OutcomeUnknown when COMMIT's answer was lost; whatever else stops it has left nothing done.
    """
    try:
        with transaction(patient=False) as db:
            return work(db)
    except CommitLost as error:
        _commit_lost(error)
        raise OutcomeUnknown from error
    except (pymysql.Error, OSError) as error:
        if again(error):
            _runs_again(1, error)
        raise


def repeat(work: Callable[[Db], T], has_key: bool, tried: Tries | None = None) -> T:
    """As `transact`, or with `has_key` as `transact_once`, for work that may have been `tried` before."""
    tried = tried or Tries(0, time.monotonic())
    deadline = tried.since + DEADLINE
    unknown = False
    reason: BaseException | None = None
    for number in range(tried.times + 1, ATTEMPTS + 1):
        if number > 1:
            time.sleep(random.uniform(*JITTER))
        try:
            with transaction() as db:
                return work(db)
        except CommitLost as error:
            unknown, reason = True, error.__cause__
            if not has_key:
                _commit_lost(error)
                raise OutcomeUnknown from error
        except TryAgain as error:
            # no connection was to be had; that says nothing of a commit whose answer was lost before
            raise (OutcomeUnknown if unknown else TryAgain) from error
        except (pymysql.Error, OSError) as error:
            if _number(error) in FULL:
                log.error("database full", extra={"reason": repr(error)})
                raise (OutcomeUnknown if unknown else TryAgain) from error
            if not again(error):
                raise
            reason = error
        if number == ATTEMPTS or time.monotonic() > deadline:
            break
        _runs_again(number, reason)
    _tell("gave_up")
    log.error("transaction given up", extra={"attempts": number, "reason": repr(reason)})
    raise (OutcomeUnknown if unknown else TryAgain) from reason


def _commit_lost(error: CommitLost) -> None:
    log.warning("commit lost", extra={"reason": repr(error.__cause__)})
    _tell("commit_lost")


def _runs_again(number: int, reason: BaseException | None) -> None:
    log.warning("transaction runs again", extra={"attempt": number, "reason": repr(reason)})
    _tell("retry")


@contextmanager
def reading() -> Iterator[Db]:
    """Read, each statement seeing the newest committed rows. Raises TryAgain when the database does not answer."""
    try:
        with _checked_out(_current().readers) as connection:
            yield Db(connection)
    except (pymysql.Error, OSError) as error:
        if not again(error):
            raise
        log.warning("reading failed", extra={"reason": repr(error)})
        raise TryAgain from error


class Run(Protocol):
    """Runs work on the database in a transaction of its own, and returns what it returns."""

    def __call__(self, work: Callable[[Db], T], /) -> T: ...


@contextmanager
def snapshots(url: str) -> Iterator[Run]:
    """For an audit beside living traffic: yields `look(work)`, each look seeing one moment of the whole database."""
    connection = connect(url)
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")

    def look(work: Callable[[Db], T], /) -> T:
        connection.query("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
        try:
            return work(Db(connection))
        finally:
            connection.rollback()

    try:
        yield look
    finally:
        connection.close()


@contextmanager
def alone(url: str) -> Iterator[Run]:
    """For a short-lived process: one connection, no pool. Yields `run(work)`, a transaction each, repeated likewise."""
    connection = connect(url)

    def run(work: Callable[[Db], T], /) -> T:
        for left in reversed(range(ATTEMPTS)):
            try:
                result = work(Db(connection))
                connection.commit()
                return result
            except BaseException as error:
                if lost(error):
                    raise
                connection.rollback()
                if not (left and again(error)):
                    raise
            time.sleep(random.uniform(*JITTER))
        raise AssertionError("the last attempt returns or raises")

    try:
        yield run
    finally:
        connection.close()
