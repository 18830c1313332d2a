"""Clients that each go a way of several requests, the next one made of the answer before, from one process."""

import selectors
import socket
from collections.abc import Generator, Iterable

from bench.load import LENGTH

# yields requests, is sent the answers
Journey = Generator[bytes, bytes, None]


def travel(port: int, journeys: Iterable[Journey], connections: int) -> None:
    """Go all these ways, `connections` of them at a time, each on a line of its own that the next one takes over."""
    waiting = iter(journeys)
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            line = socket.create_connection(("127.0.0.1", port))
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _begin(selector, line, waiting)
        while selector.get_map():
            for key, _ in selector.select():
                _go_on(selector, key, waiting)


def _begin(selector: selectors.BaseSelector, line: socket.socket, waiting: Iterable[Journey]) -> None:
    """Begin the next way on a free line; close the line where none is left."""
    for journey in waiting:
        line.sendall(next(journey))
        selector.register(line, selectors.EVENT_READ, journey)
        return
    line.close()


def _go_on(selector: selectors.BaseSelector, key: selectors.SelectorKey, waiting: Iterable[Journey]) -> None:
    """Read an answer, and send the request after it."""
    line, journey = key.fileobj, key.data
    assert isinstance(line, socket.socket)
    try:
        line.sendall(journey.send(_answer(line)))
    except StopIteration:
        selector.unregister(line)
        _begin(selector, line, waiting)


def _answer(line: socket.socket) -> bytes:
    data = b""
    while (end := data.find(b"\r\n\r\n")) < 0:
        data += _more(line)
    length = LENGTH.search(data, 0, end)
    if length is None:
        raise RuntimeError(f"an answer without a length: {data!r}")
    while len(data) < end + 4 + int(length[1]):
        data += _more(line)
    return data


def _more(line: socket.socket) -> bytes:
    data = line.recv(65536)
    if not data:
        raise RuntimeError("the site closed a connection")
    return data
