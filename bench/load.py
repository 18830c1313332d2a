"""Clients that ask as fast as they get answers, over persistent connections, from one process that is mostly idle."""

import itertools
import random
import re
import resource
import select
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from statistics import mean
from typing import Any

from bench.figures import percentile

CONNECTIONS = 16
STEP = 100_000  # won; at least every increment
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass
class Load:
    """The clients' latencies (ms), their answers by status and by connection, and the share of a core they took."""

    seconds: float = 0.0
    taken: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    served: dict[int, int] = field(default_factory=dict)
    core: float = 0.0

    @property
    def rate(self) -> float:
        """Accepted bids a second."""
        return self.statuses.get(201, 0) / self.seconds

    @property
    def refused(self) -> float:
        """The share of bids that were refused because another was faster (409)."""
        return self.statuses.get(409, 0) / max(1, sum(self.statuses.values()))

    @property
    def answered(self) -> float:
        """Answers a second."""
        return len(self.taken) / self.seconds

    @property
    def tail(self) -> float:
        """The 99th percentile of the latency ÷ its mean."""
        return percentile(self.taken, 0.99) / mean(self.taken)

    @property
    def fairness(self) -> float:
        """The answers of the connection that got the fewest ÷ those of the one that got the most."""
        return min(self.served.values()) / max(self.served.values())


@dataclass
class Offers:
    """The bids to place: by whom, on which items, from which prices on. Each bidder has an address of their own."""

    prices: dict[int, int]
    tokens: Sequence[str]
    keyed: bool = False

    def requests(self) -> Iterator[bytes]:
        """Yield bids without end; each one on an item is higher than the last. The bidders take turns."""
        heads = [
            f"Host: bench\r\nX-Forwarded-For: 100.64.{number // 256}.{number % 256}\r\n"
            f"Authorization: Bearer {token}\r\nContent-Type: application/json"
            for number, token in enumerate(self.tokens)
        ]
        chance, items = random.Random(), list(self.prices)
        run, number = f"{chance.getrandbits(64):x}", 0
        while True:
            item, number = chance.choice(items), number + 1
            self.prices[item] += STEP
            body = f'{{"amount":{self.prices[item]}}}'
            head = heads[number % len(heads)]
            key = f"\r\nIdempotency-Key: {run}-{number}" if self.keyed else ""
            yield (
                f"POST /api/items/{item}/bids HTTP/1.1\r\n{head}{key}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
            ).encode()


def bid(port: int, offers: Offers, seconds: float, connections: int = CONNECTIONS, most: int = 0) -> Load:
    """Bid for so many seconds from a separate process; `offers.prices` is updated to where it ended.

    With `most`, at most so many bids a second.
    """

    def bidding() -> tuple[Load, dict[int, int]]:
        return _load(port, offers.requests(), seconds, connections, (201, 409), most), offers.prices

    load: Load
    load, prices = in_process(bidding)
    offers.prices.update(prices)
    return load


def read(port: int, requests: Sequence[bytes], seconds: float, connections: int = CONNECTIONS, most: int = 0) -> Load:
    """Send these requests in turn for so many seconds from a separate process; each must be answered by 200.

    With `most`, at most so many a second.
    """
    load: Load = in_process(lambda: _load(port, itertools.cycle(requests), seconds, connections, (200,), most))
    return load


def in_process(work: Callable[[], Any]) -> Any:
    """Run `work` in a process of its own; return what it returns, or raise what it raises."""
    ours, theirs = get_context("fork").Pipe()

    def working() -> None:
        try:
            theirs.send((work(), None))
        except Exception as error:
            theirs.send((None, error))

    process = get_context("fork").Process(target=working)
    process.start()
    theirs.close()
    result, error = ours.recv()
    process.join()
    if error is not None:
        raise error
    return result


def _load(
    port: int, requests: Iterator[bytes], seconds: float, connections: int, expected: tuple[int, ...], most: int = 0
) -> Load:
    load = Load()
    lines = [socket.create_connection(("127.0.0.1", port)) for _ in range(connections)]
    for line in lines:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    busy, began = _core_seconds(), time.perf_counter()
    _answered(lines, requests, load, began + seconds, expected, pause=1 / most if most else 0)
    load.seconds = time.perf_counter() - began
    load.core = (_core_seconds() - busy) / load.seconds
    return load


def _answered(
    lines: list[socket.socket],
    requests: Iterator[bytes],
    load: Load,
    until: float,
    expected: tuple[int, ...],
    pause: float,
) -> None:
    """Send a request on each line that is free, `pause` seconds after the one before, and note the answers."""
    by_number = {line.fileno(): line for line in lines}
    load.served = dict.fromkeys(by_number, 0)
    free, sent, poll = deque(by_number), dict[int, float](), select.epoll()
    for number in by_number:
        poll.register(number, select.EPOLLIN)
    due = now = time.perf_counter()
    while sent or now < until:
        while free and due <= now < until:
            number = free.popleft()
            sent[number], due = time.perf_counter(), due + pause
            by_number[number].sendall(next(requests))
        for number, _ in poll.poll(max(0.0, due - now) if free and now < until else 10):
            status = _status(read_answer(by_number[number]), expected)
            load.taken.append((time.perf_counter() - sent.pop(number)) * 1000)
            load.statuses[status] = load.statuses.get(status, 0) + 1
            load.served[number] += 1
            free.append(number)
        now = time.perf_counter()


def read_answer(line: socket.socket) -> bytes:
    """Read one answer, head and body. Raises RuntimeError where it has no length or the connection was closed."""
    data = line.recv(65536)
    while (end := data.find(b"\r\n\r\n")) < 0:
        data += _more(line)
    length = LENGTH.search(data, 0, end)
    if length is None:
        raise RuntimeError(f"an answer without a length: {data!r}")
    while len(data) < end + 4 + int(length[1]):
        data += _more(line)
    return data


def _status(data: bytes, expected: tuple[int, ...]) -> int:
    status = int(data[9:12])
    if status not in expected:
        raise RuntimeError(f"the site answered {data.decode(errors='replace')}")
    return status


def _more(line: socket.socket) -> bytes:
    data = line.recv(65536)
    if not data:
        raise RuntimeError("the site closed a connection")
    return data


def _core_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
