"""The newest known state of each watched item, and the streams that subscribe to it; one hub an application."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Protocol

from auction.errors import TooMany
from auction.limits.networks import OpenByNetwork
from auction.live import rules
from auction.live.rules import State

MAX_SUBSCRIBERS = 7_000
MAX_PER_ADDRESS = 50
RETRY_AFTER_S = 10


class TooManyStreams(TooMany):
    """Too many event streams are open, here or from this address."""


class Subscriber(Protocol):
    """What a hub wakes when one of its items has changed, and checks from time to time."""

    ids: tuple[int, ...]
    address: str

    def wake(self) -> None: ...

    def check(self) -> None: ...


class Hub:
    """One state an item, never a queue: a slow subscriber finds the newest one, whatever it missed."""

    def __init__(self, max_per_address: int = MAX_PER_ADDRESS) -> None:
        self.max_per_address = max_per_address
        # whether this worker keeps serving; gunicorn.conf.py replaces it
        self.is_serving: Callable[[], bool] = lambda: True
        self.closed = False
        self.has_subscribers = threading.Event()
        self._lock = threading.Lock()
        self._states: dict[int, State] = {}
        self._subscribers_of: defaultdict[int, set[Subscriber]] = defaultdict(set)
        self._subscribers: set[Subscriber] = set()
        self._open = OpenByNetwork()

    def subscribe(self, subscriber: Subscriber, states: Iterable[State]) -> None:
        """Add a subscriber that has just read `states`. Raises TooManyStreams."""
        with self._lock:
            self._require_capacity(subscriber.address)
            self._subscribers.add(subscriber)
            self._open.add(subscriber.address)
            for item_id in subscriber.ids:
                self._subscribers_of[item_id].add(subscriber)
            self.has_subscribers.set()
        for state in states:
            self.publish(state)

    def check_capacity(self, address: str) -> None:
        """Raise TooManyStreams where `subscribe` would, before anything is read for a stream."""
        with self._lock:
            self._require_capacity(address)

    def _require_capacity(self, address: str) -> None:
        if len(self._subscribers) >= MAX_SUBSCRIBERS or not self._open.has_room(address, self.max_per_address):
            raise TooManyStreams(RETRY_AFTER_S)

    def unsubscribe(self, subscriber: Subscriber) -> bool:
        """Remove a subscriber; returns whether there was one."""
        with self._lock:
            if subscriber not in self._subscribers:
                return False
            self._subscribers.remove(subscriber)
            self._open.remove(subscriber.address)
            for item_id in subscriber.ids:
                self._remove(item_id, subscriber)
            if not self._subscribers:
                self.has_subscribers.clear()
            return True

    def _remove(self, item_id: int, subscriber: Subscriber) -> None:
        self._subscribers_of[item_id].discard(subscriber)
        if not self._subscribers_of[item_id]:
            del self._subscribers_of[item_id]
            self._states.pop(item_id, None)

    def publish_row(self, row: list[Any], now: datetime) -> int:
        """Publish a row as it was read at `now`; returns how many subscribers it woke."""
        known = self._states.get(row[0])
        if known and known.is_unchanged(row, now):
            known.confirm(row, now)
            return 0
        return self.publish(rules.state_of(row, now))

    def publish(self, read: State) -> int:
        """Keep a state, unless it is older than the known one; returns how many subscribers it woke."""
        with self._lock:
            known = self._states.get(read.id)
            if read.id not in self._subscribers_of or (known and rules.is_older(read, known)):
                return 0
            if known and known.looks_like(read):
                known.confirm(read.row, read.now)
                return 0
            self._states[read.id] = read
            return self._wake(read.id)

    def publish_missing(self, item_id: int) -> int:
        """Publish that an item was not found; returns how many subscribers it woke."""
        known = self._states.get(item_id)
        return self.publish(rules.gone(known)) if known and rules.can_be_gone(known) else 0

    def _wake(self, item_id: int) -> int:
        subscribers = self._subscribers_of[item_id]
        for subscriber in subscribers:
            subscriber.wake()
        return len(subscribers)

    def state(self, item_id: int) -> State | None:
        """The newest known state of a watched item."""
        return self._states.get(item_id)

    def changeable_ids(self) -> list[int]:
        """Watched items that may still change."""
        with self._lock:
            return [item_id for item_id in self._subscribers_of if not self._is_final(item_id)]

    def _is_final(self, item_id: int) -> bool:
        known = self._states.get(item_id)
        return known is not None and known.final

    def subscribers(self) -> list[Subscriber]:
        """All subscribers now."""
        with self._lock:
            return list(self._subscribers)

    def close(self) -> None:
        """Wake every subscriber so that it ends: the worker stops."""
        with self._lock:
            self.closed = True
            for subscriber in self._subscribers:
                subscriber.wake()
