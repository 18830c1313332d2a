"""Transactions on pooled or single connections, and the one loop that runs a transaction again."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar

import pymysql

from auction.errors import OutcomeUnknown, TryAgain
from auction.mysql import pools
from auction.mysql.driver import Connection
from auction.mysql.errors import (
    UNKNOWN_AT_COMMIT,
    CommitLost,
    error_number,
    is_connection_error,
    is_retryable,
    operators_task,
)
from auction.mysql.events import emit, log
from auction.mysql.statements import Db

P = ParamSpec("P")
T = TypeVar("T")

MAX_ATTEMPTS = 3
# no attempt begins later than this after the first
DEADLINE_S = 3.0
# full jitter before an attempt is repeated
JITTER_S = (0.020, 0.250)

Begin = Callable[[], AbstractContextManager[Db]]


class Attempts(NamedTuple):
    """How many attempts have failed, and when the first of them began (seconds, monotonic)."""

    failed: int
    since: float

    def another(self) -> "Attempts":
        """With one more that failed."""
        return self._replace(failed=self.failed + 1)

    @property
    def are_over(self) -> bool:
        return self.failed >= MAX_ATTEMPTS or time.monotonic() > self.since + DEADLINE_S


def transact(work: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `work(db, …)` as one transaction; after a deadlock or a connection error, all of it again.

    Raises TryAgain when nothing was done, OutcomeUnknown when COMMIT's answer was lost.
    """
    return run_transaction(lambda db: work(db, *args, **kwargs))


def transact_once(work: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """As `transact`, for work that begins by writing a unique key, so that it may run again after a lost COMMIT."""
    return run_transaction(lambda db: work(db, *args, **kwargs), has_key=True)


def attempt(work: Callable[[Db], T]) -> T:
    """Run `work(db)` as one transaction, once, with a short lock wait; `run_transaction` may go on from there.

    Raises OutcomeUnknown when COMMIT's answer was lost; after any other exception nothing was done.
    """
    try:
        with transaction(short_lock_wait=True) as db:
            return work(db)
    except CommitLost as error:
        _report_lost_commit(error)
        raise OutcomeUnknown from error
    except (pymysql.Error, OSError) as error:
        if is_retryable(error):
            _report_retry(1, error)
        raise


@contextmanager
def transaction(short_lock_wait: bool = False) -> Iterator[Db]:
    """One attempt at one transaction: commits when the block ends, rolls back on any exception.

    Raises CommitLost when COMMIT's answer did not come, and the driver's errors as they are.
    """
    ours = pools.current()
    pool = ours.short_waiters if short_lock_wait else ours.writers
    with ours.lend(pool) as connection, transaction_on(connection) as db:
        yield db


@contextmanager
def transaction_on(connection: Connection) -> Iterator[Db]:
    """As `transaction`, on this connection."""
    try:
        if connection.clustered:
            # a transaction that begins with a write would not wait for the other nodes
            connection.begin()
        yield Db(connection)
    except BaseException:
        _roll_back(connection)
        raise
    _commit(connection)


def _commit(connection: Connection) -> None:
    try:
        connection.commit()
    except (pymysql.Error, OSError) as error:
        if is_connection_error(error) or error_number(error) in UNKNOWN_AT_COMMIT:
            raise CommitLost from error
        # Galera refuses at COMMIT; the transaction is gone, and this makes sure of it
        _roll_back(connection)
        raise


def _roll_back(connection: Connection) -> None:
    try:
        connection.rollback()
    except (pymysql.Error, OSError):
        # a connection that cannot even roll back must not be used again
        connection.discard()


def run_transaction(
    work: Callable[[Db], T], begin: Begin = transaction, has_key: bool = False, attempts: Attempts | None = None
) -> T:
    """Run `work(db)` in a transaction, up to MAX_ATTEMPTS times; `attempts` counts those that were made before.

    With `has_key` it is run again also after a lost COMMIT. Raises TryAgain, OutcomeUnknown, and `work`'s own errors.
    """
    attempts = attempts or Attempts(0, time.monotonic())
    unknown = False
    while True:
        if attempts.failed:
            time.sleep(random.uniform(*JITTER_S))
        try:
            with begin() as db:
                return work(db)
        except (CommitLost, TryAgain, pymysql.Error, OSError) as error:
            unknown = unknown or isinstance(error, CommitLost)
            _raise_unless_retryable(error, has_key, unknown)
            reason = error.__cause__ if isinstance(error, CommitLost) else error
        attempts = attempts.another()
        if attempts.are_over:
            _report_giving_up(attempts, reason)
            raise _nothing_done(unknown) from reason
        _report_retry(attempts.failed, reason)


def _raise_unless_retryable(error: BaseException, has_key: bool, unknown: bool) -> None:
    """Raises what ends the loop: `error` itself, or TryAgain or OutcomeUnknown in its place."""
    if isinstance(error, CommitLost):
        if not has_key:
            _report_lost_commit(error)
            raise OutcomeUnknown from error
    elif isinstance(error, TryAgain):
        # no connection was free; that does not settle a commit whose answer was lost before
        raise _nothing_done(unknown) from error
    elif task := operators_task(error):
        log.error(task, extra={"reason": repr(error)})
        raise _nothing_done(unknown) from error
    elif not is_retryable(error):
        raise error


def _nothing_done(unknown: bool) -> TryAgain:
    """TryAgain, unless the answer to an earlier COMMIT was lost."""
    return OutcomeUnknown() if unknown else TryAgain()


def _report_lost_commit(error: CommitLost) -> None:
    log.warning("commit lost", extra={"reason": repr(error.__cause__)})
    emit("commit_lost")


def _report_retry(number: int, reason: BaseException | None) -> None:
    log.warning("transaction runs again", extra={"attempt": number, "reason": repr(reason)})
    emit("retry")


def _report_giving_up(attempts: Attempts, reason: BaseException | None) -> None:
    emit("gave_up")
    log.error("transaction given up", extra={"attempts": attempts.failed, "reason": repr(reason)})


@contextmanager
def reading() -> Iterator[Db]:
    """Read, each statement seeing the newest committed rows. Raises TryAgain when the database does not answer."""
    with lend_reader(pools.current()) as connection:
        yield Db(connection)


@contextmanager
def lend_reader(ours: pools.Pools) -> Iterator[Connection]:
    """Lend a connection for reading. Raises TryAgain when the database does not answer."""
    try:
        with ours.lend(ours.readers) as connection:
            yield connection
    except (pymysql.Error, OSError) as error:
        task = operators_task(error)
        if not (task or is_retryable(error)):
            raise
        log.warning(task or "reading failed", extra={"reason": repr(error)})
        raise TryAgain from error
