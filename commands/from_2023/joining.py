"""Checks and prepares a database of 2023 that is about to join; `migrate` does this before its first step."""

import contextlib
from collections.abc import Iterator

import database
from commands.console import Stuck, say
from commands.from_2023 import tables
from commands.from_2023.mending import mend
from commands.from_2023.obstacles import obstacles, overwritten
from commands.from_2023.report import ALL, SHOWN, report


def is_joining(db: database.Db, missing: set[str]) -> bool:
    """Whether it has rows of 2023 that the `missing` migrations will change."""
    return tables.LAST in missing and any(db.one(f"SELECT 1 FROM `{name}` LIMIT 1") for name in tables.present(db))


def check(url: str, missing: set[str], everything: bool = False) -> None:
    """Print what `join` would do, without changes. Raises Stuck where a person has to settle something first."""
    check_applied(url, missing)
    with _looking(url) as db:
        if is_joining(db, missing):
            _refuse(obstacles(db, missing))
            report(db, missing, ALL if everything else SHOWN)


def check_applied(url: str, missing: set[str]) -> None:
    """Raises Stuck where a dump of 2023 was loaded over a database that had joined before."""
    with _looking(url) as db:
        _refuse(overwritten(db, missing))


def join(url: str, missing: set[str]) -> dict[str, int]:
    """Print as `check` and prepare the database; return the rows of each table if it joins. Raises Stuck as `check`."""
    with _looking(url) as db:
        if not is_joining(db, missing):
            return {}
        _refuse(obstacles(db, missing))
        report(db, missing)
        say("· 보관하고 고치는 중 · keeping and mending")
        kept = mend(db, missing)
        for (table, reason), n in kept.items():
            say(f"  ✓ kept_2023_{table}: {n:,} ({reason})")
        return {table: tables.count(db, table) for table in tables.COLUMNS}


def _refuse(found: list[str]) -> None:
    if found:
        sentences = "\n".join(f"  {sentence}" for sentence in found)
        raise Stuck(f"옮기기 전에 해결할 것이 있습니다 · to be settled first; nothing was changed:\n{sentences}")


@contextlib.contextmanager
def _looking(url: str) -> Iterator[database.Db]:
    """Yield a connection whose statements may take long."""
    with contextlib.closing(database.connect(url, timeout_s=None)) as connection:
        yield database.Db(connection)
