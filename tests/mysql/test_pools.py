"""The pool: who gets which connection, what is pinged, and what is given back to the server."""

import os
import threading
import time

import pytest
from pymysql.constants import COMMAND

import database
from auction.errors import TryAgain
from auction.mysql import pool, pools
from auction.mysql.sizes import Fleet
from tests.scenes import at_once


@pytest.fixture
def ours(database_url):
    """Pools of their own on the session's database, of three connections to write and three to read."""
    made = pools.Pools(pools.Settings(database_url, share=7, checkout_timeout_s=0.2))
    yield made
    for each in made.all():
        each.close_idle(0)


def number_of(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT CONNECTION_ID() AS id")
        return cursor.fetchone()["id"]


def lives(db, number):
    return db.one("SELECT id FROM information_schema.processlist WHERE id = %(id)s", id=number) is not None


def gone(db, number):
    until = time.monotonic() + 5
    while lives(db, number):
        assert time.monotonic() < until
        time.sleep(0.01)
    return True


def test_the_most_recently_used_connection_is_lent_first(ours):
    with ours.lend(ours.writers) as first, ours.lend(ours.writers) as second:
        numbers = number_of(first), number_of(second)
    # the first was returned last
    with ours.lend(ours.writers) as again:
        assert number_of(again) == numbers[0]


def test_a_full_pool_says_try_again_and_reports_it(ours, monkeypatch):
    heard = []
    monkeypatch.setattr("auction.mysql.events.listeners", [lambda event, _seconds: heard.append(event)])
    taken = [ours.writers.acquire() for _ in range(3)]
    with pytest.raises(TryAgain):
        ours.writers.acquire()
    assert heard == ["pool_exhausted"]
    ours.writers.release(taken.pop())
    taken.append(ours.writers.acquire())
    for connection in taken:
        ours.writers.release(connection)
    assert ours.writers.in_use == 0


def test_who_waits_gets_the_connection_that_is_returned(ours):
    taken = [ours.writers.acquire() for _ in range(3)]
    threading.Timer(0.1, ours.writers.release, [taken.pop()]).start()
    taken.append(ours.writers.acquire())
    for connection in taken:
        ours.writers.release(connection)


def test_never_more_than_its_size_are_open(ours, db):
    seen = set()

    def use(_number):
        for _ in range(20):
            with ours.lend(ours.readers) as connection:
                seen.add(number_of(connection))
                assert ours.readers.in_use <= 3

    at_once(use, 3)
    assert len(seen) <= 3
    assert ours.readers.in_use == 0


def test_a_connection_that_cannot_be_opened_takes_no_place(database_url):
    broken = pools.Pools(pools.Settings("mysql://nobody:nothing@127.0.0.1:9/x", share=3))
    for _ in range(3):
        with pytest.raises(database.Error), broken.lend(broken.writers):
            pass
    assert broken.writers.in_use == 0


def test_after_a_connection_error_the_idle_ones_are_pinged(ours, db):
    with ours.lend(ours.writers) as first, ours.lend(ours.writers) as second:
        killed = number_of(first)
        other = number_of(second)
    for number in (killed, other):
        db.run(f"KILL {number}")
        assert gone(db, number)
    with pytest.raises(database.Error), ours.lend(ours.writers) as connection:
        number_of(connection)
    with ours.lend(ours.writers) as connection:
        assert number_of(connection) not in (killed, other)


def test_a_connection_that_the_server_closed_meanwhile_is_noticed(ours, db, monkeypatch):
    with ours.lend(ours.readers) as connection:
        number = number_of(connection)
    db.run(f"KILL {number}")
    assert gone(db, number)
    monkeypatch.setattr(pool, "PING_AFTER_S", 0.0)
    with ours.lend(ours.readers) as connection:
        assert number_of(connection) != number


def test_an_interrupted_statement_is_never_read_by_the_next_one(ours):
    """A thread that is stopped between question and answer leaves an answer on the line."""

    def ask_and_stop():
        with ours.lend(ours.readers) as connection:
            connection._execute_command(COMMAND.COM_QUERY, "SELECT 'of somebody else' AS word")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ask_and_stop()
    with ours.lend(ours.readers) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 'ours' AS word")
        assert cursor.fetchone() == {"word": "ours"}


def test_idle_connections_are_given_back_to_the_server(ours, db):
    with ours.lend(ours.writers) as first, ours.lend(ours.writers) as second:
        numbers = [number_of(first), number_of(second)]
    ours.writers.close_idle(60)
    assert all(lives(db, number) for number in numbers)
    time.sleep(0.05)
    ours.writers.close_idle(0.01)
    assert all(gone(db, number) for number in numbers)
    with ours.lend(ours.writers) as fresh:
        assert number_of(fresh) not in numbers


def test_one_in_use_is_not_given_back(ours):
    with ours.lend(ours.writers) as busy:
        ours.writers.close_idle(0)
        assert number_of(busy)


def test_the_server_gives_up_an_idle_connection_after_half_a_minute(ours):
    with ours.lend(ours.readers) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT @@SESSION.wait_timeout AS seconds")
        assert cursor.fetchone() == {"seconds": 30}
    assert pools.MAX_IDLE_S < 30


def test_pools_grow_to_what_the_server_allows_once_they_know_it(database_url, db):
    allowed = db.one("SELECT @@max_connections AS n")["n"]
    made = pools.Pools(pools.Settings(database_url, fleet=Fleet(workers=10)))
    assert [each.size for each in made.all()] == [1, 1, 1]
    with made.lend(made.readers):
        half = (min((allowed - allowed // 5) // 10, 33) - 1) // 2
        assert [each.size for each in made.all()] == [half, half, 1]
    made.readers.close_idle(0)


def test_a_pool_that_shrinks_closes_surplus_connections_when_they_are_returned(ours):
    taken = [ours.writers.acquire() for _ in range(3)]
    ours.writers.resize(1)
    for connection in taken:
        ours.writers.release(connection)
    assert [connection.open for connection in taken] == [False, False, True]


def test_each_process_makes_pools_of_its_own(database_url):
    """A connection made before a fork would be shared by two processes."""
    database.configure(database_url)
    ours = pools.current()
    assert pools.current() is ours
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, b"own" if pools.current() is not ours else b"shared")
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(read, 10) == b"own"
