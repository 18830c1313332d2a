"""Readings that requests share: one at a time for a key, never from before a write, bounded, by no wall clock."""

import threading
import time
from typing import NamedTuple

import pytest
import time_machine

from auction.readings import MAX_CHANGES, Readings


class Seen(NamedTuple):
    """A reading of some items: its number, and its weight."""

    number: int
    item_ids: tuple[int, ...] = (1,)
    weight: int = 1


class Source:
    """Counts how often it was read; each reading takes as long as `gate` is closed."""

    def __init__(self, weight=1):
        self.times, self.weight = 0, weight
        self.gate, self.entered = threading.Event(), threading.Event()
        self.gate.set()
        self._lock = threading.Lock()

    def read(self):
        with self._lock:
            self.times += 1
            mine = self.times
        self.entered.set()
        assert self.gate.wait(30)
        return Seen(mine, weight=self.weight)


@pytest.fixture
def source():
    return Source()


def in_threads(count, work):
    """Run `work` in so many threads; return them and the list of their results, which grows."""
    results = []
    threads = [threading.Thread(target=lambda: results.append(work()), daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads, results


def joined(threads):
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()


def test_a_reading_is_shared_until_it_is_old(source):
    readings = Readings(fresh_s=0.2)
    assert readings.get("list", source.read) is readings.get("list", source.read)
    time.sleep(0.25)
    assert readings.get("list", source.read).number == 2


def test_a_stampede_on_a_cold_key_reads_once(source):
    readings = Readings(fresh_s=60)
    source.gate.clear()
    threads, results = in_threads(30, lambda: readings.get("list", source.read))
    assert source.entered.wait(30)
    source.gate.set()
    joined(threads)
    assert source.times == 1
    assert [seen.number for seen in results] == [1] * 30


def test_a_reading_from_before_a_change_is_not_shared(source):
    readings = Readings(fresh_s=60)
    readings.get("list", source.read)
    readings.changed(2)
    assert readings.get("list", source.read).number == 1
    readings.changed(1)
    assert readings.get("list", source.read).number == 2
    readings.changed(None)
    assert readings.get("list", source.read).number == 3


def test_who_comes_after_a_change_is_not_given_a_reading_begun_before_it(source):
    readings = Readings(fresh_s=60)
    source.gate.clear()
    first, of_first = in_threads(1, lambda: readings.get("list", source.read))
    assert source.entered.wait(30)
    readings.changed(1)
    later, of_later = in_threads(5, lambda: readings.get("list", source.read))
    source.gate.set()
    joined(first + later)
    assert [seen.number for seen in of_first] == [1]
    # all of them share the one that began after they came
    assert [seen.number for seen in of_later] == [2] * 5


def test_every_writer_reads_its_own_write_beside_others():
    readings, written, lock = Readings(fresh_s=60), {1: 0, 2: 0}, threading.Lock()

    def write_and_read(item):
        for _ in range(200):
            with lock:
                written[item] += 1
                mine = written[item]
            readings.changed(item)
            assert readings.get(item, lambda: Seen(written[item], (item,))).number >= mine
        return "right"

    threads, results = in_threads(3, lambda: write_and_read(1))
    others, of_others = in_threads(3, lambda: write_and_read(2))
    joined(threads + others)
    assert results + of_others == ["right"] * 6


def test_those_who_wait_for_a_reading_that_fails_read_for_themselves():
    readings, times, gate = Readings(fresh_s=60), [], threading.Event()

    def read():
        times.append(len(times))
        if len(times) == 1:
            assert gate.wait(30)
            raise ValueError("no answer")
        return Seen(len(times))

    def attempt():
        try:
            return readings.get("list", read).number > 1
        except ValueError:
            return "failed"

    threads, results = in_threads(1, attempt)
    while not times:
        time.sleep(0.001)
    waiting, of_waiting = in_threads(4, attempt)
    gate.set()
    joined(threads + waiting)
    assert results == ["failed"]
    assert of_waiting == [True] * 4


def test_a_stranger_s_keys_take_no_more_than_their_bytes_and_push_out_the_oldest(source):
    readings, source.weight = Readings(fresh_s=60, max_bytes=1_000), 100
    readings.get("hot", source.read)
    for key in range(5_000):
        readings.get(key, source.read)
        assert readings.weight <= 1_000
        # what is asked for again and again stays
        assert readings.get("hot", source.read).number == 1


def test_a_reading_larger_than_all_that_may_be_kept_is_answered_and_forgotten(source):
    readings, source.weight = Readings(fresh_s=60, max_bytes=1_000), 1_001
    assert [readings.get("large", source.read).number for _ in range(2)] == [1, 2]
    assert readings.weight == 0


def test_more_changes_than_are_remembered_count_for_all(source):
    readings = Readings(fresh_s=60)
    readings.get("list", source.read)
    for item in range(10, 11 + MAX_CHANGES):
        readings.changed(item)
    assert readings.get("list", source.read).number == 2


@pytest.mark.parametrize("jump_s", [-3600, 3600])
def test_the_wall_clock_makes_no_reading_older_or_younger(source, jump_s):
    readings = Readings(fresh_s=0.2)
    readings.get("list", source.read)
    with time_machine.travel(time.time() + jump_s):
        readings.changed(2)
        assert readings.get("list", source.read).number == 1
        readings.changed(1)
        assert readings.get("list", source.read).number == 2
