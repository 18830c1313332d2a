"""Reads that a replica may answer, never older than the primary's.

A read takes the primary's position in its binary log and its time, by one statement, and waits on the replica until
that position has arrived. So a client reads what it has written, on any host, by the primary's clock. A replica that
lags, breaks or does not answer is left for a while, and the primary is read.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import pymysql

from auction.errors import TryAgain
from auction.mysql import pools
from auction.mysql.events import emit, log
from auction.mysql.pools import Pools
from auction.mysql.replica import BROKEN_REST_S, LAG_REST_S, Behind, Position, Replica, catch_up, position_of
from auction.mysql.statements import Db
from auction.mysql.transactions import lend_reader, reading

T = TypeVar("T")


def read_anywhere(work: Callable[[Db], T]) -> T:
    """Run `work(db)`, which reads alone, on a replica or on the primary; after a failure of the replica once more.

    It sees all that was committed before. Raises TryAgain when the primary does not answer, and `work`'s own errors.
    """
    ours = pools.current()
    replica = ours.replica
    if replica is not None and not replica.is_resting:
        with lend_reader(ours) as primary:
            position = position_of(primary)
        try:
            with _caught_up(ours, replica, position) as db:
                return work(db)
        except Behind as error:
            _leave(replica, LAG_REST_S, error)
        except (TryAgain, pymysql.Error, OSError) as error:
            _leave(replica, BROKEN_REST_S, error)
    with reading() as db:
        return work(db)


@contextmanager
def _caught_up(ours: Pools, replica: Replica, position: Position) -> Iterator[Db]:
    with ours.lend(replica) as connection:
        catch_up(connection, position)
        yield Db(connection)


def _leave(replica: Replica, seconds: float, reason: Exception) -> None:
    replica.rest(seconds)
    log.warning("replica left", extra={"reason": repr(reason), "rest": seconds})
    emit("replica_left")
