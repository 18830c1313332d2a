"""Where a bid becomes a transaction: in a round with whatever came meanwhile, in its auction's queue, or by itself.

A round waits for nobody, so no auction holds up another; a queue waits for one row; who goes alone harms nobody else.
"""

import time

import database
from auction.bids import queues, rounds
from auction.bids.turns import Turns
from auction.bids.way import ACCEPTED, Bid, Elsewhere, Placed
from auction.errors import OutcomeUnknown, Refusal, TryAgain
from auction.idempotency.rules import Kept

# one round at a time, whatever it bids on
EVERY_AUCTION = 0
# a round takes milliseconds; whoever waits for one longer than this (seconds) is not held up by its broken connection
PATIENCE = 0.5
# an auction that a round could not bid on, held by somebody else perhaps, is queued for at once for so long (seconds)
APART_FOR = 1.0
REMEMBERED = 10_000

_rounds: Turns[Bid, Placed] = Turns(rounds.place, PATIENCE, no_turn=Elsewhere)
_queues: Turns[Bid, Placed] = Turns(queues.place)
_apart_until: dict[int, float] = {}


def place(bid: Bid) -> Kept:
    """Place it, never twice under the same key. Raises as rules.place_bid, TryAgain, OutcomeUnknown."""
    began = time.monotonic()
    instead: Refusal = TryAgain()
    for go in (_in_a_round, _in_its_queue, queues.place_alone):
        try:
            told = go(bid)
        except Elsewhere as elsewhere:
            instead = _surer(instead, elsewhere.instead)
            if elsewhere.failed:
                bid = bid._replace(attempts=database.Attempts(1, began))
            if time.monotonic() - began > database.DEADLINE_S:
                break
        except TryAgain as error:
            raise _surer(instead, error) from error
        else:
            return told if isinstance(told, Kept) else Kept(ACCEPTED, bid.tell(told))
    raise instead


def _in_a_round(bid: Bid) -> Placed:
    if bid.item_id in _queues or _apart_until.get(bid.item_id, 0.0) > time.monotonic():
        raise Elsewhere
    try:
        return _rounds.ask(EVERY_AUCTION, bid)
    except Elsewhere:
        _keep_apart(bid.item_id)
        raise


def _in_its_queue(bid: Bid) -> Placed:
    return _queues.ask(bid.item_id, bid)


def _keep_apart(item_id: int) -> None:
    if len(_apart_until) > REMEMBERED:
        _apart_until.clear()
    _apart_until[item_id] = time.monotonic() + APART_FOR


def _surer(before: Refusal, now: Refusal) -> Refusal:
    """Once an outcome was unknown, nobody can say any more that nothing was done."""
    return before if isinstance(before, OutcomeUnknown) else now
