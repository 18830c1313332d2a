"""Connections for tests that look into a database."""

import contextlib
from collections.abc import Callable, Iterator

import database
from auction.mysql.errors import RETRYABLE, error_number
from database import Db


@contextlib.contextmanager
def looking(url: str) -> Iterator[Db]:
    """Each statement by itself, for as long as a test may think."""
    with contextlib.closing(database.connect(url, autocommit=True, timeout_s=None)) as connection:
        connection.query("SET SESSION wait_timeout = 28800")
        yield Db(connection)


def emptier(db: Db) -> Callable[[], None]:
    """A function that deletes the rows of every table that has any; this connection is for nothing else.

    DELETE, since TRUNCATE makes a table anew, which takes longer than a few rows do.
    """
    tables = db.all(
        "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() "
        "AND table_type = 'BASE TABLE' AND table_name NOT LIKE '%%yoyo%%' "
        # a running server has read it
        "AND table_name <> 'secret'"
    )
    filled = " UNION ALL ".join("(SELECT '{name}' AS name FROM `{name}` LIMIT 1)".format(**table) for table in tables)
    db.run("SET SESSION foreign_key_checks = 0")
    # so that the query waits for a transaction that is still inserting, as DELETE does
    db.run("SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE")

    def empty() -> None:
        db.run("BEGIN")
        for table in db.all(filled):
            db.run(f"DELETE FROM `{table['name']}`")
        db.run("COMMIT")

    return empty


def unless_refused(work: Callable[[], object]) -> bool:
    """Do `work`; False when the server undid it because of another transaction, as in a deadlock with the worker."""
    try:
        work()
    except database.Error as error:
        if error_number(error) not in RETRYABLE:
            raise
        return False
    return True
