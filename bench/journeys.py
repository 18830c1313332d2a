"""Clients that each send a sequence of requests, each made from the answer before, from one process."""

import selectors
import socket
from collections.abc import Generator, Iterable

from bench.load import read_answer

# yields requests, is sent the answers
Journey = Generator[bytes, bytes, None]


def travel(port: int, journeys: Iterable[Journey], connections: int) -> None:
    """Run all journeys, one at a time on each of so many connections."""
    waiting = iter(journeys)
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            line = socket.create_connection(("127.0.0.1", port))
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _begin(selector, line, waiting)
        while selector.get_map():
            for key, _ in selector.select():
                _continue(selector, key, waiting)


def _begin(selector: selectors.BaseSelector, line: socket.socket, waiting: Iterable[Journey]) -> None:
    """Begin the next journey on an idle connection; close it where none is left."""
    for journey in waiting:
        line.sendall(next(journey))
        selector.register(line, selectors.EVENT_READ, journey)
        return
    line.close()


def _continue(selector: selectors.BaseSelector, key: selectors.SelectorKey, waiting: Iterable[Journey]) -> None:
    """Read an answer and send the journey's next request, or begin another journey."""
    line, journey = key.fileobj, key.data
    assert isinstance(line, socket.socket)
    try:
        line.sendall(journey.send(read_answer(line)))
    except StopIteration:
        selector.unregister(line)
        _begin(selector, line, waiting)
