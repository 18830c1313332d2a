"""Stalls: a stopped database, a lock held elsewhere, too few connections."""

import contextlib
import signal
import time
from collections.abc import Iterator

import database
from tests.proof.faults.load import late_bids, load, median_and_maximum
from tests.proof.faults.private_site import PrivateSite, private_site
from tests.proof.harness import Finding, Harness

ALIVE_WITHIN = 2.0  # seconds; a balancer asks no longer
OURS = 1  # connections left to the site, which shares few among many bids
# the server's least limit is ten: others hold the rest
LIMIT = 10
MOST_WAIT = 20.0  # seconds until a connection must have been refused


def stopped_databases(harness: Harness, seconds: list[float]) -> Finding:
    """`stopped_database` on a site of its own."""
    with private_site(harness) as here:
        return stopped_database(here, seconds)


def stopped_database(here: PrivateSite, seconds: list[float]) -> Finding:
    """SIGSTOP the database under load for so long each time; the site goes on saying that it is alive."""
    waits: list[float] = []
    alive: list[float] = []
    figures, faults = [], []
    for number, each in enumerate(seconds):
        with load(here.harness, name=f"stopped-{number}") as (at_work, report):
            here.server.process.send_signal(signal.SIGSTOP)
            try:
                alive += _alive_for(here.harness, each)
            finally:
                here.server.process.send_signal(signal.SIGCONT)
            waits += at_work.next_bids()
        figures.append(f"{each:.0f} s: {report.put_off:,} put off with 503, the slowest after {report.slowest:.1f} s")
        faults += report.faults
    faults += [f"/healthz took {wait:.1f} s" for wait in alive if wait > ALIVE_WITHIN]
    return Finding(
        f"stopped for {'; for '.join(figures)}; /healthz after at most {max(alive):.2f} s; {len(faults)} bids lost or "
        f"doubled; once it went on the next bid on each item after {median_and_maximum(waits)}",
        faults + late_bids(waits),
    )


def _alive_for(harness: Harness, seconds: float) -> list[float]:
    """Ask again and again; the seconds each answer took."""
    until, took = time.monotonic() + seconds, []
    while time.monotonic() < until:
        began = time.monotonic()
        assert harness.site.get("/healthz").status_code == 200
        took.append(time.monotonic() - began)
        harness.progress(f"{until - time.monotonic():.0f} s more")
        time.sleep(0.2)
    return took


def held_lock(harness: Harness, seconds: float) -> Finding:
    """Somebody else holds the hot item's row for so long; bids elsewhere go on, and there too once it is let go."""
    elsewhere: list[float] = []
    with load(harness, name="held") as (at_work, report):
        until = time.monotonic() + seconds
        with holding(harness, at_work.items[0]):
            while time.monotonic() < until:
                elsewhere += at_work.next_bids(at_work.items[1:])
                harness.progress(f"{until - time.monotonic():.0f} s more")
                time.sleep(0.2)
        waits = at_work.next_bids()
    return Finding(
        f"held for {seconds:.0f} s: {report.put_off:,} put off with 503, the slowest answer after "
        f"{report.slowest:.1f} s; {len(elsewhere)} next bids on other items after {median_and_maximum(elsewhere)}; "
        f"once it was let go the next bid on each item after {median_and_maximum(waits)}",
        report.faults + late_bids(elsewhere + waits),
    )


@contextlib.contextmanager
def holding(harness: Harness, item: int) -> Iterator[None]:
    """An auction's row is somebody else's while the block runs."""
    with contextlib.closing(database.connect(harness.database_url, timeout_s=None)) as connection:
        connection.query("SET SESSION idle_transaction_timeout = 0")
        database.Db(connection).one("SELECT id FROM item WHERE id = %(id)s FOR UPDATE", id=item)
        yield
        connection.rollback()


def few_connections(harness: Harness, seconds: float) -> Finding:
    """`with_few_connections` on a site of its own."""
    with private_site(harness) as here:
        return with_few_connections(here, seconds)


def with_few_connections(here: PrivateSite, seconds: float) -> Finding:
    """Under load all our connections end, and for so long the server lets one of them in at a time."""
    with load(here.harness, clients=24, name="few") as (at_work, report), contextlib.ExitStack() as others:
        root, *_ = [others.enter_context(_root(here)) for _ in range(LIMIT - OURS)]
        before = _refused(root)
        with _few_left(root):
            time.sleep(seconds)
            until = time.monotonic() + MOST_WAIT
            while not (refused := _refused(root) - before) and time.monotonic() < until:
                # every bid may go through one worker, which needs one connection for all; a read needs another
                here.harness.site.get("/api/items")
                time.sleep(0.1)
        waits = at_work.next_bids()
    faults = report.faults + late_bids(waits)
    faults += [] if refused else ["nobody was refused"]
    return Finding(
        f"{OURS} connection left to us for {seconds:.0f} s, {refused:,} more refused; "
        f"{report.accepted:,} bids accepted, {report.put_off:,} put off with 503, the slowest answer after "
        f"{report.slowest:.1f} s; with connections again the next bid on each item after {median_and_maximum(waits)}",
        faults,
    )


@contextlib.contextmanager
def _root(here: PrivateSite) -> Iterator[database.Db]:
    url = here.server.place.url("root", "")
    with contextlib.closing(database.connect(url, autocommit=True, timeout_s=None)) as connection:
        connection.query("SET SESSION wait_timeout = 28800")
        yield database.Db(connection)


@contextlib.contextmanager
def _few_left(root: database.Db) -> Iterator[None]:
    usual = _number(root, "SELECT @@GLOBAL.max_connections AS n")
    root.run(f"SET GLOBAL max_connections = {LIMIT}")
    try:
        for row in root.all("SELECT id FROM information_schema.processlist WHERE user = 'ssgbay'"):
            # it may have ended by itself
            with contextlib.suppress(database.Error):
                root.run(f"KILL CONNECTION {row['id']}")
        time.sleep(0.2)
        yield
    finally:
        root.run(f"SET GLOBAL max_connections = {usual}")


def _refused(root: database.Db) -> int:
    return _number(root, "SELECT variable_value AS n FROM information_schema.global_status "
                         "WHERE variable_name = 'Connection_errors_max_connections'")  # fmt: skip


def _number(root: database.Db, sql: str) -> int:
    return int((root.one(sql) or {})["n"])
