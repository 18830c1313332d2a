"""Clients that bid as fast as they get answers, over persistent connections, from one process that is mostly idle."""

import random
import re
import resource
import select
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection

CONNECTIONS = 16
STEP = 100_000  # won; at least every increment
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass
class Load:
    """The clients' latencies (ms), their answers by status, and the share of a core that the clients took."""

    seconds: float = 0.0
    taken: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    core: float = 0.0

    @property
    def rate(self) -> float:
        """Accepted bids a second."""
        return self.statuses.get(201, 0) / self.seconds

    @property
    def refused(self) -> float:
        """The share of bids that were refused because another was faster (409)."""
        return self.statuses.get(409, 0) / max(1, sum(self.statuses.values()))


@dataclass
class Offers:
    """The bids to place: by whom, on which items, from which prices on."""

    prices: dict[int, int]
    tokens: Sequence[str]
    keyed: bool = False

    def requests(self) -> Iterator[bytes]:
        """Yield bids without end; each one on an item is higher than the last, by another bidder."""
        heads = [
            f"Host: bench\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json" for token in self.tokens
        ]
        chance, items = random.Random(), list(self.prices)
        run, number = f"{chance.getrandbits(64):x}", 0
        while True:
            item, number = chance.choice(items), number + 1
            self.prices[item] += STEP
            body = f'{{"amount":{self.prices[item]}}}'
            head = heads[(self.prices[item] // STEP) % len(heads)]
            key = f"\r\nIdempotency-Key: {run}-{number}" if self.keyed else ""
            yield (
                f"POST /api/items/{item}/bids HTTP/1.1\r\n{head}{key}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
            ).encode()


def bid(port: int, offers: Offers, seconds: float, connections: int = CONNECTIONS) -> Load:
    """Bid for so many seconds from a separate process; `offers.prices` is updated to where it ended."""
    ours, theirs = get_context("fork").Pipe()
    process = get_context("fork").Process(target=_bid, args=(theirs, port, offers, seconds, connections))
    process.start()
    load: Load
    load, prices = ours.recv()
    process.join()
    offers.prices.update(prices)
    return load


def _bid(pipe: Connection, port: int, offers: Offers, seconds: float, connections: int) -> None:
    load = Load()
    requests = offers.requests()
    lines = [socket.create_connection(("127.0.0.1", port)) for _ in range(connections)]
    for line in lines:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    busy, began = _core_seconds(), time.perf_counter()
    _answered(lines, requests, load, until=began + seconds)
    load.seconds = time.perf_counter() - began
    load.core = (_core_seconds() - busy) / load.seconds
    pipe.send((load, offers.prices))


def _answered(lines: list[socket.socket], requests: Iterator[bytes], load: Load, until: float) -> None:
    by_number = {line.fileno(): line for line in lines}
    sent: dict[int, float] = {}
    poll = select.epoll()

    def send(number: int) -> None:
        sent[number] = time.perf_counter()
        by_number[number].sendall(next(requests))

    for number in by_number:
        poll.register(number, select.EPOLLIN)
        send(number)
    while sent:
        for number, _ in poll.poll(10):
            status = _read_answer(by_number[number])
            now = time.perf_counter()
            load.taken.append((now - sent.pop(number)) * 1000)
            load.statuses[status] = load.statuses.get(status, 0) + 1
            if now < until:
                send(number)


def _read_answer(line: socket.socket) -> int:
    data = line.recv(65536)
    while (end := data.find(b"\r\n\r\n")) < 0:
        data += _more(line)
    length = LENGTH.search(data, 0, end)
    if length is None:
        raise RuntimeError(f"an answer without a length: {data!r}")
    while len(data) < end + 4 + int(length[1]):
        data += _more(line)
    status = int(data[9:12])
    if status not in (201, 409):
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
