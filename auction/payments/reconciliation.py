"""Compares our books with the provider's own list of movements."""

import json
import logging
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

import database
from auction.ledger import accounts
from auction.ledger import rules as ledger
from auction.ledger.rules import TransferRow
from auction.mysql.clock import current_time
from auction.payments import configured, store
from auction.payments import rules as payments
from auction.payments.provider import Movement, NoAnswer, Provider
from auction.payments.refunds import rules as refunds
from auction.payments.rows import CheckRow

# clocks differ, and a movement is recorded after it happened
SLACK = timedelta(hours=1)
CHECKED = timedelta(days=2)
# mismatches of a comparison that are kept
KEPT = 100

Lacking = Literal["ours", "provider"]

log = logging.getLogger("ssgbay.payments")


class Entry(NamedTuple):
    """A movement: of which attempt, and how much was taken, or given back where it is below 0 (won)."""

    ref: str
    amount: int


class Mismatch(NamedTuple):
    """A movement that one side lacks: `ours` or the `provider`'s."""

    entry: Entry
    lacking: Lacking


class Check(NamedTuple):
    """A comparison: when (naive UTC), and the first KEPT mismatches."""

    at: datetime
    mismatches: list[Mismatch]


def compare(provider: Provider, since: datetime, until: datetime) -> list[Mismatch]:
    """Return movements from `since` on and before `until` (naive UTC) that only one side knows.

    What is still being found out differs for a moment, and is none. Raises NoAnswer.
    """
    theirs = provider.moved(since - SLACK, until + SLACK)
    with database.reading() as db:
        rows = ledger.between(db, since - SLACK, until + SLACK, accounts.provider(provider.name))
        ours = _entries(db, rows)
        undecided = _undecided(db, {movement.ref for movement in theirs})
    inside = [_entry(movement) for movement in theirs if since <= movement.at < until]
    lacking_here = Counter(entry for entry in inside if entry.ref not in undecided) - Counter(ours.values())
    ours_inside = [ours[row["id"]] for row in rows if since <= row["createdAt"] < until]
    lacking_there = Counter(ours_inside) - Counter(_entry(movement) for movement in theirs)
    return [
        *(Mismatch(entry, "ours") for entry in sorted(lacking_here.elements())),
        *(Mismatch(entry, "provider") for entry in sorted(lacking_there.elements())),
    ]


def check() -> int:
    """Report what differs from the providers' lists of the last two days, as errors in the log; return how much."""
    with database.reading() as db:
        now = current_time(db)
    found = 0
    for name in configured.names():
        try:
            mismatches = compare(configured.provider(name), now - CHECKED, now)
        except NoAnswer:
            log.warning("the provider did not list its movements", extra={"provider": name})
            continue
        database.transact(_keep, name, mismatches)
        for mismatch in mismatches:
            extra = {"provider": name, "ref": mismatch.entry.ref, "amount": mismatch.entry.amount}
            log.error("the books lack a movement, or the provider's do: %s", mismatch.lacking, extra=extra)
        found += len(mismatches)
    return found


def _keep(db: database.Db, provider: str, mismatches: list[Mismatch]) -> None:
    store.keep_check(db, provider, json.dumps(mismatches[:KEPT]))


def last_checks(db: database.Db) -> dict[str, Check]:
    """Return the last comparison with each provider, by its name."""
    return {row["provider"]: _check(row) for row in store.checks(db)}


def _check(row: CheckRow) -> Check:
    found = [Mismatch(Entry(*entry), lacking) for entry, lacking in json.loads(row["mismatches"])]
    return Check(row["checkedAt"], found)


def _entry(movement: Movement) -> Entry:
    return Entry(movement.ref, movement.amount)


def _entries(db: database.Db, rows: Iterable[TransferRow]) -> dict[int, Entry]:
    """Return what each transfer from or to a provider says, by its id."""
    refunds_of = {f"refund:{refund['id']}": refund["payment_id"] for refund in refunds.by_ids(db, _refund_ids(rows))}
    payment_of = {row["id"]: refunds_of.get(row["ref"]) or _payment_id(row) for row in rows}
    refs = {payment["id"]: payment["ref"] for payment in payments.by_ids(db, list(payment_of.values()))}
    return {
        row["id"]: Entry(refs[payment_of[row["id"]]], -row["amount"] if row["ref"] in refunds_of else row["amount"])
        for row in rows
    }


def _refund_ids(rows: Iterable[TransferRow]) -> list[int]:
    return [int(row["ref"].partition(":")[2]) for row in rows if row["ref"].startswith("refund:")]


def _payment_id(row: TransferRow) -> int:
    return int(row["ref"].partition(":")[2])


def _undecided(db: database.Db, refs: set[str]) -> set[str]:
    """Return the attempts of which something may have moved at the provider without our knowing yet."""
    found = payments.by_refs(db, sorted(refs))
    back = refunds.of_orders(db, [row["order_id"] for row in found.values()])
    waiting = {row["payment_id"] for rows in back.values() for row in rows if row["state"] != "done"}
    return {ref for ref, row in found.items() if row["lookAt"] is not None or row["id"] in waiting}
