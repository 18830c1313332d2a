"""The newest known inbox of each user with an open stream, for the `notification` events; one for each application."""

import threading
from collections import defaultdict
from typing import NamedTuple, Protocol


class Viewer(NamedTuple):
    """Who reads a stream: a user, by one of their sign-ins."""

    user_id: str
    sign_in_id: str


class Known(NamedTuple):
    """An inbox as it was read: what changes with it, and its event."""

    mark: tuple[int, str]
    event: bytes


class Reader(Protocol):
    """A stream of a viewer."""

    viewer: Viewer

    def wake(self) -> None: ...

    def end(self) -> None: ...


class Inboxes:
    """One inbox a user, never a queue: a slow reader finds the newest one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._readers: defaultdict[str, set[Reader]] = defaultdict(set)
        self._known: dict[str, Known] = {}

    def add(self, reader: Reader, read: Known) -> None:
        """Add a reader that has just read their inbox."""
        with self._lock:
            self._readers[reader.viewer.user_id].add(reader)
        self.publish(reader.viewer.user_id, read)

    def remove(self, reader: Reader) -> None:
        """Remove a reader, and with the last one of a user what is known of them."""
        user_id = reader.viewer.user_id
        with self._lock:
            self._readers[user_id].discard(reader)
            if not self._readers[user_id]:
                del self._readers[user_id]
                self._known.pop(user_id, None)

    def viewers(self) -> set[Viewer]:
        """Who reads now."""
        with self._lock:
            return {reader.viewer for readers in self._readers.values() for reader in readers}

    def known(self, user_id: str) -> Known | None:
        """The newest known inbox of a user."""
        return self._known.get(user_id)

    def publish(self, user_id: str, read: Known) -> int:
        """Keep an inbox; returns how many readers it woke. The next reading replaces one that was read too early."""
        with self._lock:
            known = self._known.get(user_id)
            if user_id not in self._readers:
                return 0
            self._known[user_id] = read
            woken = [] if known and known.event == read.event else list(self._readers[user_id])
        for reader in woken:
            reader.wake()
        return len(woken)

    def end(self, viewers: set[Viewer]) -> None:
        """End the streams of these viewers, whose sign-ins have ended."""
        with self._lock:
            ended = [reader for readers in self._readers.values() for reader in readers if reader.viewer in viewers]
        for reader in ended:
            reader.end()
