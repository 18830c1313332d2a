"""An auction's queue: while a bid waits for a row that somebody else holds, those that come for it wait behind.

Once the row is held all of them go along in that transaction: locked and committed once for many, on one connection.
"""

from collections.abc import Callable, Sequence
from typing import cast

import database
from auction.bids import rules
from auction.bids.way import Bid, Elsewhere, Placed, Told, to_tell
from auction.errors import OutcomeUnknown, Refusal
from auction.idempotency.rules import Claim, Kept, claim_all, keep_all, once


class _Apart(Exception):
    """Somebody came along who cannot go in the same transaction as others."""


def place(first: Bid, come_along: Callable[[], Sequence[Bid]]) -> Sequence[Told]:
    """The first's trip; whatever goes wrong for all of it, each is told what is true of their own bid."""
    trip = _Trip(first, come_along)
    try:
        return trip.go()
    except _Apart as error:
        return [Elsewhere(), *trip.others_after(error)]
    except Exception as error:
        return [error, *trip.others_after(error)]


def place_alone(bid: Bid) -> Placed:
    """One bid, taking nobody along. Raises as rules.place_bid, TryAgain, OutcomeUnknown."""
    (told,) = _Trip(bid, tuple).go()
    # whoever takes nobody along raises every other answer
    return cast(Placed, told)


class _Trip:
    """One bid's transaction, run again as `database.run_transaction` does, with all that came along."""

    def __init__(self, first: Bid, come_along: Callable[[], Sequence[Bid]]) -> None:
        self.first, self._come_along = first, come_along
        self._others: Sequence[Bid] = ()
        self._told: list[Told] = []
        # did the last attempt get past the first one's key?
        self._reached = False

    def go(self) -> list[Told]:
        """What the first and the others are told."""
        claim = self.first.claim
        if claim is None:
            database.run_transaction(self._place, has_key=False, attempts=self.first.attempts)
            return self._told
        kept = database.run_transaction(
            lambda db: self._place_once(db, claim), has_key=True, attempts=self.first.attempts
        )
        return self._told or [kept, *self.others_after()]

    def others_after(self, error: Exception | None = None) -> list[Told]:
        """What those are told who had come along before the last attempt, or before this error, ended without them."""
        if self._reached and not isinstance(error, OutcomeUnknown):
            return [Elsewhere() for _ in self._others]
        # an attempt's COMMIT may have landed: a key makes it safe to go again, and without one nobody can tell
        return [Elsewhere(OutcomeUnknown()) if bid.claim else OutcomeUnknown() for bid in self._others]

    def _place_once(self, db: database.Db, claim: Claim) -> Kept:
        self._reached, self._told = False, []
        # under a key, what is told is what is kept
        return once(db, claim, lambda db: cast(Kept, self._place(db)))

    def _place(self, db: database.Db) -> Told:
        self._reached = True
        outcomes = rules.place_bids(db, self.first.item_id, self.first.wish, lambda: self._wishes_along(db))
        own = to_tell(self.first, outcomes[0])
        if isinstance(own, Refusal) and not self._others:
            raise own
        along = [_to_tell_along(bid, outcome) for bid, outcome in zip(self._others, outcomes[1:], strict=True)]
        keep_all(
            db,
            [
                (bid.claim, told)
                for bid, told in zip(self._others, along, strict=True)
                if bid.claim and isinstance(told, Kept)
            ],
        )
        self._told = [own, *along]
        return own

    def _wishes_along(self, db: database.Db) -> list[rules.Wish]:
        """Who has come by now, their keys claimed."""
        self._others = self._come_along()
        try:
            claim_all(db, [bid.claim for bid in self._others if bid.claim])
        except (database.Duplicate, database.LockWait) as error:
            raise _Apart from error
        return [bid.wish for bid in self._others]


def _to_tell_along(bid: Bid, outcome: rules.PlacedBid | Refusal) -> Told:
    try:
        return to_tell(bid, outcome)
    except Refusal as not_to_keep:
        # whose key must stay free cannot share a commit
        raise _Apart from not_to_keep
