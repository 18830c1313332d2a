"""The only way to the database: the façade of auction/mysql, under a name that stays."""

from auction.mysql.connections import LOCK_WAIT_S, connect
from auction.mysql.errors import (
    Duplicate,
    Error,
    LockWait,
    is_missing_table,
    is_retryable,
)
from auction.mysql.events import add_listener, timed
from auction.mysql.pools import close_idle, configure, pool_in_use
from auction.mysql.reads import read_anywhere
from auction.mysql.single import RunTransaction, single_connection, snapshots
from auction.mysql.sizes import Fleet
from auction.mysql.statements import Db, Deferred, Pipeline, Row
from auction.mysql.transactions import (
    DEADLINE_S,
    JITTER_S,
    MAX_ATTEMPTS,
    Attempts,
    attempt,
    reading,
    run_transaction,
    transact,
    transact_once,
)

__all__ = [
    "DEADLINE_S",
    "JITTER_S",
    "LOCK_WAIT_S",
    "MAX_ATTEMPTS",
    "Attempts",
    "Db",
    "Deferred",
    "Duplicate",
    "Error",
    "Fleet",
    "LockWait",
    "Pipeline",
    "Row",
    "RunTransaction",
    "add_listener",
    "attempt",
    "close_idle",
    "configure",
    "connect",
    "is_missing_table",
    "is_retryable",
    "pool_in_use",
    "read_anywhere",
    "reading",
    "run_transaction",
    "single_connection",
    "snapshots",
    "timed",
    "transact",
    "transact_once",
]
