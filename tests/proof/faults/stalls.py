"""Whoever does not go on: a stopped database, a lock that somebody holds, too few connections, a late COMMIT."""

import contextlib
import signal
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial

import database
from tests.cast import Person
from tests.processes import gunicorn
from tests.proof.faults.ground import Ground, ground
from tests.proof.faults.load import LONGEST_ANSWER, load, spread, unhurried
from tests.proof.house import Finding, House, auctions, audit_faults
from tests.proof.proxy import Fault, Proxy, answer_late, arrive_late
from tests.scenes import at_once

ALIVE_WITHIN = 2.0  # seconds; a balancer asks no longer
OURS = 5  # connections that are left to us
# the server's least limit is ten: others hold the rest
LIMIT = 10


def stopped_databases(house: House, seconds: list[float]) -> Finding:
    """`stopped_database` on a site of its own."""
    with ground(house) as here:
        return stopped_database(here, seconds)


def stopped_database(here: Ground, seconds: list[float]) -> Finding:
    """SIGSTOP the database under load for so long each time; the site goes on saying that it is alive."""
    waits: list[float] = []
    alive: list[float] = []
    told, faults = [], []
    for number, each in enumerate(seconds):
        with load(here.house, name=f"stopped-{number}") as (at_work, witness):
            here.server.process.send_signal(signal.SIGSTOP)
            try:
                alive += _alive_for(here.house, each)
            finally:
                here.server.process.send_signal(signal.SIGCONT)
            waits += at_work.next_bids()
        told.append(f"{each:.0f} s: {witness.put_off:,} told to wait, the slowest answer after {witness.slowest:.1f} s")
        faults += witness.faults
    faults += [f"/healthz took {wait:.1f} s" for wait in alive if wait > ALIVE_WITHIN]
    return Finding(
        f"stopped for {'; for '.join(told)}; /healthz after at most {max(alive):.2f} s; {len(faults)} bids lost or "
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
        f"held for {seconds:.0f} s: {witness.put_off:,} told to wait, the slowest answer after "
        f"{witness.slowest:.1f} s; {len(elsewhere)} next bids on other items after {spread(elsewhere)}; "
        f"once it was let go the next bid on each item after {spread(waits)}",
        witness.faults + unhurried(elsewhere + waits),
    )


@contextlib.contextmanager
def holding(house: House, item: int) -> Iterator[None]:
    """An auction's row is somebody else's while the block runs."""
    with contextlib.closing(database.connect(house.database_url, within=None)) as connection:
        connection.query("SET SESSION idle_transaction_timeout = 0")
        database.Db(connection).one("SELECT id FROM item WHERE id = %(id)s FOR UPDATE", id=item)
        yield
        connection.rollback()


def few_connections(house: House, seconds: float) -> Finding:
    """`squeezed` on a site of its own."""
    with ground(house) as here:
        return squeezed(here, seconds)


def squeezed(here: Ground, seconds: float) -> Finding:
    """Under load all our connections end, and for so long the server lets no more than five of them in at a time."""
    with load(here.house, clients=24, name="squeezed") as (at_work, witness), contextlib.ExitStack() as others:
        root, *_ = [others.enter_context(_root(here)) for _ in range(LIMIT - OURS)]
        before = _refused(root)
        with _few_left(root):
            time.sleep(seconds)
        refused = _refused(root) - before
        waits = at_work.next_bids()
    faults = witness.faults + unhurried(waits)
    faults += [] if refused else ["nobody was refused"]
    return Finding(
        f"{OURS} connections left to us for {seconds:.0f} s, {refused:,} more refused; "
        f"{witness.accepted:,} bids accepted, {witness.put_off:,} told to wait, the slowest answer after "
        f"{witness.slowest:.1f} s; with connections again the next bid on each item after {spread(waits)}",
        faults,
    )


@contextlib.contextmanager
def _root(here: Ground) -> Iterator[database.Db]:
    url = here.server.place.url("root", "")
    with contextlib.closing(database.connect(url, autocommit=True, within=None)) as connection:
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


LATE: dict[str, Fault] = {
    # the server has done it at once; what is late is its answer
    "answered late": answer_late(6.5),
    # it lands when nobody waits any more
    "arriving late": arrive_late(5.5),
}


def late_commits(house: House, at_a_time: int, kinds: Iterable[str] = tuple(LATE)) -> Finding:
    """COMMIT takes longer than the read time-out of 5 s, for so many bids at once: half of them with a key."""
    seller, bidder = house.people(["late-seller", "late-bidder"])
    told: Counter[str] = Counter()
    faults: list[str] = []
    slowest = 0.0
    changes = house.environ | {"WEB_CONCURRENCY": "1"}
    with Proxy(house.database_url) as proxy, gunicorn(
        house.folder / "late.log", **changes | {"DATABASE_URL": proxy.url}
    ) as behind, house.look() as db:  # fmt: skip
        bidder.site = behind
        for kind in kinds:
            ids = auctions(db, seller.id, at_a_time, end="UTC_TIMESTAMP(6) + INTERVAL 1 DAY")
            keys = [f"{house.seed}-{kind}-{item}".replace(" ", "-") if item % 2 else "" for item in ids]
            proxy.fault("^COMMIT", LATE[kind], times=at_a_time)
            answers = at_once(partial(_bid_late, bidder, ids, keys), at_a_time)
            house.progress(f"COMMIT {kind}")
            slowest = max([slowest, *(seconds for _, seconds in answers)])
            for item, key, (said, _) in zip(ids, keys, answers, strict=True):
                logged = len(db.all("SELECT id FROM bid WHERE item_id = %(id)s", id=item))
                told[f"{' then '.join(said)} with{'' if key else 'out'} a key"] += 1
                faults += _late_faults(kind, key, said, logged)
    figure = ", ".join(f"{count} × {what}" for what, count in sorted(told.items()))
    figure += f"; {len(faults)} not in the log exactly once; the slowest answer after {slowest:.1f} s"
    faults += [f"answered after {slowest:.1f} s"] if slowest > LONGEST_ANSWER else []
    return Finding(figure, faults + audit_faults(house))


def _bid_late(bidder: Person, ids: list[int], keys: list[str], number: int) -> tuple[list[str], float]:
    """What the answers were, with a key until one says what became of it; and the seconds that the slowest took."""
    item, key = ids[number], keys[number]
    said: list[str] = []
    slowest = 0.0
    while not said or (key and said[-1] != "accepted" and len(said) < 20):
        began = time.monotonic()
        answer = bidder.bids({"id": item}, max_amount=50_000_000, key=key)
        slowest = max(slowest, time.monotonic() - began)
        code = "accepted" if answer.status_code == 201 else str(answer.json["code"])
        # asked again while the first is still under way
        if code != "idempotency_key_in_flight":
            said.append(code)
    return said, slowest


def _late_faults(kind: str, key: str, said: list[str], logged: int) -> list[str]:
    """Never told what is not known; with a key it is known in the end."""
    expected = ["outcome_unknown", "accepted"] if key else ["outcome_unknown"]
    return [] if said == expected and logged == 1 else [f"COMMIT {kind}, key {key!r}: {said}, and {logged} in the log"]
