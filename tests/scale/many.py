"""Proofs on more than one machine: bids sent to every host and every node at once, while some of them die."""

import contextlib
import io
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import database
from commands import migrate
from commands.console import Stuck
from tests.cast import RunningServer, an_item
from tests.processes import wait_for
from tests.proof import journal
from tests.proof.crowd import at_work
from tests.proof.harness import Finding, Harness, NotRun, auctions, audit_faults
from tests.scale.fleet import Fleet, fleet, host
from tests.scale.galera import Cluster, cluster
from tests.scenes import at_once

CLIENTS = 24
PROCESSES = 6
ITEMS = 20
NAME = "ssgbay_many"
PATIENCE = 60
# promised: so long after a fault has ended, the next bid works (seconds)
RECOVERS = 5.0
HANGS = 30.0
TABLES = ("user", "item", "bid", "prehistory", "history", "idempotency", "sign_in", "image", "gram")


def hosts(harness: Harness, bids: int, seconds: float) -> Finding:
    """One database, three hosts behind HAProxy; while clients bid, one is killed, one terminated, both replaced."""
    folder = harness.folder / "hosts"
    with _needed(), fleet(folder, [harness.database_url] * 3, **harness.environ) as ours:
        behind = Harness(ours.front, harness.database_url, folder, harness.seed, harness.environ)
        with contextlib.ExitStack() as later:
            notes = bid_while(behind, [ours.front], bids, seconds, lambda: _replace_two(behind, ours, later))
            shares = ", ".join(str(ours.served(number)) for number in range(3))
            with harness.look() as db:
                faults = journal.faults(notes, db) + audit_faults(harness)
    return Finding(f"{summary(notes)}; requests given to the three: {shares}; one killed, one terminated", faults)


def nodes(harness: Harness, bids: int, seconds: float, sales: int) -> Finding:
    """A Galera cluster of its own: bids at all nodes while one is killed and joins again, then closers at all nodes."""
    with galera_harness(harness) as (ours, group, behind):
        found = [kill_a_node(ours, group, behind, bids, seconds), closers(ours, group, sales)]
    return Finding("; ".join(each.figure for each in found), [fault for each in found for fault in each.faults])


def kill_a_node(harness: Harness, group: Cluster, behind: Fleet, bids: int, seconds: float) -> Finding:
    """Bids to three hosts on a node each; a node is killed meanwhile and joins again."""
    gap: list[float] = []
    notes = bid_while(harness, behind.hosts, bids, seconds, lambda: gap.append(_kill_and_rejoin(harness, group)))
    with harness.look() as db:
        faults = journal.faults(notes, db) + audit_faults(harness) + differing(group)
    if gap[0] > HANGS:
        faults.append(f"no bid for {gap[0]:.1f} s after a node was killed")
    lost = group.total("local_cert_failures") + group.total("local_bf_aborts")
    return Finding(
        f"{summary(notes)}; {lost:,} transactions gave way to another node's; a node killed: the next bid was accepted "
        f"after {gap[0]:.1f} s; it came back, and all three hold the same rows",
        faults,
    )


def closers(harness: Harness, group: Cluster, sales: int) -> Finding:
    """Closers at three nodes, again and again until nothing is due: the first to commit sells."""
    names = ["owner", "leader"]
    owner, leader = (person.id for person in harness.people(names))
    with harness.look() as db:
        ids = auctions(db, owner, sales, "UTC_TIMESTAMP(6) + INTERVAL 1 SECOND", leader=f"'{leader}'")
    sites = [replace(harness, database_url=group.url(number, NAME)) for number in range(3)]
    time.sleep(1.1)
    runs = 0
    with harness.look() as db:
        while _open(db, ids):
            runs += 1
            at_once(lambda number: sites[number].run("historyUpdate.py").wait(PATIENCE), 3)
            assert runs < 50, f"{_open(db, ids)} of {sales} are still open"
        rows = db.one("SELECT COUNT(*) AS n, COUNT(DISTINCT item_id) AS items FROM history") or {}
    faults = audit_faults(harness) + differing(group)
    if (rows["n"], rows["items"]) != (sales, sales):
        faults.append(f"{rows['n']} sales of {rows['items']} items, where {sales} ended")
    return Finding(f"{sales} auctions closed from three nodes at once, in {runs} rounds, each once", faults)


