"""How far a deriver of notifications has surely read a log (docs/decisions/0102).

An id is taken before its row is committed, so a row may appear behind newer ones. What was visible as the newest id
some time ago (`OVERLAP_S`) has nothing behind it any more; until then the ids after the position are read again.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import database
from auction.alerts import store
from auction.alerts.store import IdPosition, Table, TimePosition

# entries handled in one transaction
AT_ONCE = 1_000
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


def time_position(db: database.Db, name: str) -> TimePosition:
    """Return where a deriver stands in a log that is read by time."""
    found = store.time_position(db, name)
    if found is None:
        store.begin(db, name)
        return time_position(db, name)
    return found


def note_time(name: str, old: TimePosition, sure_until: datetime) -> None:
    """Note that everything before `sure_until` has been handled, if that is much later than what is noted."""
    if sure_until - old["at"] >= NOTED_EVERY:
        database.transact(store.note_time, name, sure_until)


def lateness(db: database.Db) -> float:
    """Return how long ago the closings were surely derived (seconds): under three minutes while a worker runs."""
    found = store.time_position(db, CLOSINGS)
    return (found["now"] - found["at"]).total_seconds() if found else 0.0
