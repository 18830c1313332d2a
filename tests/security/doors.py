"""Attacks on the server's connections and heads, byte by byte, from any address of this machine."""

import contextlib
import http.client
import select
import socket
import time
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from tests.cast import RunningServer
from tests.processes import connected

SPELLINGS = (
    "/metrics",
    "/%6detrics",
    "/%6D%65trics",
    "//metrics",
    "/./metrics",
    "/x/../metrics",
    "/metrics/",
    "/METRICS",
)
CHUNKS = (
    b"zz\r\nhello\r\n",
    b"-5\r\nhello\r\n",
    b"0x5\r\nhello\r\n",
    b"\r\nhello\r\n",
    b"5\r\nhelloXX",
    b"5 5\r\nhello\r\n",
)


def status_of(site: RunningServer, request: bytes, source: str = "127.0.0.1") -> int:
    """The status that these bytes are answered with; 0 where the connection ends without an answer."""
    with connected(site, source) as line:
        line.sendall(request)
        try:
            received = line.recv(65_536)
        except ConnectionResetError:
            received = b""
    return int(received.split()[1]) if received else 0


def get(path: str, *headers: str) -> bytes:
    """A GET of HTTP/1.1 with just these headers."""
    return "\r\n".join([f"GET {path} HTTP/1.1", *headers, "", ""]).encode()


def chunked(body: bytes, path: str = "/api/login") -> bytes:
    """A POST with a chunked body."""
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head.encode() + body + b"\r\n0\r\n\r\n"


@contextlib.contextmanager
def silent(site: RunningServer, how_many: int, sources: Sequence[str]) -> Iterator[list[socket.socket]]:
    """So many connections from these addresses that say nothing."""
    parts = urlsplit(site.url)
    with contextlib.ExitStack() as stack:
        lines = []
        for number in range(how_many):
            line = stack.enter_context(socket.socket())
            line.setblocking(False)
            line.bind((sources[number % len(sources)], 0))
            line.connect_ex((parts.hostname, parts.port))
            lines.append(line)
        yield lines


def longest_wait(site: RunningServer, seconds: float, source: str = "127.0.0.1") -> float:
    """The longest that a request on a new connection took while they were sent for so many seconds."""
    parts = urlsplit(site.url)
    longest, until = 0.0, time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.monotonic()
        line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60, source_address=(source, 0))
        with contextlib.closing(line):
            line.request("GET", "/api/items?limit=1")
            assert line.getresponse().status == 200
        longest = max(longest, time.monotonic() - began)
        time.sleep(0.05)
    return longest


def still_open(lines: Sequence[socket.socket]) -> int:
    """How many of these connections the server has not closed."""
    watching = select.poll()
    for line in lines:
        watching.register(line, select.POLLIN)
    return len(lines) - len(watching.poll(0))
