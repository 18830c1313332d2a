"""Stalls: a stopped database, a lock held elsewhere, too few connections."""

import contextlib
import signal
import time
from collections.abc import Iterator

import database
from tests.proof.faults.ground import Ground, ground
from tests.proof.faults.load import load, spread, unhurried
from tests.proof.house import Finding, House

ALIVE_WITHIN = 2.0  # seconds; a balancer asks no longer
OURS = 1  # connections left to the site, which shares few among many bids
# the server's least limit is ten: others hold the rest
LIMIT = 10
MOST_WAIT = 20.0  # seconds until a connection must have been refused


def stopped_databases(house: House, seconds: list[float]) -> Finding:
    """`stopped_database` on a site of its own."""
    with ground(house) as here:
        return stopped_database(here, seconds)


def stopped_database(here: Ground, seconds: list[float]) -> Finding:
    """SIGSTOP the database under load for so long each time; the site goes on saying that it is alive."""
    waits: list[float] = []
    alive: list[float] = []
    figures, faults = [], []
    for number, each in enumerate(seconds):
        with load(here.house, name=f"stopped-{number}") as (at_work, witness):
            here.server.process.send_signal(signal.SIGSTOP)
            try:
                alive += _alive_for(here.house, each)
            finally:
                here.server.process.send_signal(signal.SIGCONT)
            waits += at_work.next_bids()
        figures.append(f"{each:.0f} s: {witness.put_off:,} put off with 503, the slowest after {witness.slowest:.1f} s")
        faults += witness.faults
    faults += [f"/healthz took {wait:.1f} s" for wait in alive if wait > ALIVE_WITHIN]
    return Finding(
        f"stopped for {'; for '.join(figures)}; /healthz after at most {max(alive):.2f} s; {len(faults)} bids lost or "
        f"doubled; once it went on the next bid on each item after {spread(waits)}",
        faults + unhurried(waits),
    )


def _alive_for(house: House, seconds: float) -> list[float]:
    """Ask again and again; the seconds each answer took."""
    until, took = time.monotonic() + seconds, []
    while time.monotonic() < until:
        began = time.monotonic()
        assert house.site.get("/healthz").status_code == 200
        took.append(time.monotonic() - began)
        house.progress(f"{until - time.monotonic():.0f} s more")
        time.sleep(0.2)
    return took


def held_lock(house: House, seconds: float) -> Finding:
    """Somebody else holds the hot item's row for so long; bids elsewhere go on, and there too once it is let go."""
    elsewhere: list[float] = []
    with load(house, name="held") as (at_work, witness):
        until = time.monotonic() + seconds
        with holding(house, at_work.items[0]):
            while time.monotonic() < until:
                elsewhere += at_work.next_bids(at_work.items[1:])
                house.progress(f"{until - time.monotonic():.0f} s more")
                time.sleep(0.2)
        waits = at_work.next_bids()
    return Finding(
        f"held for {seconds:.0f} s: {witness.put_off:,} put off with 503, the slowest answer after "
        f"{witness.slowest:.1f} s; {len(elsewhere)} next bids on other items after {spread(elsewhere)}; "
        f"once it was let go the next bid on each item after {spread(waits)}",
        witness.faults + unhurried(elsewhere + waits),
    )


@contextlib.contextmanager
def holding(house: House, item: int) -> Iterator[None]:
    """An auction's row is somebody else's while the block runs."""
    with contextlib.closing(database.connect(house.database_url, timeout_s=None)) as connection:
        connection.query("SET SESSION idle_transaction_timeout = 0")
        database.Db(connection).one("SELECT id FROM item WHERE id = %(id)s FOR UPDATE", id=item)
        yield
        connection.rollback()


def few_connections(house: House, seconds: float) -> Finding:
    """`squeezed` on a site of its own."""
    with ground(house) as here:
        return squeezed(here, seconds)


def squeezed(here: Ground, seconds: float) -> Finding:
    """Under load all our connections end, and for so long the server lets one of them in at a time."""
    with load(here.house, clients=24, name="squeezed") as (at_work, witness), contextlib.ExitStack() as others:
        root, *_ = [others.enter_context(_root(here)) for _ in range(LIMIT - OURS)]
        before = _refused(root)
        with _few_left(root):
            time.sleep(seconds)
            until = time.monotonic() + MOST_WAIT
            while not (refused := _refused(root) - before) and time.monotonic() < until:
                # every bid may go through one worker, which needs one connection for all; a read needs another
                here.house.site.get("/api/items")
                time.sleep(0.1)
        waits = at_work.next_bids()
    faults = witness.faults + unhurried(waits)
    faults += [] if refused else ["nobody was refused"]
    return Finding(
        f"{OURS} connection left to us for {seconds:.0f} s, {refused:,} more refused; "
        f"{witness.accepted:,} bids accepted, {witness.put_off:,} put off with 503, the slowest answer after "
        f"{witness.slowest:.1f} s; with connections again the next bid on each item after {spread(waits)}",
        faults,
    )


@contextlib.contextmanager
def _root(here: Ground) -> Iterator[database.Db]:
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
