"""Counters that all workers and hosts share. Times by the database's clock."""

from decimal import Decimal
from typing import TypedDict

from database import Db


class Counts(TypedDict):
    """Hits in this window and the one before, and the seconds since this one began."""

    current: Decimal
    previous: Decimal
    elapsed: int


def add(db: Db, name: str, window: int, hits: int) -> None:
    db.run(
        """
        INSERT INTO rate (name, slot, hits, expiresAt)
        VALUES (%(name)s, UNIX_TIMESTAMP() DIV %(window)s, %(hits)s, UTC_TIMESTAMP(6) + INTERVAL 2 * %(window)s SECOND)
        ON DUPLICATE KEY UPDATE hits = hits + VALUES(hits)
        """,
        name=name, window=window, hits=hits,
    )  # fmt: skip


def counts(db: Db, name: str, window: int) -> Counts:
    return db.single(
        Counts,
        """
        SELECT COALESCE(SUM(CASE WHEN slot = UNIX_TIMESTAMP() DIV %(window)s THEN hits END), 0) AS current,
               COALESCE(SUM(CASE WHEN slot < UNIX_TIMESTAMP() DIV %(window)s THEN hits END), 0) AS previous,
               UNIX_TIMESTAMP() MOD %(window)s                                                  AS elapsed
          FROM rate
         WHERE name = %(name)s
           AND slot >= UNIX_TIMESTAMP() DIV %(window)s - 1
        """,
        name=name, window=window,
    )  # fmt: skip


def forget_expired(db: Db, most: int) -> int:
    return db.run("DELETE FROM rate WHERE expiresAt < UTC_TIMESTAMP(6) LIMIT %(most)s", most=most)
