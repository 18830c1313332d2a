"""Error numbers of MySQL, MariaDB and Galera: what breaks a connection, what may be retried, and our own exceptions."""

from collections.abc import Iterator
from contextlib import contextmanager

import pymysql

Error = pymysql.Error

# deadlock, lock wait timeout, record changed, Galera node not ready: the server says that nothing was done
RETRYABLE = {1213, 1205, 1020, 1047}
# the connection is broken or refused; the server rolls back what was not committed
CONNECTION = {
    0, 1040, 1053, 1077, 1152, 1158, 1159, 1160, 1161, 1203, 1226, 1317, 1927, 2002, 2003, 2006, 2013, 2014, 2055, 4031,
}  # fmt: skip
DUPLICATE_KEY = {1062, 1586}
LOCK_WAIT_TIMEOUT = 1205
# no space for a row or a file: nothing was done, and an operator has to make some
DISK_FULL = {1021, 1114}
# wrong password (as while it is being changed), locked account, expired password
ACCESS_DENIED = {1045, 1698, 1820, 1862, 3118, 4151}
# unknown column, unknown table
NO_SUCH_TABLE = {1054, 1146}
# Galera's "error during commit", when the node lost the others meanwhile: they may have the transaction, or not
UNKNOWN_AT_COMMIT = {1180}


class Duplicate(Exception):
    """A unique key already holds this value."""


class LockWait(pymysql.OperationalError):
    """Another transaction held the row for longer than the lock wait timeout."""


class CommitLost(Exception):
    """COMMIT was sent and its answer never came: it may or may not have happened."""


def error_number(error: BaseException) -> int | None:
    """The number that the server or the driver gives its error; None for any other exception."""
    number = error.args[0] if isinstance(error, pymysql.Error) and error.args else None
    return number if isinstance(number, int) else None


def is_connection_error(error: BaseException) -> bool:
    """Whether the connection is broken, rather than the statement wrong."""
    if isinstance(error, pymysql.Error):
        return isinstance(error, pymysql.InterfaceError) or error_number(error) in CONNECTION
    return isinstance(error, OSError)


def is_retryable(error: BaseException) -> bool:
    """Whether the transaction may be run again, because the server has done none of it."""
    return is_connection_error(error) or error_number(error) in RETRYABLE


def operators_task(error: BaseException) -> str | None:
    """Return the cause that an operator has to remove before the request can succeed; None for any other error."""
    number = error_number(error)
    if number in DISK_FULL:
        return "database full"
    return "database denies access" if number in ACCESS_DENIED else None


def is_missing_table(error: BaseException) -> bool:
    """Whether a table or column is missing, as before a migration."""
    return error_number(error) in NO_SUCH_TABLE


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raise Duplicate and LockWait in place of the driver's errors that mean them."""
    try:
        yield
    except pymysql.IntegrityError as error:
        if error_number(error) in DUPLICATE_KEY:
            raise Duplicate from error
        raise
    except pymysql.OperationalError as error:
        if error_number(error) == LOCK_WAIT_TIMEOUT and not isinstance(error, LockWait):
            raise LockWait(*error.args) from error
        raise