def bid_while(
    harness: Harness, sites: list[RunningServer], bids: int, seconds: float, happens: Callable[[], object]
) -> list[journal.Note]:
    """Clients on one hot item and others, each process of them at another site; once bids are in, `happens()`."""
    seller, *people = harness.people(["many-seller", *(f"many-{number}" for number in range(CLIENTS))])
    items = [an_item(seller, price="10000000")["id"] for _ in range(ITEMS + 1)]
    job = {
        "seed": harness.seed,
        "hot": items[0],
        "items": items[1:],
        "bids": -(-bids // CLIENTS),
        "until": time.time() + seconds,
    }
    with harness.look() as db:
        before = _bids(db)
        with at_work(harness, "many", job, people, PROCESSES, [site.url for site in sites]) as crowd:
            wait_for(lambda: _bids(db) > before + CLIENTS, PATIENCE)
            happens()
            return crowd.notes()


def summary(notes: list[journal.Note]) -> str:
    """How the clients were answered."""
    answers = ", ".join(f"{code} {count:,}" for code, count in journal.codes(notes).most_common())
    return f"{len(notes):,} bids by {CLIENTS} clients: {answers}"


@contextlib.contextmanager
def galera_harness(harness: Harness) -> Iterator[tuple[Harness, Cluster, Fleet]]:
    """A site on a three-node cluster: each host is bound to one node and knows no other."""
    folder = harness.folder / "galera"
    with _needed(), cluster(folder) as group:
        with contextlib.closing(database.connect(group.url(0), autocommit=True)) as root:
            database.Db(root).run(f"CREATE DATABASE {NAME} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci")
        # its steps are not part of what was found
        with contextlib.redirect_stdout(io.StringIO()):
            migrate.apply(group.url(0, NAME))
        environ = harness.environ | {"RATE_LIMITS": "off"}
        with fleet(folder, [group.url(number, NAME) for number in range(3)], **environ) as behind:
            yield Harness(behind.front, group.url(0, NAME), folder, harness.seed, environ), group, behind


@contextlib.contextmanager
def _needed() -> Iterator[None]:
    """What the machine has not, and we may not install, is said, not passed over."""
    try:
        yield
    except Stuck as error:
        raise NotRun(str(error)) from error


def empty(group: Cluster) -> None:
    """Not a row of anybody's, on any node."""
    with contextlib.closing(database.connect(group.url(0, NAME), autocommit=True)) as connection:
        db = database.Db(connection)
        db.run("SET SESSION foreign_key_checks = 0")
        for table in (*TABLES, "rate"):
            db.run(f"DELETE FROM `{table}`")


def differing(group: Cluster) -> list[str]:
    """Tables that have not the same rows on all nodes, once each has what it was sent."""
    first, *others = (_all_rows(group.url(number, NAME)) for number in range(3))
    unlike = [table for table in TABLES if any(other[table] != first[table] for other in others)]
    return [f"{table} is not the same on all nodes" for table in unlike]


def _all_rows(url: str) -> dict[str, list[str]]:
    with contextlib.closing(database.connect(url, autocommit=True, timeout_s=None)) as connection:
        db = database.Db(connection)
        return {table: sorted(map(repr, db.all(f"SELECT * FROM `{table}`"))) for table in TABLES}


def _kill_and_rejoin(harness: Harness, group: Cluster) -> float:
    """Kill a node and start it again; returns after how many seconds the others accepted the next bid."""
    victim = harness.chance("node").randrange(3)
    survivor = Harness(harness.site, group.url((victim + 1) % 3, NAME), harness.folder, harness.seed)
    with survivor.look() as db:
        began = time.monotonic()
        group.kill(victim)
        known = _bids(db)
        wait_for(lambda: _bids(db) > known, PATIENCE)
        gap = time.monotonic() - began
    group.rejoin(victim)
    return gap


def _replace_two(harness: Harness, ours: Fleet, later: contextlib.ExitStack) -> None:
    """Kill one host, terminate another; replace each by a new one at another address, and update the balancer."""
    for number, by in ((0, signal.SIGKILL), (1, signal.SIGTERM)):
        (os.killpg if by == signal.SIGKILL else os.kill)(ours.hosts[number].pid, by)
        _await(ours, number, "DOWN")
        url = harness.database_url
        ours.replace(number, later.enter_context(host(harness.folder, number, url, **harness.environ)))
        _await(ours, number, "UP")


def _await(ours: Fleet, number: int, state: str) -> None:
    wait_for(lambda: ours.state(number) == state, PATIENCE)


def _bids(db: database.Db) -> int:
    return int((db.one("SELECT COUNT(*) AS n FROM bid") or {})["n"])


def _open(db: database.Db, ids: list[int]) -> int:
    found = db.one("SELECT COUNT(*) AS n FROM item WHERE isOpen = 1 AND id >= %(first)s", first=ids[0])
    return int((found or {})["n"])
