"""kill -9 of the worker that derives notifications, at one of its statements after the other."""

import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from subprocess import Popen

from database import Db
from tests.alerts.acts import Item, a_few_auctions, act
from tests.alerts.replaying import actual, expected
from tests.cast import Person
from tests.processes import wait_for
from tests.proof.harness import Finding, Harness
from tests.proof.proxy import Fault, Line, Proxy

# a worker with something to derive needs fewer statements than this for all of it
STATEMENTS = 50
WHEN = ("before", "after")
ACTS = 8
PEOPLE = ("derived-seller", "derived-one", "derived-two", "derived-three", "derived-four")


def killed(harness: Harness, times: int) -> Finding:
    """Kill the worker so often, before or after the server has run one of its first statements; the logs grow on."""
    chance = harness.chance("kills of derivers")
    points = chance.sample(list(itertools.product(range(1, STATEMENTS + 1), WHEN)), times)
    people = harness.people(list(PEOPLE))
    statements = Counter[str]()
    with harness.look() as db:
        begin_now(db)
        items = a_few_auctions(db, people, 12)
        for number, point in enumerate(points, 1):
            _act(harness, chance, db, people, items)
            statements[_killed_at(harness, *point)] += 1
            harness.progress(f"{number} of {times} kills")
        _act(harness, chance, db, people, items)
        return _judged(harness, db, items[0]["id"] - 1, statements)


def begin_now(db: Db) -> None:
    """Let the worker derive nothing of what other proofs have left."""
    logs = (("bids", "bid"), ("account", "security_event"), ("searches", "item"), ("deliveries", "notification"))
    for name, table in logs:
        db.run(
            "REPLACE INTO alert_position (name, position, newest, at) "
            f"SELECT %(name)s, COALESCE(MAX(id), 0), COALESCE(MAX(id), 0), UTC_TIMESTAMP(6) FROM {table}",
            name=name,
        )
    for name in ("closings", "ending60", "ending10"):
        db.run("REPLACE INTO alert_position VALUES (%(name)s, 0, 0, UTC_TIMESTAMP(6))", name=name)


def _act(harness: Harness, chance: Random, db: Db, people: Sequence[Person], items: Sequence[Item]) -> None:
    for _ in range(ACTS):
        act(chance, db, people, items, harness.close_due)


def _killed_at(harness: Harness, number: int, when: str) -> str:
    """Run a worker up to its statement of this number; returns the first word of that statement."""
    with Proxy(harness.database_url) as proxy:
        workers: list[Popen[bytes]] = []
        proxy.fault("", _at(number, when, lambda: workers[0].kill()), times=1_000_000)
        workers.append(replace(harness, database_url=proxy.url).run("-m", "commands", "worker"))
        try:
            wait_for(lambda: workers[0].poll() is not None)
        finally:
            workers[0].kill()
            workers[0].wait()
        return proxy.seen[number - 1][1].split()[0]


def _at(number: int, when: str, kill: Callable[[], None]) -> Fault:
    seen = itertools.count(1)

    def met(line: Line, packet: bytes) -> bool:
        if next(seen) != number:
            return False
        if when == "after":
            line.swallows = True
            line.answered.clear()
            line.server.sendall(packet)
            line.answered.wait(60)
        kill()
        line.cut()
        return True

    return met


def _judged(harness: Harness, db: Db, after: int, statements: Counter[str]) -> Finding:
    """Let a worker that nobody kills derive what is left."""
    worker = harness.run("-m", "commands", "worker")
    try:
        wait_for(lambda: actual(db, after) >= expected(db, after), 60)
        wrong = actual(db, after) - expected(db, after)
    finally:
        worker.terminate()
        worker.wait()
    kinds = Counter(kind for _, kind, _ in actual(db, after))
    figure = (
        f"{statements.total()} × kill -9 before or after a statement of the worker "
        f"({', '.join(f'{n} × {word}' for word, n in statements.most_common())}); then exactly the "
        f"{kinds.total()} notifications of a walk over the log: {', '.join(f'{k} {n}' for k, n in kinds.most_common())}"
    )
    faults = [f"for nothing: {new}" for new in sorted(wrong)]
    return Finding(figure, faults if kinds else ["nothing was derived"])
