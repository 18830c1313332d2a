"""Approvals: a large payout is handed to the bank once two people have approved it, each time anew."""

import database
from auction.mysql.grouping import grouped
from auction.payments.payouts import store
from auction.payments.rows import ApprovalRow, PayoutRow

# won; larger payouts need the approvals of so many people
FREE = 1_000_000
NEEDED = 2


def needed(payout: PayoutRow) -> int:
    """Return how many people must approve a payout before it is handed to the bank."""
    return NEEDED if payout["amount"] > FREE else 0


def attempt_of(payout: PayoutRow) -> int:
    """Return which handing to the bank a payout's approvals are for: the next one, or the last while none is due."""
    return payout["attempts"] + 1 if payout["state"] == "due" else payout["attempts"]


def of_payouts(db: database.Db, payouts: list[PayoutRow]) -> dict[int, list[ApprovalRow]]:
    """Return the approvals of each of these payouts for this attempt, the earliest first, by payout id."""
    attempts = {payout["id"]: attempt_of(payout) for payout in payouts}
    rows = all_of(db, [*attempts]) if attempts else []
    present = [row for row in rows if row["attempt"] == attempts[row["payout_id"]]]
    return grouped([*attempts], present, lambda row: row["payout_id"])


def all_of(db: database.Db, payout_ids: list[int]) -> list[ApprovalRow]:
    """Return every approval of these payouts, the earliest first."""
    return store.approvals_of(db, payout_ids) if payout_ids else []


def add(db: database.Db, payout: PayoutRow, user_id: str) -> None:
    """Add a person's approval of a locked payout. Raises Duplicate where there is one."""
    store.approve(db, payout["id"], attempt_of(payout), user_id)


def count_waiting(db: database.Db) -> int:
    """Return how many due payouts wait for approvals."""
    return store.count_unapproved(db, FREE, NEEDED)


def large_after(db: database.Db, payout_id: int, most: int) -> list[PayoutRow]:
    """Return up to `most` payouts that need approvals, above this id."""
    return store.large_after(db, payout_id, FREE, most)
