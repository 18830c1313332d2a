"""Connections for tests that look into a database."""

import contextlib
from collections.abc import Iterator

import database
from database import Db


@contextlib.contextmanager
def looking(url: str) -> Iterator[Db]:
    """Each statement by itself, for as long as a test may think."""
    with contextlib.closing(database.connect(url, autocommit=True, timeout_s=None)) as connection:
        connection.query("SET SESSION wait_timeout = 28800")
        yield Db(connection)
