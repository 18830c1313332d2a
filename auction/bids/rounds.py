"""A round: bids that came to this worker meanwhile, on whatever auctions, in one transaction that waits for nobody.

Three or four round trips and one commit are shared by all of them. A bid whose auction is held by somebody else goes on
to the auction's queue; should anything go wrong, all of them do, as if there had been no round.
"""

import logging
from collections.abc import Callable, Sequence

import database
from auction.bids import rules
from auction.bids.way import Bid, Elsewhere, Told, to_tell
from auction.errors import OutcomeUnknown, Refusal
from auction.idempotency.rules import Kept, keep_new

log = logging.getLogger("ssgbay.bids")
Outcome = rules.PlacedBid | Refusal | None


class _NothingIsFree(Exception):
    """All these auctions are held by others: there is nothing to commit."""


def place(first: Bid, come_along: Callable[[], Sequence[Bid]]) -> list[Told]:
    """Place all who are here by now; what each is told, Elsewhere for those who have to go on."""
    bids = [first, *come_along()]
    outcomes: list[Outcome] = []

    def work(db: database.Db) -> list[Told]:
        outcomes[:] = rules.place_free_bids(db, [(bid.item_id, bid.wish) for bid in bids])
        if not any(outcomes):
            raise _NothingIsFree
        told = [_told(bid, outcome) for bid, outcome in zip(bids, outcomes, strict=True)]
        keyed = zip((bid.claim for bid in bids), told, strict=True)
        keep_new(db, [(claim, kept) for claim, kept in keyed if claim and isinstance(kept, Kept)])
        return told

    try:
        return database.attempt(work)
    except OutcomeUnknown:
        return [_unknown(bid, outcome) for bid, outcome in zip(bids, outcomes, strict=True)]
    except _NothingIsFree:
        return [Elsewhere() for _ in bids]
    except Exception as error:
        log.warning("bids go on one by one", extra={"reason": repr(error), "bids": len(bids)})
        return [Elsewhere(failed=database.is_retryable(error)) for _ in bids]


def _told(bid: Bid, outcome: Outcome) -> Told:
    if outcome is None:
        return Elsewhere()
    try:
        return to_tell(bid, outcome)
    except Refusal as not_kept:
        return not_kept


def _unknown(bid: Bid, outcome: Outcome) -> Told:
    """After a lost COMMIT: a key makes it safe to go on, and so it is for whoever had placed nothing."""
    if not isinstance(outcome, rules.PlacedBid):
        return Elsewhere()
    return Elsewhere(OutcomeUnknown(), failed=True) if bid.claim else OutcomeUnknown()
