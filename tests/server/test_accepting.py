"""New connections are spread evenly over the workers, and a worker that hangs keeps nobody waiting for long."""

import os
import signal
from contextlib import ExitStack
from pathlib import Path

import pytest

from auction.server import accepting
from auction.server.accepting import OpenConnections
from commands import children
from tests.processes import connected, gunicorn, wait_for

HELLO = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.fixture
def two(monkeypatch):
    """Two workers of this process, which accept."""
    monkeypatch.setattr(accepting, "_taken", memoryview(bytearray(4 * accepting.SLOTS)).cast("I"))
    workers = OpenConnections(1), OpenConnections(2)
    for worker in workers:
        worker.join()
    return workers


def test_a_worker_is_ahead_by_what_it_has_more_than_the_one_with_the_fewest(two):
    first, second = two
    assert (first.ahead(), second.ahead()) == (0, 0)
    first.add(3)
    assert (first.ahead(), second.ahead()) == (3, 0)
    second.add(4)
    assert (first.ahead(), second.ahead()) == (0, 1)
    first.add(-2)
    assert second.ahead() == 3


@pytest.mark.parametrize("end", [OpenConnections.leave, lambda _worker: accepting.forget(2)])
def test_nobody_waits_for_a_worker_that_accepts_no_more(two, end):
    first, second = two
    first.add(3)
    end(second)
    assert first.ahead() == 0


def sockets(pid):
    return sum(os.readlink(file).startswith("socket:") for file in Path(f"/proc/{pid}/fd").iterdir())


def test_a_worker_that_hangs_is_not_waited_for_and_catches_up(environment, clean):
    with gunicorn(environment / "even.log") as server, ExitStack() as stack:
        wait_for(lambda: len(children.of(server.pid)) == 2)
        hanging, other = children.of(server.pid)

        def speak(count):
            lines = [stack.enter_context(connected(server)) for _ in range(count)]
            for line in lines:
                line.sendall(HELLO)
            for line in lines:
                assert line.recv(65_536).startswith(b"HTTP/1.1 200")

        speak(2)
        os.kill(hanging, signal.SIGSTOP)
        try:
            before = sockets(other)
            speak(20)
            assert sockets(other) - before == 20
        finally:
            os.kill(hanging, signal.SIGCONT)
        before = sockets(hanging)
        speak(20)
        assert sockets(hanging) - before >= 10
