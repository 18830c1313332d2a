"""The table `alert_position`, and the ids of the logs that are read by it. Times are UTC, by the database's clock."""

from datetime import datetime
from typing import Literal, TypedDict

from database import Db

Table = Literal["bid", "security_event", "item", "notification", "history"]

# longer than from an INSERT to its COMMIT: a server ends a silent transaction after 10 s (MariaDB) or 30 s (MySQL)
OVERLAP_S = "IF(VERSION() LIKE '%%MariaDB%%', 15, 40)"


class IdPosition(TypedDict):
    """Where a deriver stands in a log whose newest id is `last` now; `isSure`: nothing up to `newest` can appear."""

    position: int
    newest: int
    at: datetime
    isSure: int
    last: int


class TimePosition(TypedDict):
    """Before `at` nothing can appear any more; at the time `now` that holds for all before `sureUntil`."""

    at: datetime
    now: datetime
    sureUntil: datetime


class Id(TypedDict):
    """The id of an entry."""

    id: int


def begin(db: Db, name: str) -> None:
    """Add the position of a deriver at the beginning of its log, if it has none."""
    db.run(
        """
        INSERT INTO alert_position (name, position, newest, at) VALUES (%(name)s, 0, 0, '1970-01-01')
        ON DUPLICATE KEY UPDATE name = name
        """,
        name=name,
    )


def id_position(db: Db, name: str, table: Table) -> IdPosition | None:
    return db.one(
        IdPosition,
        f"""
        SELECT position, newest, at, at < UTC_TIMESTAMP(6) - INTERVAL {OVERLAP_S} SECOND AS isSure,
               (SELECT COALESCE(MAX(id), 0) FROM {table}) AS last
          FROM alert_position
         WHERE name = %(name)s
        """,
        name=name,
    )


def ids_after(db: Db, table: Table, position: int, most: int) -> list[Id]:
    return db.all(
        Id,
        f"SELECT id FROM {table} WHERE id > %(position)s ORDER BY id LIMIT %(most)s",
        position=position, most=most,
    )  # fmt: skip


def move(db: Db, name: str, at: datetime, position: int, newest: int) -> None:
    """Move a position forward, unless another worker has since `at`; `at` becomes the time where `newest` is new."""
    db.run(
        """
        UPDATE alert_position
           SET at = IF(newest = %(newest)s, at, UTC_TIMESTAMP(6)), position = %(position)s, newest = %(newest)s
         WHERE name = %(name)s AND at = %(at)s AND position <= %(position)s
        """,
        name=name, at=at, position=position, newest=newest,
    )  # fmt: skip


def time_position(db: Db, name: str) -> TimePosition | None:
    return db.one(
        TimePosition,
        f"""
        SELECT at, UTC_TIMESTAMP(6) AS now, UTC_TIMESTAMP(6) - INTERVAL {OVERLAP_S} SECOND AS sureUntil
          FROM alert_position
         WHERE name = %(name)s
        """,
        name=name,
    )


def note_time(db: Db, name: str, sure_until: datetime) -> None:
    db.run(
        "UPDATE alert_position SET at = %(sure_until)s WHERE name = %(name)s AND at < %(sure_until)s",
        name=name, sure_until=sure_until,
    )  # fmt: skip
