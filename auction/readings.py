"""Readings that the requests of one worker share: what everybody sees alike is read once in a fraction of a second.

A reading is shared only while it holds what had been written before the request came: `Readings.changed` is called
after each write of this worker, before its answer is sent. Ages are measured by the monotonic clock.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from typing import Any, Protocol, TypeVar

from auction.appstate import PerApp

# how old a shared reading may be when a request comes (seconds), and what all of a worker may weigh (bytes)
FRESH_S = 0.25
MAX_BYTES = 8_000_000
# times of changes that are remembered one by one
MAX_CHANGES = 4_096


class Shareable(Protocol):
    """What was read: which items it shows, and roughly how much memory it takes (bytes)."""

    @property
    def item_ids(self) -> Iterable[int]: ...
    @property
    def weight(self) -> int: ...


T = TypeVar("T", bound=Shareable)


class _Flight:
    """A reading that is being made."""

    __slots__ = ("done", "failed")

    def __init__(self) -> None:
        self.done, self.failed = threading.Event(), False


class Readings:
    """The newest reading for each key, at most `max_bytes` of them, the least recently used forgotten first."""

    def __init__(self, fresh_s: float = FRESH_S, max_bytes: int = MAX_BYTES) -> None:
        self._fresh_s, self._max_bytes = fresh_s, max_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[float, Shareable]] = OrderedDict()
        self._flights: dict[Hashable, _Flight] = {}
        self._weight = 0
        # when an item was last changed here, and when anything was that concerns no single item
        self._changed: dict[int, float] = {}
        self._changed_all = 0.0

    @property
    def weight(self) -> int:
        """What the readings take (bytes)."""
        return self._weight

    def get(self, key: Hashable, read: Callable[[], T], since: float = 0.0) -> T:
        """Return a reading for `key`, of another request where one serves; `since` refuses those begun before.

        Requests for the same key wait for one reading. If it fails, each of them reads for itself.
        """
        came = time.monotonic()
        while True:
            with self._lock:
                found: T | None = self._found(key, came, since)
                if found is not None:
                    return found
                flight = self._flights.get(key)
                leads = flight is None
                if flight is None:
                    flight = self._flights[key] = _Flight()
            if leads:
                return self._read(key, flight, read)
            flight.done.wait()
            if flight.failed:
                return read()

    def peek(self, key: Hashable, came: float) -> Shareable | None:
        """Return a reading that serves a request which came at this time (monotonic), or None."""
        with self._lock:
            found: Shareable | None = self._found(key, came, 0.0)
            return found

    def keep(self, key: Hashable, began: float, found: Shareable) -> None:
        """Keep what was made of a reading begun at this time (monotonic)."""
        with self._lock:
            self._keep(key, began, found)

    def changed(self, item_id: int | None) -> None:
        """Share no reading from before now that shows this item; None for one that shows anything."""
        now = time.monotonic()
        with self._lock:
            if item_id is None:
                self._changed_all = now
            else:
                self._changed[item_id] = now
            if len(self._changed) > MAX_CHANGES:
                self._changed.clear()
                self._changed_all = now

    def _found(self, key: Hashable, came: float, since: float) -> Any:
        """Return the reading that serves a request, or None; all readings for one key have one type."""
        began, found = self._kept.get(key, (0.0, None))
        if found is None or began <= max(came - self._fresh_s, since):
            return None
        # what was written after the request came need not be in it
        if began <= min(came, self._changed_at(found)):
            return None
        self._kept.move_to_end(key)
        return found

    def _changed_at(self, found: Shareable) -> float:
        return max(self._changed_all, max((self._changed.get(item_id, 0.0) for item_id in found.item_ids), default=0.0))

    def _read(self, key: Hashable, flight: _Flight, read: Callable[[], T]) -> T:
        began = time.monotonic()
        flight.failed = True
        try:
            found = read()
            flight.failed = False
            self.keep(key, began, found)
            return found
        finally:
            with self._lock:
                del self._flights[key]
            flight.done.set()

    def _keep(self, key: Hashable, began: float, found: Shareable) -> None:
        _, before = self._kept.pop(key, (0.0, None))
        self._weight += found.weight - (before.weight if before else 0)
        self._kept[key] = began, found
        while self._weight > self._max_bytes:
            _, (_, oldest) = self._kept.popitem(last=False)
            self._weight -= oldest.weight


readings: PerApp[Readings | None] = PerApp(lambda: None)


def configure(on: bool) -> None:
    """Let the requests of the running application share readings, or each read for itself, as tests want."""
    readings.set(Readings() if on else None)


def shared(key: Hashable, read: Callable[[], T], since: float = 0.0) -> T:
    """Return a reading for `key`, shared where the application shares readings."""
    ours = readings.get()
    return read() if ours is None else ours.get(key, read, since)


def changed(item_id: int | None) -> None:
    """Note that a request has changed this item, or, with None, anything."""
    ours = readings.get()
    if ours is not None:
        ours.changed(item_id)
