"""Where a bid becomes a transaction, in which those go along that came while it waited for the same auction.

An auction that everybody wants is then locked and committed once for many bids, and holds one connection a worker.
"""

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple, cast

import database
from auction.bids import rules
from auction.bids.turns import Turns
from auction.errors import OutcomeUnknown, Refusal, TryAgain
from auction.idempotency.rules import Claim, Kept, claim_all, keep_all, once, refused

ACCEPTED = 201
Told = Kept | rules.PlacedBid | BaseException


class Bid(NamedTuple):
    """A bid on its way: what is wished, the key it may be claimed under, and how its acceptance is told (JSON)."""

    item_id: int
    wish: rules.Wish
    claim: Claim | None
    tell: Callable[[rules.PlacedBid], str]


class _Apart(Exception):
    """Somebody came along who cannot go in the same transaction as others."""


class _Alone(Exception):
    """A bid has to go again by itself; `instead` is told where there is no time left for that."""

    def __init__(self, instead: Refusal) -> None:
        self.instead = instead


def place(bid: Bid) -> Kept:
    """Place it, never twice under the same key. Raises as rules.place_bid, TryAgain, OutcomeUnknown."""
    began = time.monotonic()
    try:
        told: Told = _turns.ask(bid.item_id, bid)
    except _Alone as alone:
        if time.monotonic() - began > database.DEADLINE:
            raise alone.instead from alone
        (told,) = _Trip(bid, tuple).go()
    if isinstance(told, BaseException):
        raise told
    return told if isinstance(told, Kept) else Kept(ACCEPTED, bid.tell(told))


class _Trip:
    """One bid's transaction, run again as `database.transact` does, with all that came along."""

    def __init__(self, first: Bid, come_along: Callable[[], Sequence[Bid]]) -> None:
        self.first, self._come_along = first, come_along
        self._others: Sequence[Bid] = ()
        self._told: list[Told] = []
        # did the last attempt get past the first one's key?
        self._reached = False

    def go(self) -> list[Told]:
        """What the first and the others are told."""
        if self.first.claim is None:
            database.transact(self._place)
            return self._told
        kept = database.transact_once(self._place_once, self.first.claim)
        return self._told or [kept, *self.others_after()]

    def others_after(self, error: Exception | None = None) -> list[Told]:
        """What those are told who had come along before the last attempt, or before this error, ended without them."""
        if self._reached and not isinstance(error, OutcomeUnknown):
            return [_Alone(TryAgain()) for _ in self._others]
        # an attempt's COMMIT may have landed: a key makes it safe to go again, and without one nobody can tell
        return [_Alone(OutcomeUnknown()) if bid.claim else OutcomeUnknown() for bid in self._others]

    def _place_once(self, db: database.Db, claim: Claim) -> Kept:
        self._reached, self._told = False, []
        # under a key, what is told is what is kept
        return once(db, claim, lambda db: cast(Kept, self._place(db)))

    def _place(self, db: database.Db) -> Told:
        self._reached = True
        outcomes = rules.place_bids(db, self.first.item_id, self.first.wish, lambda: self._wishes_along(db))
        own = _to_tell(self.first, outcomes[0])
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


def _to_tell(bid: Bid, outcome: rules.PlacedBid | Refusal) -> Told:
    """What is kept for a key; without one, the outcome itself."""
    if bid.claim is None:
        return outcome
    return refused(outcome) if isinstance(outcome, Refusal) else Kept(ACCEPTED, bid.tell(outcome))


def _to_tell_along(bid: Bid, outcome: rules.PlacedBid | Refusal) -> Told:
    try:
        return _to_tell(bid, outcome)
    except Refusal as not_to_keep:
        # whose key must stay free cannot share a commit
        raise _Apart from not_to_keep


def _together(first: Bid, come_along: Callable[[], Sequence[Bid]]) -> Sequence[Told]:
    """The first's trip; whatever goes wrong for all of it, each is told what is true of their own bid."""
    trip = _Trip(first, come_along)
    try:
        return trip.go()
    except _Apart as error:
        return [_Alone(TryAgain()), *trip.others_after(error)]
    except Exception as error:
        return [error, *trip.others_after(error)]


_turns: Turns[Bid, Kept | rules.PlacedBid] = Turns(_together)
