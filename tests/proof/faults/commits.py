"""COMMIT takes longer than we wait for it: its answer comes late, or it lands when nobody waits any more."""

import time
from collections import Counter
from collections.abc import Iterable
from functools import partial

import database
from tests.cast import Person
from tests.processes import gunicorn
from tests.proof.faults.load import LONGEST_ANSWER
from tests.proof.harness import Finding, Harness, auctions, audit_faults
from tests.proof.proxy import Fault, Proxy, answer_late, arrive_late
from tests.scenes import at_once

LATE: dict[str, Fault] = {
    # the server has done it at once; what is late is its answer
    "answered late": answer_late(6.5),
    # it lands when nobody waits any more
    "arriving late": arrive_late(5.5),
}


def late_commits(harness: Harness, at_a_time: int, kinds: Iterable[str] = tuple(LATE)) -> Finding:
    """COMMIT takes longer than the read time-out of 5 s, for so many bids at once: half of them with a key."""
    seller, bidder = harness.people(["late-seller", "late-bidder"])
    outcomes: Counter[str] = Counter()
    faults: list[str] = []
    slowest = 0.0
    changes = harness.environ | {"WEB_CONCURRENCY": "1"}
    with Proxy(harness.database_url) as proxy, gunicorn(
        harness.folder / "late.log", **changes | {"DATABASE_URL": proxy.url}
    ) as behind, harness.look() as db:  # fmt: skip
        bidder.site = behind
        for kind in kinds:
            ids = auctions(db, seller.id, at_a_time, end="UTC_TIMESTAMP(6) + INTERVAL 1 DAY")
            keys = [f"{harness.seed}-{kind}-{item}".replace(" ", "-") if item % 2 else "" for item in ids]
            proxy.fault("^COMMIT", LATE[kind], times=at_a_time)
            answers = at_once(partial(_bid_late, bidder, ids, keys), at_a_time)
            harness.progress(f"COMMIT {kind}")
            slowest = max([slowest, *(seconds for _, seconds in answers)])
            for item, key, (said, _) in zip(ids, keys, answers, strict=True):
                logged = _landed(db, item)
                outcomes[f"{' then '.join(said)} with{'' if key else 'out'} a key"] += 1
                faults += _late_faults(kind, key, said, logged)
    figure = ", ".join(f"{count} × {what}" for what, count in sorted(outcomes.items()))
    figure += f"; {len(faults)} not in the log exactly once; the slowest answer after {slowest:.1f} s"
    faults += [f"answered after {slowest:.1f} s"] if slowest > LONGEST_ANSWER else []
    return Finding(figure, faults + audit_faults(harness))


def _landed(db: database.Db, item: int) -> int:
    """How many bids were made in the end: the last COMMIT may still be under way when the others are done."""
    until = time.monotonic() + 5
    while True:
        logged = len(db.all("SELECT id FROM bid WHERE item_id = %(id)s", id=item))
        if logged or time.monotonic() > until:
            return logged
        time.sleep(0.05)


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
        # retried while the first request is still in progress
        if code != "idempotency_key_in_flight":
            said.append(code)
    return said, slowest


def _late_faults(kind: str, key: str, said: list[str], logged: int) -> list[str]:
    """An unknown outcome is reported as unknown; with a key it is known in the end."""
    expected = ["outcome_unknown", "accepted"] if key else ["outcome_unknown"]
    return [] if said == expected and logged == 1 else [f"COMMIT {kind}, key {key!r}: {said}, and {logged} in the log"]
