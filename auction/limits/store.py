"""Counters that all workers and hosts share. Times by the database's clock."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypedDict

from database import Db, Deferred, Pipeline


class Counts(TypedDict):
    """Hits of a counter in this window and the one before, and the seconds since this one began."""

    name: str
    current: Decimal
    previous: Decimal
    elapsed: int


def add(pipeline: Pipeline, hits: Sequence[tuple[str, int]], window: int) -> None:
    """Add hits to each of these counters, all of which are locked until the transaction ends."""
    expiry = "UTC_TIMESTAMP(6) + INTERVAL 2 * %(window)s SECOND"
    rows = [
        f"(%(name{n})s, UNIX_TIMESTAMP() DIV %(window)s, %(hits{n})s, {expiry})" for n, _ in enumerate(hits)
    ]  # fmt: skip
    pipeline.run(
        f"""
        INSERT INTO rate (name, slot, hits, expiresAt)
        VALUES {", ".join(rows)}
        ON DUPLICATE KEY UPDATE hits = hits + VALUES(hits)
        """,
        window=window,
        **{f"name{n}": name for n, (name, _) in enumerate(hits)},
        **{f"hits{n}": number for n, (_, number) in enumerate(hits)},
    )


def counts(pipeline: Pipeline, names: Sequence[str], window: int) -> Deferred[list[Counts]]:
    """Read these counters; those without hits are left out."""
    return pipeline.all(
        Counts,
        """
        SELECT name,
               COALESCE(SUM(CASE WHEN slot = UNIX_TIMESTAMP() DIV %(window)s THEN hits END), 0) AS current,
               COALESCE(SUM(CASE WHEN slot < UNIX_TIMESTAMP() DIV %(window)s THEN hits END), 0) AS previous,
               UNIX_TIMESTAMP() MOD %(window)s                                                  AS elapsed
          FROM rate
         WHERE name IN %(names)s
           AND slot >= UNIX_TIMESTAMP() DIV %(window)s - 1
         GROUP BY name
        """,
        names=list(names), window=window,
    )  # fmt: skip


def forget_expired(db: Db, most: int) -> int:
    return db.run("DELETE FROM rate WHERE expiresAt < UTC_TIMESTAMP(6) LIMIT %(most)s", most=most)
