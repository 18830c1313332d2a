"""The database's clock, by which all times are decided. Naive UTC."""

from datetime import datetime
from typing import TypedDict

from auction.mysql.statements import Db, Deferred, Pipeline

CLOCK = "SELECT UTC_TIMESTAMP(6) AS now"


class Clock(TypedDict):
    """The database's time."""

    now: datetime


def current_time(db: Db) -> datetime:
    """Return the database's time."""
    return db.single(Clock, CLOCK)["now"]


def read_clock(pipeline: Pipeline) -> Deferred[Clock]:
    """Read the database's time in a statement of its own; a locking one would give the time before its wait."""
    return pipeline.single(Clock, CLOCK)
