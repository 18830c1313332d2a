"""Somebody who watches an event stream of a real server, reading as fast as it comes."""

import contextlib
import http.client
import json
import queue
import socket
import threading
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from tests.cast import RunningServer

PATIENCE = 10.0  # seconds


class Event(NamedTuple):
    """One block of the stream; `name` is empty where it only sets `retry` or is a comment."""

    name: str
    data: dict[str, Any]
    retry: int


class Watching:
    """An open stream. `status` and `headers` are there at once; `next()` waits for an event with a name."""

    def __init__(
        self, server: RunningServer, path: str, source: str = "127.0.0.1", headers: Mapping[str, str] | None = None
    ) -> None:
        parts = urlsplit(server.url)
        self._line = http.client.HTTPConnection(
            parts.hostname or "", parts.port, timeout=60, source_address=(source, 0)
        )
        self._line.request("GET", path, headers={"Accept": "text/event-stream", **(headers or {})})
        self.answer = self._line.getresponse()
        self.status, self.headers = self.answer.status, dict(self.answer.getheaders())
        self.retries: list[int] = []
        self._blocks: queue.Queue[Event | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        lines: list[str] = []
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError, AttributeError):
            while line := self.answer.readline():
                if text := line.decode().rstrip("\n"):
                    lines.append(text)
                else:
                    self._blocks.put(parsed(lines))
                    lines = []
        self._blocks.put(None)

    def next(self, within: float = PATIENCE) -> Event | None:
        """The next event with a name; None at the stream's end. Fails the test when neither comes in time."""
        while True:
            try:
                event = self._blocks.get(timeout=within)
            except queue.Empty:
                raise AssertionError(f"no event within {within} s") from None
            if event is None or event.name:
                return event
            self.retries += [event.retry] if event.retry else []

    def price(self, within: float = PATIENCE) -> dict[str, Any]:
        """The data of the next event, which must be a price."""
        event = self.next(within)
        assert event is not None, "the stream has ended"
        assert event.name == "price"
        return event.data

    def until(self, within: float = PATIENCE, **wanted: Any) -> dict[str, Any]:
        """The first price whose data hold what is wanted; each must come in time."""
        while True:
            data = self.price(within)
            if all(data[name] == value for name, value in wanted.items()):
                return data

    def hears_nothing(self, seconds: float) -> bool:
        """Whether no event with a name comes for so long."""
        with contextlib.suppress(queue.Empty):
            while True:
                event = self._blocks.get(timeout=seconds)
                if event is None or event.name:
                    return False
        return True

    def close(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            self._line.sock.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            self._line.close()


def parsed(lines: list[str]) -> Event:
    """The lines of one block as an event."""
    fields = dict(line.partition(": ")[::2] for line in lines if not line.startswith(":"))
    return Event(fields.get("event", ""), json.loads(fields.get("data", "{}")), int(fields.get("retry", 0)))


@contextlib.contextmanager
def watching(server: RunningServer, *paths: str, **options: Any) -> Iterator[list[Watching]]:
    """Streams of these paths, closed at the end."""
    streams: list[Watching] = []
    try:
        streams += [Watching(server, path, **options) for path in paths]
        yield streams
    finally:
        for stream in streams:
            stream.close()


def events_of(item: dict[str, Any]) -> str:
    return f"/api/items/{item['id']}/events"
