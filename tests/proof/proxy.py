"""A small TCP proxy before the database that understands just enough of MySQL's packets to see each query's text.

It can cut, hold back or answer for itself: real broken connections, exactly where a test wants them.
"""

import contextlib
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import database

QUERY = 3  # COM_QUERY
Fault = Callable[["Line", bytes], bool]  # True: the packet was dealt with


class Line:
    """One client's connection and ours to the server, pumped by two threads."""

    def __init__(self, client: socket.socket, server: socket.socket, proxy: "Proxy") -> None:
        self.client, self.server, self.proxy = client, server, proxy
        self.thread_id = 0
        self.answers_from = 0.0
        self.answered = threading.Event()
        self.swallows = False

    def start(self) -> None:
        threading.Thread(target=self._from_server, daemon=True).start()
        threading.Thread(target=self._from_client, daemon=True).start()

    def cut(self) -> None:
        """Break both ends; what was not committed the server rolls back."""
        for end in (self.client, self.server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _from_client(self) -> None:
        with contextlib.suppress(OSError, EOFError):
            while True:
                packet = read_packet(self.client)
                if not self.proxy.meets(self, packet):
                    self.server.sendall(packet)
        self.cut()

    def _from_server(self) -> None:
        with contextlib.suppress(OSError, EOFError):
            greeting = read_packet(self.server)
            version_ends = greeting.index(0, 5)
            self.thread_id = int.from_bytes(greeting[version_ends + 1 : version_ends + 5], "little")
            self.client.sendall(greeting)
            while data := self.server.recv(65536):
                swallowed = self.swallows
                self.answered.set()
                time.sleep(max(0.0, self.answers_from - time.monotonic()))
                if not swallowed:
                    self.client.sendall(data)
        self.cut()


class Proxy:
    """Listens on loopback; `url` is the database through it. `fault` says what happens to which query, how often."""

    def __init__(self, database_url: str) -> None:
        self._parts = urlsplit(database_url)
        self._faults: list[list[Any]] = []
        self.seen: list[tuple[float, str]] = []
        self.lines: list[Line] = []
        self.refuses = False
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    @property
    def url(self) -> str:
        user, _, _ = self._parts.netloc.rpartition("@")
        port = self._listener.getsockname()[1]
        return self._parts._replace(netloc=f"{user}@127.0.0.1:{port}", query="").geturl()

    def __enter__(self) -> "Proxy":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        for line in self.lines:
            line.cut()

    def fault(self, pattern: str, what: Fault, times: int = 1) -> None:
        """Apply this fault to the next queries that match."""
        self._faults.append([re.compile(pattern, re.DOTALL), what, times])

    @property
    def unmet(self) -> list[str]:
        """The patterns of faults that no query has met yet: a test that leaves one has tried nothing."""
        return [pattern.pattern for pattern, _, times in self._faults if times]

    def count(self, pattern: str) -> int:
        """How many queries so far matched."""
        return len(self.times(pattern))

    def times(self, pattern: str) -> list[float]:
        """When they came (seconds, monotonic)."""
        return [at for at, text in self.seen if re.search(pattern, text, re.DOTALL)]

    def meets(self, line: Line, packet: bytes) -> bool:
        """Whether a fault has handled this packet."""
        if packet[3] != 0 or packet[4] != QUERY:
            return False
        text = packet[5:].decode("utf-8", "replace")
        self.seen.append((time.monotonic(), text))
        for fault in self._faults:
            if fault[2] and fault[0].search(text):
                fault[2] -= 1
                return bool(fault[1](line, packet))
        return False

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if self.refuses:
                    client.close()
                    continue
                line = Line(client, self._dial(), self)
                self.lines.append(line)
                line.start()

    def _dial(self) -> socket.socket:
        path = dict(parse_qsl(self._parts.query)).get("unix_socket")
        if not path:
            return socket.create_connection((self._parts.hostname or "127.0.0.1", self._parts.port or 3306))
        line = socket.socket(socket.AF_UNIX)
        line.connect(path)
        return line


@contextlib.contextmanager
def in_between(database_url: str) -> Iterator[Proxy]:
    """While the block runs, this process reaches its database through a proxy."""
    with Proxy(database_url) as proxy:
        database.configure(proxy.url, 16)
        yield proxy
        database.configure(database_url, 16)


def read_packet(line: socket.socket) -> bytes:
    """One packet with its four bytes of head. Raises EOFError."""
    head = _exactly(line, 4)
    return head + _exactly(line, int.from_bytes(head[:3], "little"))


def _exactly(line: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = line.recv(size - len(data))
        if not part:
            raise EOFError
        data += part
    return data


# what may happen to a query


def cut_before(line: Line, _packet: bytes) -> bool:
    """It never reaches the server."""
    line.cut()
    return True


def cut_midway(line: Line, packet: bytes) -> bool:
    """Half of it reaches the server."""
    line.server.sendall(packet[: len(packet) // 2])
    line.cut()
    return True


def cut_after(line: Line, packet: bytes) -> bool:
    """The server does it, and its answer is lost."""
    line.swallows = True
    line.answered.clear()
    line.server.sendall(packet)
    line.answered.wait(60)
    line.cut()
    return True


def answer_late(seconds: float) -> Fault:
    """The server does it at once; the answer comes so much later."""

    def late(line: Line, _packet: bytes) -> bool:
        line.answers_from = time.monotonic() + seconds
        return False

    return late


def arrive_late(seconds: float) -> Fault:
    """It reaches the server so much later, whether or not the client still waits."""

    def late(line: Line, packet: bytes) -> bool:
        time.sleep(seconds)
        line.server.sendall(packet)
        return True

    return late


def refuse(code: int, state: str, text: str) -> Fault:
    """Another node refuses it: the transaction is rolled back and the client gets this error."""

    def refused(line: Line, packet: bytes) -> bool:
        line.swallows = True
        line.answered.clear()
        line.server.sendall(_packet(0, bytes([QUERY]) + b"ROLLBACK"))
        line.answered.wait(60)
        line.swallows = False
        line.client.sendall(_packet(1, b"\xff" + code.to_bytes(2, "little") + f"#{state}{text}".encode()))
        return True

    return refused


def first(what: Callable[[Line], Any]) -> Fault:
    """Let something happen just before it is passed on."""

    def before(line: Line, _packet: bytes) -> bool:
        what(line)
        return False

    return before


def _packet(sequence: int, payload: bytes) -> bytes:
    return len(payload).to_bytes(3, "little") + bytes([sequence]) + payload
