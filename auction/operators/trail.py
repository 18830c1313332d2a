"""The trail of what was done for the operator of the site: a chain of events by SHA-256, which the audit verifies."""

import hashlib
import json
from collections.abc import Iterator, Mapping

import database
from auction.mysql.clock import current_time
from auction.operators import store
from auction.operators.rows import EventRow, Operator
from auction.operators.rules import require_still

# the digest before the first event
START = bytes(32)
CHUNK = 1_000


def record(
    db: database.Db, operator: Operator | None, kind: str, target: str, reason: str, data: Mapping[str, object]
) -> int:
    """Add an event in the transaction of what was done, and return its number; `operator` None is a command.

    Other transactions that add one wait, so call it last, or first where the role of a user changes. `reason` has 1
    to 1,000 letters, `target` up to 60, `kind` up to 24. Raises NotAnOperator for one whose role has changed.
    """
    store.begin_trail(db, START)
    head = store.hold_head(db)
    if operator is not None:
        require_still(db, operator)
    event: EventRow = {
        "id": head["number"] + 1, "by_id": operator and operator.id, "role": operator and operator.role, "kind": kind,
        "target": target, "reason": reason, "data": json.dumps(data, ensure_ascii=False), "at": current_time(db),
        "previous": head["digest"], "digest": b"",
    }  # fmt: skip
    event["digest"] = digest_of(event)
    store.add_event(db, event)
    store.move_head(db, event["id"], event["digest"])
    return event["id"]


def digest_of(event: EventRow) -> bytes:
    """Return the digest of an event: SHA-256 of the digest before it and its own columns as a JSON list."""
    own = [event[name] for name in ("id", "by_id", "role", "kind", "target", "reason", "data")]
    row = json.dumps([*own, event["at"].isoformat(timespec="microseconds")], ensure_ascii=False)
    return hashlib.sha256(event["previous"] + row.encode()).digest()


def page(db: database.Db, before: int | None, limit: int, target: str | None = None) -> list[EventRow]:
    """Return up to `limit` events, the latest first, with a number under `before` and of one target if given."""
    return store.events_before(db, before, limit, target)


def after(db: database.Db, number: int, limit: int) -> list[EventRow]:
    """Return up to `limit` events with a higher number, in their order."""
    return store.events_after(db, number, limit)


def of_targets(db: database.Db, kind: str, targets: list[str]) -> list[EventRow]:
    """Return the events of a kind about these targets, in their order."""
    return store.events_of(db, kind, targets) if targets else []


def verify(db: database.Db) -> list[str]:
    """Return what is wrong with the trail, one line each. Reads in several statements: give it one snapshot.

    Who may write to the database can make a whole new chain; then only a digest that was noted elsewhere differs.
    """
    return list(_faults(db))


def end(db: database.Db) -> tuple[int, str]:
    """Return how many events the trail has, and the digest of the last in hexadecimal digits."""
    head = store.head(db)
    return (head["number"], head["digest"].hex()) if head else (0, START.hex())


def _faults(db: database.Db) -> Iterator[str]:
    last, before = 0, START
    for event in _events(db):
        if event["id"] != last + 1:
            yield f"{_numbers(last + 1, event['id'] - 1)} 없음 · missing"
        elif event["previous"] != before:
            yield f"{event['id']}: 앞 사건과 이어지지 않음 · does not follow the event before it"
        if event["digest"] != digest_of(event):
            yield f"{event['id']}: 바뀜 · was changed"
        last, before = event["id"], event["digest"]
    head = store.head(db) or {"number": 0, "digest": START}
    if head["number"] > last:
        yield f"{_numbers(last + 1, head['number'])} 끝에 없음 · missing at the end"
    elif (last, before) != (head["number"], head["digest"]):
        yield f"{last}: 기록된 끝과 다름 · is not the end that is noted"


def _events(db: database.Db) -> Iterator[EventRow]:
    last = 0
    while events := store.events_after(db, last, CHUNK):
        yield from events
        last = events[-1]["id"]


def _numbers(first: int, last: int) -> str:
    return f"{first}" if first == last else f"{first}–{last}"
