"""The response body of an event stream: an iterator that yields a chunk whenever a watched item changes."""

import random
import threading
import time
from collections.abc import Iterator
from typing import Any

from auction.live.connection import Connection
from auction.live.forms import event, gone_event
from auction.live.hub import Hub
from auction.live.inboxes import Inboxes, Known, Viewer
from auction.live.rules import GONE, State
from auction.observability import metrics

# with the pause between two checks, a comment every 15 s: proxies close a connection that is silent for longer
HEARTBEAT_S = 13.0
HEARTBEAT = b":\n\n"
RECONNECT_AFTER_MS = 2_000
# clients of a stopping worker reconnect spread over this time, not all at once
RECONNECT_AFTER_STOP_MS = (3_000, 9_000)
STUCK_AFTER_S = 20.0


class Stream:
    """Sends its items' current states at once, then each one that changes. Holds no database connection."""

    __slots__ = (
        "__weakref__", "_begun", "_connection", "_ended", "_hub", "_sent", "_unknown", "_woken", "_writing",
        "_yielded_at", "address", "ids",
    )  # fmt: skip
    # whether it goes on when none of its items is there any more
    goes_on = False

    def __init__(self, hub: Hub, ids: list[int], states: list[State], address: str, connection: Connection) -> None:
        """Subscribe to the hub. Raises TooManyStreams."""
        self.ids = tuple(state.id for state in states)
        self.address = address
        self._unknown = tuple(set(ids) - set(self.ids))
        self._hub = hub
        self._connection = connection
        self._sent: dict[int, State] = {}
        self._woken = threading.Event()
        self._yielded_at = time.monotonic()
        self._begun = self._ended = self._writing = False
        hub.subscribe(self, states)
        metrics.streams.inc()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        self._writing = False
        if self._ended:
            raise StopIteration
        piece = self._wait() if self._begun else self._begin()
        self._yielded_at, self._writing = time.monotonic(), True
        return piece

    def _begin(self) -> bytes:
        self._begun = True
        self._connection.forget_request()
        self._woken.clear()
        unknown = b"".join(map(gone_event, self._unknown))
        return b"".join((_retry(RECONNECT_AFTER_MS), unknown, self._changes(), self._last_chunk()))

    def _wait(self) -> bytes:
        # a time-out here, one for each event, would cost as much as the rest; `check` wakes a silent stream
        self._woken.wait()
        # cleared before looking: a change after the look wakes again
        self._woken.clear()
        if self._ended:
            raise StopIteration
        return self._last_chunk() or self._changes() or HEARTBEAT

    def _last_chunk(self) -> bytes:
        """End the stream when the worker stops. An error instead would stop browsers from reconnecting."""
        if not self._hub.closed:
            return b""
        self._ended = True
        return _retry(random.randint(*RECONNECT_AFTER_STOP_MS))

    def _changes(self) -> bytes:
        """The events of all states that this stream has not sent yet."""
        events = []
        for item_id in self.ids:
            state = self._hub.state(item_id)
            if state is not None and state is not self._sent.get(item_id):
                self._sent[item_id] = state
                events.append(event(state))
        if not self.goes_on:
            self._ended = self._ended or all(state.status == GONE for state in self._sent.values())
        return b"".join((*events, self._notification()))

    def _notification(self) -> bytes:
        """The event of the viewer's inbox, if it has changed; a stream of nobody's has none."""
        return b""

    def wake(self) -> None:
        """Continue: a watched item has changed."""
        self._woken.set()

    def end(self) -> None:
        """End the stream: its viewer's sign-in has ended."""
        self._ended = True
        self.wake()

    def check(self) -> None:
        """End a stream whose client has not read for long or is gone; send a heartbeat on a silent one."""
        silent = time.monotonic() - self._yielded_at
        if self._writing:
            if silent > STUCK_AFTER_S:
                self._connection.shutdown()
        elif self._connection.hung_up():
            self.end()
        elif silent > HEARTBEAT_S:
            self.wake()

    def close(self) -> None:
        """Unsubscribe; the WSGI server calls it when the response is over, however it ended."""
        if self._hub.unsubscribe(self):
            metrics.streams.dec()
            if self._begun:
                self._connection.shutdown_read()


class ViewerStream(Stream):
    """A stream of a user who is signed in: it also sends their inbox, at once and when it changes."""

    __slots__ = ("_inboxes", "_sent_inbox", "viewer")
    goes_on = True

    def __init__(self, inboxes: Inboxes, viewer: Viewer, inbox: Known, *stream: Any) -> None:
        """Subscribe to the hub and to the inbox. Raises TooManyStreams."""
        self._inboxes = inboxes
        self._sent_inbox = b""
        self.viewer = viewer
        super().__init__(*stream)
        inboxes.add(self, inbox)

    def _notification(self) -> bytes:
        known = self._inboxes.known(self.viewer.user_id)
        if known is None or known.event == self._sent_inbox:
            return b""
        self._sent_inbox = known.event
        return known.event

    def close(self) -> None:
        """Unsubscribe from both."""
        self._inboxes.remove(self)
        super().close()


def _retry(milliseconds: int) -> bytes:
    """Set after how long the browser reconnects when the stream has ended."""
    return b"retry: %d\n\n" % milliseconds
