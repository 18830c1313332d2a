"""Who waits for a turn: taken along, called to be the next, or sent away when no turn comes."""

import threading
import time

import pytest

from auction.bids import turns
from auction.bids.turns import Turns
from auction.errors import TryAgain


class Room:
    """When the gate opens, takes along whoever waits; remembers who went together."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.groups: list[list[int]] = []
        self.turns: Turns[int, str] = Turns(self._work)

    def _work(self, first, come_along):
        self.groups.append([first])
        assert self.gate.wait(10)
        group = [first, *come_along()]
        self.groups[-1] = group
        return [ValueError(f"no {asked}") if asked < 0 else f"done {asked}" for asked in group]

    def ask_one_by_one(self, *asked: int) -> list[threading.Thread]:
        """Each has come before the next one comes; returns their threads, whose `told` is there when they end."""
        threads = []
        for number in asked:
            threads.append(Asker(self.turns, number))
            threads[-1].start()
            eventually(lambda: self.gate.is_set() or self._came() == len(threads))
        return threads

    def _came(self) -> int:
        return len(self.groups) + len(self.turns._waiting.get(1, ()))


class Asker(threading.Thread):
    def __init__(self, turns: Turns[int, str], asked: int) -> None:
        super().__init__()
        self.turns, self.asked = turns, asked
        self.told: object = None

    def run(self) -> None:
        try:
            self.told = self.turns.ask(1, self.asked)
        except Exception as error:
            self.told = error


def eventually(is_so):
    until = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.005)


@pytest.fixture
def room():
    return Room()


def told_of(threads):
    for thread in threads:
        thread.join(10)
    return [thread.told for thread in threads]


def test_who_comes_alone_goes_alone(room):
    room.gate.set()
    assert room.turns.ask(1, 7) == "done 7"
    assert room.turns.ask(1, 8) == "done 8"
    assert room.groups == [[7], [8]]


def test_whoever_waits_is_taken_along_in_the_order_of_coming(room):
    threads = room.ask_one_by_one(9, 5, 3, 4)
    room.gate.set()
    assert told_of(threads) == ["done 9", "done 5", "done 3", "done 4"]
    assert room.groups == [[9, 5, 3, 4]]


def test_each_is_told_their_own_no(room):
    threads = room.ask_one_by_one(1, -2, 3)
    room.gate.set()
    assert [str(told) for told in told_of(threads)] == ["done 1", "no -2", "done 3"]


def test_other_keys_do_not_wait(room):
    threads = room.ask_one_by_one(1)
    free = threading.Event()
    threading.Thread(target=lambda: (room.turns.ask(2, 5), free.set())).start()
    eventually(lambda: room.groups == [[1], [5]])
    room.gate.set()
    assert free.wait(10)
    assert told_of(threads) == ["done 1"]


def test_a_group_has_a_largest_size_and_the_rest_is_called_next(room, monkeypatch):
    monkeypatch.setattr(turns, "MOST", 3)
    threads = room.ask_one_by_one(1, 2, 3, 4, 5, 6)
    room.gate.set()
    assert told_of(threads) == [f"done {number}" for number in range(1, 7)]
    assert [len(group) for group in room.groups] == [4, 2]


def test_who_waits_too_long_is_told_to_try_again_and_is_not_served(room, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.2)
    threads = room.ask_one_by_one(1, 2)
    threads[1].join(10)
    assert isinstance(threads[1].told, TryAgain)
    room.gate.set()
    assert told_of(threads[:1]) == ["done 1"]
    assert room.groups == [[1]]
    assert room.turns.ask(1, 3) == "done 3"


def test_an_error_of_the_work_is_everybodys_who_went_along_and_the_next_one_is_served(room):
    def fail_once(first, come_along):
        room.turns._work = room._work
        room._work(first, come_along)
        raise OSError("gone")

    room.turns._work = fail_once
    threads = room.ask_one_by_one(1, 2)
    room.gate.set()
    assert [str(told) for told in told_of(threads)] == ["gone", "gone"]
    assert room.turns.ask(1, 3) == "done 3"


def test_nothing_is_remembered_of_those_who_were_served(room):
    room.gate.set()
    told_of(room.ask_one_by_one(1, 2, 3))
    eventually(lambda: not room.turns._waiting)
