"""How fast the audit is, and that it is not fast because it looks away."""

import time

import database
from auction.bids.audit import audit_after
from commands.differences import parts
from tests.proof.harness import Finding, Harness, auctions

PER_AUCTION = 20


def audit(harness: Harness, entries: int) -> Finding:
    """Audit so many entries; then spoil one, which must be the only one found."""
    seller, one, other = (person.id for person in harness.people(["keeper", "one-side", "other-side"]))
    with harness.look() as db:
        ids = auctions(db, seller, entries // PER_AUCTION, end="UTC_TIMESTAMP(6) + INTERVAL 9 DAY", leader=f"'{one}'")
        _fight_on(db, ids, one, other)
        seconds, seen, before = _audited(harness, ids)
        one_entry = "UPDATE bid SET price = price + %(by)s WHERE item_id = %(id)s AND number = 7"
        db.run(one_entry, by=1, id=ids[len(ids) // 2])
        _, _, spoiled = _audited(harness, ids)
        # a later audit of this database must find no differences
        db.run(one_entry, by=-1, id=ids[len(ids) // 2])
    faults = (
        [] if before == 0 and spoiled == 1 else [f"{before} differences before one entry was spoiled, {spoiled} after"]
    )
    faults += [] if seconds < 60 else [f"{seconds:.0f} s"]
    return Finding(
        f"{seen:,} entries in {seconds:.1f} s ({seen / seconds:,.0f}/s); one spoiled entry was found", faults
    )


def _fight_on(db: database.Db, ids: list[int], one: str, other: str) -> None:
    """The two of them outbid each other openly by a million until each log is full."""
    for number in range(2, PER_AUCTION + 1):
        who = one if number % 2 else other
        db.run(
            f"INSERT INTO bid (item_id, user_id, kind, offer, amount, price, leader_id, number, endTime, createdAt) "
            f"SELECT id, %(who)s, 'open', price + {number}000000, price + {number}000000, price + {number}000000, "
            f"%(who)s, {number}, endTime, startTime + INTERVAL {number} SECOND FROM item WHERE id >= %(first)s",
            who=who,
            first=ids[0],
        )
    last = f"price + {PER_AUCTION}000000"
    db.run(
        f"UPDATE item SET price = {last}, maximum = price, leader_id = %(who)s, bidCount = {PER_AUCTION} "
        "WHERE id >= %(first)s",
        who=who,
        first=ids[0],
    )
    db.run("UPDATE prehistory SET user_id = %(who)s WHERE item_id >= %(first)s", who=who, first=ids[0])


def _audited(harness: Harness, ids: list[int]) -> tuple[float, int, int]:
    """Seconds, entries, differences."""
    began, entries, differences = time.monotonic(), 0, 0
    with database.snapshots(harness.database_url) as look:
        for _, read, found in parts(look, audit_after, last=ids[0] - 1):
            entries, differences = entries + read, differences + len(found)
    return time.monotonic() - began, entries, differences
