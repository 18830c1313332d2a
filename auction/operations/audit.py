"""Compares decisions and approvals with the trail, both ways, and finds large payouts sent without two approvals."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import database
from auction.mysql.grouping import grouped
from auction.operations.decisions import ACTS
from auction.operators import trail
from auction.operators.rows import EventRow
from auction.orders.lists import rules as orders
from auction.payments.payouts import approvals
from auction.payments.rows import ApprovalRow, PayoutRow

CHUNK = 500


class Difference(NamedTuple):
    """Something that was done and is not in the trail, or the reverse."""

    what: str
    done: object
    recorded: object


def decisions_after(db: database.Db, order_id: int) -> tuple[int, int, list[Difference]]:
    """Audit the next decisions above this order: the order of the last (0: none), how many, and what differs."""
    order_ids = orders.decided_after(db, order_id, CHUNK)
    return max(order_ids, default=0), len(order_ids), _decisions(db, order_ids)


def payouts_after(db: database.Db, payout_id: int) -> tuple[int, int, list[Difference]]:
    """Audit the next large payouts above this one: the last (0: none), how many, and what differs."""
    rows = approvals.large_after(db, payout_id, CHUNK)
    ids = [row["id"] for row in rows]
    given = approvals.all_of(db, ids)
    of_payout = grouped(ids, given, lambda approval: approval["payout_id"])
    found = _approvals(db, ids, given) + [fault for row in rows for fault in _unapproved(row, of_payout[row["id"]])]
    return max(ids, default=0), len(rows), found


def trail_after(db: database.Db, number: int) -> tuple[int, int, list[Difference]]:
    """Audit what the next events of the trail are about: the last event (0: none), how many, and what differs."""
    events = trail.after(db, number, CHUNK)
    decided = {_id(event) for event in events if event["kind"] == "decide"}
    approved = sorted({_id(event) for event in events if event["kind"] == "approve-payout"})
    found = _decisions(db, sorted(decided)) + _approvals(db, approved, approvals.all_of(db, approved))
    return (events[-1]["id"] if events else 0), len(events), found


def _decisions(db: database.Db, order_ids: list[int]) -> list[Difference]:
    """Compare an operator's steps of these orders with the events about them."""
    done: dict[str, object] = {}
    for row in orders.decisions_of(db, order_ids):
        data = json.loads(row["data"])
        done[f"order {row['order_id']}, event {row['number']}"] = (row["act"], data.get("amount"), data.get("reason"))
    recorded: dict[str, object] = {}
    for event in trail.of_targets(db, "decide", [f"order:{order_id}" for order_id in order_ids]):
        data = _data(event)
        act = ACTS.get(data.get("outcome", ""), "")
        recorded[f"order {_id(event)}, event {data.get('number')}"] = (act, data.get("amount"), event["reason"])
    return _unlike(done, recorded)


def _approvals(db: database.Db, payout_ids: list[int], given: list[ApprovalRow]) -> list[Difference]:
    """Compare the approvals of these payouts with the events about them."""
    done: dict[str, object] = {_approval(row["payout_id"], row["attempt"], row["user_id"]): True for row in given}
    events = trail.of_targets(db, "approve-payout", [f"payout:{payout_id}" for payout_id in payout_ids])
    recorded: dict[str, object] = {
        _approval(_id(event), _data(event).get("attempt"), event["by_id"]): True for event in events
    }
    return _unlike(done, recorded)


def _approval(payout_id: int, attempt: object, user_id: str | None) -> str:
    return f"payout {payout_id}, attempt {attempt}, approved by {user_id}"


def _unlike(done: Mapping[str, object], recorded: Mapping[str, object]) -> list[Difference]:
    names = sorted({*done, *recorded})
    return [
        Difference(name, done.get(name), recorded.get(name)) for name in names if done.get(name) != recorded.get(name)
    ]  # fmt: skip


def _unapproved(payout: PayoutRow, given: list[ApprovalRow]) -> Iterator[Difference]:
    """Yield each time that a large payout was handed to the bank without the approvals that it needs."""
    for attempt in range(1, payout["attempts"] + 1):
        people = {row["user_id"] for row in given if row["attempt"] == attempt} - {payout["seller_id"]}
        if len(people) < approvals.needed(payout):
            yield Difference(f"payout {payout['id']}, sent as attempt {attempt}", "sent", f"{len(people)} approvals")


def _id(event: EventRow) -> int:
    """Return the number in an event's target; 0 where the target was altered."""
    number = event["target"].rpartition(":")[2]
    return int(number) if number.isascii() and number.isdigit() else 0


def _data(event: EventRow) -> dict[str, Any]:
    """Return the data of an event; none where it was altered."""
    try:
        data = json.loads(event["data"])
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}
