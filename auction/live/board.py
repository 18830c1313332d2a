"""The board that a worker's watchers look at: the newest known state of each watched item, and who watches it."""

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Protocol

from auction.errors import TooMany
from auction.live import rules
from auction.live.rules import State

MOST_WATCHERS = 3_000
TRY_AFTER = 10


class TooManyStreams(TooMany):
    """Too many event streams are open, here or from this address."""


class Watcher(Protocol):
    """Somebody who looks at some items from an address, and is woken when one of them changed."""

    ids: tuple[int, ...]
    address: str

    def wake(self) -> None: ...

    def check(self) -> None: ...


class Board:
    """One slot an item, never a queue: a slow watcher finds the newest state there, whatever it missed."""

    def __init__(self) -> None:
        self.most_of_an_address = 50
        # whether this worker goes on; gunicorn.conf.py tells it
        self.goes_on: Callable[[], bool] = lambda: True
        self.closed = False
        self.watched = threading.Event()
        self._lock = threading.Lock()
        self._states: dict[int, State] = {}
        self._watchers_of: defaultdict[int, set[Watcher]] = defaultdict(set)
        self._watchers: set[Watcher] = set()
        self._addresses: Counter[str] = Counter()

    def join(self, watcher: Watcher, states: Iterable[State]) -> None:
        """Begin to watch, having just read `states`. Raises TooManyStreams."""
        with self._lock:
            self._admit(watcher.address)
            self._watchers.add(watcher)
            self._addresses[watcher.address] += 1
            for item_id in watcher.ids:
                self._watchers_of[item_id].add(watcher)
            self.watched.set()
        for state in states:
            self.put(state)

    def check_room(self, address: str) -> None:
        """Refuse before anything is read for it what `join` would refuse. Raises TooManyStreams."""
        with self._lock:
            self._admit(address)

    def _admit(self, address: str) -> None:
        if len(self._watchers) >= MOST_WATCHERS or self._addresses[address] >= self.most_of_an_address:
            raise TooManyStreams(TRY_AFTER)

    def leave(self, watcher: Watcher) -> bool:
        """Stop watching; nothing of it is kept. Returns whether it was watching."""
        with self._lock:
            if watcher not in self._watchers:
                return False
            self._watchers.remove(watcher)
            self._addresses[watcher.address] -= 1
            if not self._addresses[watcher.address]:
                del self._addresses[watcher.address]
            for item_id in watcher.ids:
                self._forget(item_id, watcher)
            if not self._watchers:
                self.watched.clear()
            return True

    def _forget(self, item_id: int, watcher: Watcher) -> None:
        self._watchers_of[item_id].discard(watcher)
        if not self._watchers_of[item_id]:
            del self._watchers_of[item_id]
            self._states.pop(item_id, None)

    def read(self, row: list[Any], now: datetime) -> int:
        """Take a row as it was read at `now`; returns how many watchers it woke."""
        known = self._states.get(row[0])
        if known and known.still(row, now):
            known.confirm(row, now)
            return 0
        return self.put(rules.state_of(row, now))

    def put(self, read: State) -> int:
        """Take a state, unless it is older than what is known; returns how many watchers it woke."""
        with self._lock:
            known = self._states.get(read.id)
            if read.id not in self._watchers_of or (known and rules.is_older(read, known)):
                return 0
            if known and known.looks_like(read):
                known.confirm(read.row, read.now)
                return 0
            self._states[read.id] = read
            return self._wake(read.id)

    def miss(self, item_id: int) -> int:
        """An item was not found; returns how many watchers that woke."""
        known = self._states.get(item_id)
        return self.put(rules.gone(known)) if known and rules.may_go(known) else 0

    def _wake(self, item_id: int) -> int:
        watchers = self._watchers_of[item_id]
        for watcher in watchers:
            watcher.wake()
        return len(watchers)

    def state(self, item_id: int) -> State | None:
        """The newest known state of a watched item."""
        return self._states.get(item_id)

    def changeable(self) -> list[int]:
        """Watched items that may still change."""
        with self._lock:
            return [item_id for item_id in self._watchers_of if not self._is_final(item_id)]

    def _is_final(self, item_id: int) -> bool:
        known = self._states.get(item_id)
        return known is not None and known.final

    def watchers(self) -> list[Watcher]:
        """Everybody who watches now."""
        with self._lock:
            return list(self._watchers)

    def close(self) -> None:
        """The worker stops: everybody is woken to leave."""
        with self._lock:
            self.closed = True
            for watcher in self._watchers:
                watcher.wake()
