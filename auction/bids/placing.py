"""Where a bid becomes a transaction: of its own, or with all that waited for the same auction meanwhile.

An auction that everybody wants is then locked and committed once for many bids, and holds one connection a worker.
"""

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import database
from auction.bids import rules
from auction.bids.turns import Turns
from auction.errors import OutcomeUnknown, Refusal, TryAgain
from auction.idempotency.rules import Claim, Kept, claim_all, keep_all, once, refused

ACCEPTED = 201
Told = Kept | rules.PlacedBid


class Bid(NamedTuple):
    """A bid on its way: what is wished, the key it may be claimed under, and how its acceptance is told (JSON)."""

    item_id: int
    wish: rules.Wish
    claim: Claim | None
    tell: Callable[[rules.PlacedBid], str]


class _Alone(Exception):
    """A bid of a group has to go again by itself; `instead` is told where there is no time left for that."""

    def __init__(self, instead: Refusal) -> None:
        self.instead = instead


def place(bid: Bid) -> Kept:
    """Place it, never twice under the same key. Raises as rules.place_bid, TryAgain, OutcomeUnknown."""
    began = time.monotonic()
    try:
        told = _turns.ask(bid.item_id, bid)
    except _Alone as alone:
        if time.monotonic() - began > database.DEADLINE:
            raise alone.instead from alone
        return _alone(bid)
    return told if isinstance(told, Kept) else Kept(ACCEPTED, bid.tell(told))


def _alone(bid: Bid) -> Kept:
    def work(db: database.Db) -> rules.PlacedBid:
        return rules.place_bid(db, bid.item_id, bid.wish)

    if bid.claim is None:
        return Kept(ACCEPTED, bid.tell(database.transact(work)))
    return database.transact_once(once, bid.claim, lambda db: Kept(ACCEPTED, bid.tell(work(db))))


def _together(bids: Sequence[Bid]) -> Sequence[Told | BaseException]:
    """Whatever goes wrong with a group, each of it goes again alone; where that could bid twice, it is unknown."""
    if len(bids) == 1:
        return [_alone(bids[0])]
    try:
        return database.attempt(_in_one, bids)
    except OutcomeUnknown as unknown:
        return [_Alone(unknown) if bid.claim else unknown for bid in bids]
    except Exception:
        return [_Alone(TryAgain()) for _ in bids]


def _in_one(db: database.Db, bids: Sequence[Bid]) -> list[Told | BaseException]:
    """Claim, place and keep as `once` does, but each for all of them."""
    claim_all(db, [bid.claim for bid in bids if bid.claim])
    outcomes = rules.place_bids(db, bids[0].item_id, [bid.wish for bid in bids])
    told = [_to_tell(bid, outcome) for bid, outcome in zip(bids, outcomes, strict=True)]
    keep_all(
        db, [(bid.claim, kept) for bid, kept in zip(bids, told, strict=True) if bid.claim and isinstance(kept, Kept)]
    )
    return told


def _to_tell(bid: Bid, outcome: rules.PlacedBid | Refusal) -> Told | BaseException:
    """What is kept for a key; without one, the outcome itself."""
    if bid.claim is None:
        return outcome
    return refused(outcome) if isinstance(outcome, Refusal) else Kept(ACCEPTED, bid.tell(outcome))


# which of those that wait came first nobody knows to the millisecond; the lowest first, nobody is told "too low" for it
_turns: Turns[Bid, Told] = Turns(_together, order=lambda bid: bid.wish.offer.amount)
