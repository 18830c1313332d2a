"""A replica's pool, which rests after a failure, and the statements that bring a read of it up to the primary.

MariaDB and MySQL each have words of their own for a position in the binary log.
"""

import time
from decimal import Decimal
from typing import TypedDict

from auction.mysql.driver import Connection
from auction.mysql.pool import Pool
from auction.mysql.statements import Db

# how long a read waits for what the primary had committed, and how long any statement on a replica may take
WAIT_S = 0.1
TIMEOUT_S = 0.5
# how long a replica is left alone that was behind, and one that was broken or silent
LAG_REST_S = 1.0
BROKEN_REST_S = 10.0

MARIADB_POSITION = "SELECT @@gtid_binlog_pos AS log, UNIX_TIMESTAMP(NOW(6)) AS now"
MYSQL_POSITION = "SELECT @@gtid_executed AS log, UNIX_TIMESTAMP(NOW(6)) AS now"
MARIADB_WAIT = "SELECT MASTER_GTID_WAIT(%(log)s, %(wait_s)s) AS outcome"
MYSQL_WAIT = "SELECT WAIT_FOR_EXECUTED_GTID_SET(%(log)s, %(wait_s)s) AS outcome"


class Position(TypedDict):
    """Where the primary is: in its binary log, and in time (seconds since 1970)."""

    log: str
    now: Decimal


class Outcome(TypedDict):
    """Of waiting for a position: 0 when it has arrived."""

    outcome: int | None


class Behind(Exception):
    """The replica has not read all that the primary had committed, or the primary keeps no binary log."""


class Replica(Pool):
    """A pool of connections to a replica."""

    _rests_until = 0.0

    @property
    def is_resting(self) -> bool:
        """Whether it failed a moment ago."""
        return time.monotonic() < self._rests_until

    def rest(self, seconds: float) -> None:
        """Let nothing be read from it for so long."""
        self._rests_until = time.monotonic() + seconds


def position_of(primary: Connection) -> Position:
    """Return where the primary is: all that was committed before lies before it."""
    return Db(primary).single(Position, MARIADB_POSITION if primary.is_mariadb else MYSQL_POSITION)


def catch_up(replica: Connection, position: Position) -> None:
    """Wait until the replica has arrived at `position`, and let its clock show that time. Raises Behind."""
    if not position["log"]:
        raise Behind("the primary keeps no binary log with GTIDs")
    db = Db(replica)
    statement = MARIADB_WAIT if replica.is_mariadb else MYSQL_WAIT
    if db.single(Outcome, statement, log=position["log"], wait_s=WAIT_S)["outcome"] != 0:
        raise Behind(f"more than {WAIT_S} s behind")
    db.run("SET timestamp = %(now)s", now=position["now"])
