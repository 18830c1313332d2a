"""Group commit: callers lead, join a batch, lead the next one, or give up when no batch takes them."""

import threading
import time

import pytest

from auction.bids.batching import batcher
from auction.bids.batching.batcher import Batcher
from auction.errors import TryAgain


class Room:
    """Work that begins when the gate opens and takes in all who wait; remembers the batches."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.batches: list[list[int]] = []
        self.batcher: Batcher[int, str] = Batcher(self.work)

    def work(self, leader, join):
        self.batches.append([leader])
        assert self.gate.wait(60)
        batch = [leader, *join()]
        self.batches[-1] = batch
        return [f"done {request}" for request in batch]

    def submit_one_by_one(self, *requests: int) -> list["Caller"]:
        """Each has arrived before the next one does; returns their threads."""
        callers = []
        for request in requests:
            callers.append(Caller(self.batcher, request))
            callers[-1].start()
            eventually(lambda: self.gate.is_set() or self._arrived() == len(callers))
        return callers

    def _arrived(self) -> int:
        return len(self.batches) + self.batcher.waiting(1)


class Caller(threading.Thread):
    """Submits one request; `result` is there once the thread has ended."""

    def __init__(self, batcher: Batcher[int, str], request: int) -> None:
        super().__init__()
        self.batcher, self.request = batcher, request
        self.result: object = None

    def run(self) -> None:
        try:
            self.result = self.batcher.submit(1, self.request)
        except Exception as error:
            self.result = error


def eventually(is_so):
    until = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.005)


@pytest.fixture
def room():
    return Room()


def results_of(callers):
    for caller in callers:
        caller.join(10)
    return [caller.result for caller in callers]


def test_a_caller_alone_is_a_batch_of_one(room):
    room.gate.set()
    assert room.batcher.submit(1, 7) == "done 7"
    assert room.batcher.submit(1, 8) == "done 8"
    assert room.batches == [[7], [8]]


def test_callers_that_wait_join_in_the_order_of_their_arrival(room):
    callers = room.submit_one_by_one(9, 5, 3, 4)
    room.gate.set()
    assert results_of(callers) == ["done 9", "done 5", "done 3", "done 4"]
    assert room.batches == [[9, 5, 3, 4]]


def test_each_gets_its_own_result(room):
    def refuse_the_negative(leader, join):
        return [f"no {done}" if "-" in done else done for done in room.work(leader, join)]

    room.batcher.work = refuse_the_negative
    callers = room.submit_one_by_one(1, -2, 3)
    room.gate.set()
    assert results_of(callers) == ["done 1", "no done -2", "done 3"]


def test_other_keys_do_not_wait(room):
    callers = room.submit_one_by_one(1)
    free = threading.Event()
    threading.Thread(target=lambda: (room.batcher.submit(2, 5), free.set())).start()
    eventually(lambda: room.batches == [[1], [5]])
    room.gate.set()
    assert free.wait(60)
    assert results_of(callers) == ["done 1"]


def test_a_batch_has_a_largest_size_and_one_of_the_rest_leads_the_next(room, monkeypatch):
    monkeypatch.setattr(batcher, "MAX_BATCH", 3)
    callers = room.submit_one_by_one(1, 2, 3, 4, 5, 6)
    room.gate.set()
    assert results_of(callers) == [f"done {request}" for request in range(1, 7)]
    assert [len(batch) for batch in room.batches] == [4, 2]


def test_a_caller_that_waits_too_long_may_try_again_and_is_not_served(room):
    room.batcher.max_wait_s = 0.2
    callers = room.submit_one_by_one(1, 2)
    callers[1].join(10)
    assert isinstance(callers[1].result, TryAgain)
    room.gate.set()
    assert results_of(callers[:1]) == ["done 1"]
    assert room.batches == [[1]]
    assert room.batcher.submit(1, 3) == "done 3"


def test_an_error_of_the_work_is_raised_in_all_of_its_batch_and_the_next_one_is_served(room):
    def fail_once(leader, join):
        room.batcher.work = room.work
        room.work(leader, join)
        raise OSError("gone")

    room.batcher.work = fail_once
    callers = room.submit_one_by_one(1, 2)
    room.gate.set()
    assert [str(result) for result in results_of(callers)] == ["gone", "gone"]
    assert room.batcher.submit(1, 3) == "done 3"


def test_nothing_is_remembered_of_callers_that_were_served(room):
    room.gate.set()
    results_of(room.submit_one_by_one(1, 2, 3))
    eventually(lambda: not room.batcher.is_busy(1))
