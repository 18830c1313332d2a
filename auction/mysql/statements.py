"""Statements on one connection: `Db` sends each by itself, a `Pipeline` sends several in one packet.

Parameters are named and always bound. Statements that take SLOW_S seconds or longer are logged with their caller.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar, overload

from pymysql.cursors import DictCursor

from auction.mysql.driver import Connection
from auction.mysql.errors import translate_errors
from auction.mysql.events import log

T = TypeVar("T")
R = TypeVar("R")
Row = dict[str, Any]

SLOW_S = 1.0
HERE = str(Path(__file__).parent)

# a hook for tests: called with the type of a row and the row, when that type was given
check_row: Callable[[type[Any], Row], None] | None = None


class Db:
    """Runs statements on one connection, each in a round trip of its own.

    Reading takes the type of the rows, a TypedDict whose keys are the columns; without one a row is a plain dict, for
    tools that do not know the columns before they run.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @overload
    def one(self, row: type[R], sql: str, /, **params: Any) -> R | None: ...
    @overload
    def one(self, sql: str, /, **params: Any) -> Row | None: ...
    def one(self, row: Any, sql: str = "", /, **params: Any) -> Any:
        """The first row, or None."""
        with _cursor(self._connection) as cursor:
            cursor.execute(sql or row, params)
            return _typed(row, cursor.fetchone())

    def single(self, row: type[R], sql: str, /, **params: Any) -> R:
        """The row of a statement that always has one, as a count does."""
        with _cursor(self._connection) as cursor:
            cursor.execute(sql, params)
            return _always(row, cursor)

    @overload
    def all(self, row: type[R], sql: str, /, **params: Any) -> list[R]: ...
    @overload
    def all(self, sql: str, /, **params: Any) -> list[Row]: ...
    def all(self, row: Any, sql: str = "", /, **params: Any) -> list[Any]:
        """All rows."""
        with _cursor(self._connection) as cursor:
            cursor.execute(sql or row, params)
            return [_typed(row, found) for found in cursor.fetchall()]

    def run(self, sql: str, **params: Any) -> int:
        """Change rows; returns how many. Raises Duplicate, LockWait."""
        with _cursor(self._connection) as cursor:
            return cursor.execute(sql, params)

    def insert(self, sql: str, **params: Any) -> int:
        """Add a row; returns its AUTO_INCREMENT id. Raises Duplicate, LockWait."""
        with _cursor(self._connection) as cursor:
            cursor.execute(sql, params)
            return cursor.lastrowid

    def many(self, sql: str, rows: list[tuple[Any, ...]] | list[Row]) -> int:
        """Add many rows in as few statements as fit a packet; returns how many. Raises Duplicate, LockWait."""
        with _cursor(self._connection) as cursor:
            return cursor.executemany(sql, rows) or 0

    @contextmanager
    def pipeline(self) -> "Iterator[Pipeline]":
        """Collect statements and send them in one packet when the block ends: one round trip, in their order."""
        pipeline = Pipeline()
        yield pipeline
        pipeline.send(self._connection)


class Deferred(Generic[T]):
    """What a statement of a pipeline will return; `result` can be read once the pipeline was sent."""

    __slots__ = ("result",)
    result: T


class _Statement(NamedTuple):
    sql: str
    params: dict[str, Any]
    fetch: Callable[[DictCursor], Any]
    deferred: Deferred[Any]


class Pipeline:
    """Takes the same calls as Db, and answers each with a Deferred."""

    def __init__(self) -> None:
        self._statements: list[_Statement] = []

    def one(self, row: type[R], sql: str, /, **params: Any) -> Deferred[R | None]:
        """The first row, or None."""
        return self._add(sql, params, lambda cursor: _typed(row, cursor.fetchone()))

    def single(self, row: type[R], sql: str, /, **params: Any) -> Deferred[R]:
        """The row of a statement that always has one, as a count does."""
        return self._add(sql, params, lambda cursor: _always(row, cursor))

    def all(self, row: type[R], sql: str, /, **params: Any) -> Deferred[list[R]]:
        """All rows."""
        return self._add(sql, params, lambda cursor: [_typed(row, found) for found in cursor.fetchall()])

    def run(self, sql: str, **params: Any) -> Deferred[int]:
        """Change rows; how many."""
        return self._add(sql, params, lambda cursor: cursor.rowcount)

    def insert(self, sql: str, **params: Any) -> Deferred[int]:
        """Add a row; its AUTO_INCREMENT id."""
        return self._add(sql, params, lambda cursor: cursor.lastrowid)

    def send(self, connection: Connection) -> None:
        """Send all in one packet. The server stops at the first that fails; raises its error as Db would."""
        if not self._statements:
            return
        with _cursor(connection) as cursor:
            cursor.execute(";".join(cursor.mogrify(each.sql, each.params) for each in self._statements))
            for number, statement in enumerate(self._statements):
                if number:
                    cursor.nextset()
                statement.deferred.result = statement.fetch(cursor)

    def _add(self, sql: str, params: dict[str, Any], fetch: Callable[[DictCursor], T]) -> Deferred[T]:
        deferred = Deferred[T]()
        self._statements.append(_Statement(sql, params, fetch, deferred))
        return deferred


def _typed(row: type[R] | str, found: Row | None) -> Any:
    """The row as it was found. Tests check it against its type."""
    if check_row and found is not None and not isinstance(row, str):
        check_row(row, found)
    return found


def _always(row: type[R], cursor: DictCursor) -> R:
    found: R | None = _typed(row, cursor.fetchone())
    if found is None:
        raise LookupError(f"no row for {row.__name__}")
    return found


@contextmanager
def _cursor(connection: Connection) -> Iterator[DictCursor]:
    began = time.perf_counter()
    try:
        with translate_errors(), connection.cursor() as cursor:
            yield cursor
    finally:
        seconds = time.perf_counter() - began
        if seconds >= SLOW_S:
            log.warning("slow statement", extra={"statement": _caller(), "seconds": round(seconds, 3)})


def _caller() -> str:
    """The function outside this package that ran the statement, as auction.items.store.find."""
    frame = sys._getframe()
    while frame.f_back and (frame.f_code.co_filename.startswith(HERE) or frame.f_globals["__name__"] == "contextlib"):
        frame = frame.f_back
    return f"{frame.f_globals['__name__']}.{frame.f_code.co_qualname}"
