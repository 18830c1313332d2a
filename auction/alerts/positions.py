"""How far a deriver of notifications has surely read a log (docs/decisions/0102).

An id is taken before its row is committed, so a row may appear behind newer ones. What was visible as the newest id
some time ago (`OVERLAP_S`) has nothing behind it any more; until then the ids after the position are read again.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

import database
from auction.alerts import store
from auction.alerts.rows import EndRow
from auction.alerts.store import IdPosition, Table, TimePosition

# entries handled in one transaction, of a log that is read by id and of auctions by their ends
AT_ONCE = 1_000
ENDS_AT_ONCE = 500
# the log that is read by time
CLOSINGS = "closings"
# a log that is read by time notes its position this often
NOTED_EVERY = timedelta(minutes=1)


class Log:
    """A log that is read by id. Entries that this process has handled are not handled again."""

    def __init__(self, name: str, table: Table) -> None:
        self._name = name
        self._table = table
        self._handled: set[int] = set()

    def look(self, handle: Callable[[database.Db, list[int]], int]) -> int:
        """Run `handle(db, ids)` in a transaction for up to AT_ONCE entries not handled yet; return what it returns."""
        position, ids = self._read()
        fresh = [entry_id for entry_id in ids if entry_id not in self._handled][:AT_ONCE]
        done = database.transact(handle, fresh) if fresh else 0
        self._handled.update(fresh)
        self._advance(position, fresh[-1] if len(fresh) == AT_ONCE else position["last"])
        return done

    def _read(self) -> tuple[IdPosition, list[int]]:
        with database.reading() as db:
            position = store.id_position(db, self._name, self._table)
            if position is None:
                store.begin(db, self._name)
                return self._read()
            if position["last"] <= position["position"]:
                return position, []
            rows = store.ids_after(db, self._table, position["position"], len(self._handled) + AT_ONCE)
            return position, [row["id"] for row in rows]

    def _advance(self, old: IdPosition, handled_to: int) -> None:
        """Move the position to what is both sure and handled; every entry up to `handled_to` has been handled."""
        self._handled = {entry_id for entry_id in self._handled if entry_id > old["position"]}
        if not old["isSure"] or old["position"] == old["last"]:
            return
        position = max(old["position"], min(handled_to, old["newest"]))
        newest = old["last"] if position == old["newest"] else old["newest"]
        database.transact(store.move, self._name, old["at"], position, newest)


class Found(NamedTuple):
    """Auctions in the order of their ends, and up to which time no other one can appear behind them."""

    rows: list[EndRow]
    sure_until: datetime


class EndLog:
    """Auctions that are read by their ends, or some time `ahead` of these. Each is handled once by this process."""

    def __init__(self, name: str, ahead: timedelta = timedelta(0)) -> None:
        self._name = name
        self._ahead = ahead
        self._handled: set[int] = set()

    def look(
        self,
        find: Callable[[database.Db, TimePosition, int], Found],
        handle: Callable[[database.Db, list[int]], int],
    ) -> int:
        """Run `handle(db, ids)` in a transaction for up to ENDS_AT_ONCE auctions that `find(db, position, most)` found.

        Returns what `handle` returns.
        """
        with database.reading() as db:
            position = self._position(db)
            rows, sure = find(db, position, len(self._handled) + ENDS_AT_ONCE)
        fresh = [row for row in rows if row["id"] not in self._handled][:ENDS_AT_ONCE]
        done = database.transact(handle, [row["id"] for row in fresh]) if fresh else 0
        self._handled.intersection_update(row["id"] for row in rows)
        self._handled.update(row["id"] for row in fresh)
        if len(fresh) == ENDS_AT_ONCE:
            sure = min(sure, fresh[-1]["endTime"] - self._ahead)
        if sure - position["at"] >= NOTED_EVERY:
            database.transact(store.note_time, self._name, sure)
        return done

    def _position(self, db: database.Db) -> TimePosition:
        found = store.time_position(db, self._name)
        if found is None:
            store.begin(db, self._name)
            return self._position(db)
        return found


def lateness(db: database.Db) -> float:
    """Return how long ago the closings were surely derived (seconds): under three minutes while a worker runs."""
    found = store.time_position(db, CLOSINGS)
    return (found["now"] - found["at"]).total_seconds() if found else 0.0
