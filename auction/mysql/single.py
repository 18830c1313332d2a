"""Transactions of a short-lived process, on one connection of its own and without a pool."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from auction.mysql.connections import connect
from auction.mysql.driver import Connection
from auction.mysql.pools import discard_when_broken
from auction.mysql.statements import Db
from auction.mysql.transactions import run_transaction, transaction_on

T = TypeVar("T")


class RunTransaction(Protocol):
    """Runs `work(db)` in a transaction of its own, and returns what it returns."""

    def __call__(self, work: Callable[[Db], T], /) -> T: ...


@contextmanager
def single_connection(url: str) -> Iterator[RunTransaction]:
    """Yield `run(work)`: each call is a transaction, repeated as `transact` repeats it, on one connection.

    A broken connection is replaced in the next attempt.
    """
    connection: Connection | None = None

    @contextmanager
    def begin() -> Iterator[Db]:
        nonlocal connection
        if connection is None or not connection.open:
            connection = connect(url)
        with discard_when_broken(connection), transaction_on(connection) as db:
            yield db

    def run(work: Callable[[Db], T], /) -> T:
        return run_transaction(work, begin)

    try:
        yield run
    finally:
        if connection is not None:
            connection.discard()


@contextmanager
def snapshots(url: str) -> Iterator[RunTransaction]:
    """Yield `look(work)`: each call reads one moment of the whole database, beside other transactions."""
    connection = connect(url)
    connection.query("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")

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
