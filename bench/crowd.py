"""Watchers of event streams in a separate process, on raw sockets, to take no more than a few percent of a core."""

import re
import select
import socket
import time
from collections.abc import Sequence
from multiprocessing import get_context
from typing import Any, NamedTuple

# what a browser sends; its size is part of what a watcher costs
GET = (
    "GET /api/items/{id}/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: keep-alive\r\n"
    "User-Agent: Mozilla/5.0 (Linux; Android 15; SM-S938N) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 "
    "Mobile Safari/537.36\r\nAccept: text/event-stream\r\nCache-Control: no-cache\r\nSec-Fetch-Site: same-origin\r\n"
    "Sec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\nReferer: http://127.0.0.1:{port}/items/{id}\r\n"
    "Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7\r\n\r\n"
)
PRICE = re.compile(rb'"id":(\d+),"price":\d+,"minimumBid":\d+,"bidCount":(\d+)')
OPENS_AT_ONCE = 16
# as the site allows
OF_AN_ADDRESS = 40
# seconds, for each sixteen and for all
OPENS_WITHIN, ALL_OPEN_WITHIN = 60, 240


class Seen(NamedTuple):
    """An event received: when (seconds since 1970), by which watcher, of which item, with how many bids."""

    at: float
    watcher: int
    item: int
    number: int


class Crowd:
    """Start so many watchers, spread evenly over these items; return once each has received its first price."""

    def __init__(self, port: int, items: Sequence[int], size: int) -> None:
        self._ours, theirs = get_context("fork").Pipe()
        self._process = get_context("fork").Process(target=_watch, args=(theirs, port, items, size), daemon=True)
        self._process.start()
        if not self._ours.poll(ALL_OPEN_WITHIN) or self._ours.recv() != size:
            raise RuntimeError("not every watcher saw a first price")

    def leave(self) -> tuple[list[Seen], float]:
        """Close all streams; return the events received, and the share of a core that the watchers took."""
        self._ours.send("leave")
        seen, share = self._ours.recv()
        self._process.join()
        return seen, share


def address_of(number: int) -> str:
    """Return the address from which the stream of this number, from 0, is opened: OF_AN_ADDRESS from each."""
    return f"127.0.0.{2 + number // OF_AN_ADDRESS}"


def _watch(pipe: Any, port: int, items: Sequence[int], size: int) -> None:
    poll, lines = select.epoll(), {}
    for first in range(0, size, OPENS_AT_ONCE):
        batch = range(first, min(first + OPENS_AT_ONCE, size))
        for watcher in batch:
            line = socket.create_connection(("127.0.0.1", port), source_address=(address_of(watcher), 0))
            line.sendall(GET.format(id=items[watcher % len(items)], port=port).encode())
            lines[line.fileno()] = (line, watcher)
            poll.register(line, select.EPOLLIN)
        _read_until(poll, lines, set(batch))
    pipe.send(len(lines))
    pipe.send(_note(pipe, poll, lines))


def _read_until(poll: Any, lines: dict[int, Any], waiting: set[int]) -> None:
    """Read until each of `waiting` has received a price."""
    until = time.monotonic() + OPENS_WITHIN
    while waiting and time.monotonic() < until:
        for number, _ in poll.poll(0.5):
            line, watcher = lines[number]
            if PRICE.search(line.recv(65_536)):
                waiting.discard(watcher)


def _note(pipe: Any, poll: Any, lines: dict[int, Any]) -> tuple[list[Seen], float]:
    """Record every price until the process has to end."""
    seen: list[Seen] = []
    began, used = time.monotonic(), time.process_time()
    while not pipe.poll():
        for number, _ in poll.poll(0.1):
            line, watcher = lines[number]
            data, now = line.recv(65_536), time.time()
            if not data:
                raise RuntimeError("a stream has ended")
            seen += [Seen(now, watcher, int(found[1]), int(found[2])) for found in PRICE.finditer(data)]
    return seen, (time.process_time() - used) / (time.monotonic() - began)
