"""What each shape of docs/scale.md does on this machine, with the same clients: figures to compare, and no fault.

All of it shares the cores of one machine, so these figures are costs, not what so many machines would carry.
"""

import contextlib
import statistics
import time

import pytest

import database
from tests.proof import journal
from tests.proof.harness import Harness
from tests.scale import many
from tests.scale.fleet import fleet, host

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
SECONDS = 10
READS = 3_000


def rate(harness, sites):
    """Bids that were answered in a second, and the journal's faults."""
    notes = many.bid_while(harness, sites, 10**6, SECONDS, lambda: None)
    answered = sum(bool(note["answers"]) for note in notes)
    busy = sum(note.get("busy", 0) for note in notes)
    with harness.look() as db:
        return f"{answered / SECONDS:.0f} bids/s, {busy} put off with 503", journal.faults(notes, db)


@pytest.fixture
def environ(bucket):
    return {"RATE_LIMITS": "off", **bucket}


def test_one_host_on_one_database(environment, database_url, db, environ, seed, tmp_path):
    with host(tmp_path, 0, database_url, **environ) as one:
        said, faults = rate(Harness(one, database_url, tmp_path, seed, environ), [one])
    print(f"one host, one database: {said}")
    assert faults == []


def test_three_hosts_on_one_database(environment, database_url, db, environ, seed, tmp_path):
    with fleet(tmp_path, [database_url] * 3, **environ) as ours:
        said, faults = rate(Harness(ours.front, database_url, tmp_path, seed, environ), [ours.front])
    print(f"three hosts, one database: {said}")
    assert faults == []


def test_three_hosts_on_three_nodes(on_galera):
    harness, group, hosts = on_galera
    for name, sites in (("any host", hosts.hosts), ("a host an item", [hosts.front])):
        many.empty(group)
        before = group.total("local_cert_failures") + group.total("local_bf_aborts")
        said, faults = rate(harness, sites)
        lost = group.total("local_cert_failures") + group.total("local_bf_aborts") - before
        print(f"three hosts, three nodes, {name}: {said}, {lost} transactions gave way")
        assert faults + many.differing(group) == []


def test_what_waiting_for_the_other_nodes_costs(on_galera):
    _, group, _ = on_galera
    with contextlib.closing(database.connect(group.url(1, many.NAME), autocommit=True)) as connection:
        db = database.Db(connection)
        for wait in (0, 1, 0, 1):
            db.run(f"SET SESSION wsrep_sync_wait = {wait}")
            print(f"a read by primary key, wsrep_sync_wait = {wait}: p50 {timed(db):.3f} ms")


def timed(db):
    """Milliseconds, the median of READS."""
    took = []
    for number in range(READS):
        began = time.perf_counter()
        db.one("SELECT price FROM item WHERE id = %(id)s", id=number)
        took.append(time.perf_counter() - began)
    return statistics.median(took) * 1000
