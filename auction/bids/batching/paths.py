"""Three paths to place a bid: in a batch that waits for no lock, in a batch that waits for its auction, or alone."""

import time
from dataclasses import replace

import database
from auction.appstate import PerApp
from auction.bids.batching.batch import place_alone, place_waiting, place_without_waiting
from auction.bids.batching.batcher import Batcher
from auction.bids.batching.pending_bid import ACCEPTED, PendingBid, Result, TryNextPath
from auction.bids.placing import PlacedBid, Refused
from auction.errors import OutcomeUnknown, Refusal, TryAgain
from auction.idempotency.rules import StoredAnswer
from auction.limits import rules as limits

# the one key of batches on any auctions: one at a time in a worker
ANY_AUCTION = 0
# such a batch takes milliseconds; a bid that has waited longer (seconds) is not held up by its broken connection
MAX_WAIT_S = 0.5
# how long bids skip the first path after it failed for their auction (seconds)
CONTENDED_FOR_S = 1.0
MAX_CONTENDED = 10_000


class Batchers:
    """What one application holds for its bids: a batcher for each kind of batch, and the contended auctions."""

    def __init__(self) -> None:
        self.any_auction: Batcher[PendingBid, Result] = Batcher(place_without_waiting, MAX_WAIT_S)
        self.one_auction: Batcher[PendingBid, Result] = Batcher(place_waiting)
        # by item id, on the monotonic clock
        self.contended_until: dict[int, float] = {}

    def is_contended(self, item_id: int) -> bool:
        """Whether bids on this auction should wait for it at once."""
        return self.one_auction.is_busy(item_id) or self.contended_until.get(item_id, 0.0) > time.monotonic()

    def mark_contended(self, item_id: int) -> None:
        """For a while, let bids on this auction wait for it at once."""
        if len(self.contended_until) > MAX_CONTENDED:
            self.contended_until.clear()
        self.contended_until[item_id] = time.monotonic() + CONTENDED_FOR_S


batchers: PerApp[Batchers] = PerApp(Batchers)


def place(bid: PendingBid) -> StoredAnswer:
    """Place a bid, never twice under the same key, and count it against the limit; returns its answer.

    Raises as placing.place_bid, TooManyRequests, IdempotencyKeyReused, IdempotencyKeyInFlight, TryAgain,
    OutcomeUnknown.
    """
    limits.refuse_again(limits.BIDS, bid.request.bidder_id)
    began = time.monotonic()
    otherwise: Refusal = TryAgain()
    for path in (_place_without_waiting, _place_waiting, place_alone):
        match path(bid):
            case PlacedBid() as placed:
                return StoredAnswer(ACCEPTED, bid.render(placed))
            case StoredAnswer() as answer:
                return answer
            case Refused(refusal):
                raise prefer_unknown(otherwise, refusal)
            case TryNextPath(refusal, failed):
                otherwise = prefer_unknown(otherwise, refusal)
                if failed:
                    bid = replace(bid, attempts=database.Attempts(1, began))
        if time.monotonic() - began > database.DEADLINE_S:
            break
    raise otherwise


def _place_without_waiting(bid: PendingBid) -> Result:
    item_id = bid.request.item_id
    ours = batchers.get()
    if ours.is_contended(item_id):
        return TryNextPath()
    try:
        result = ours.any_auction.submit(ANY_AUCTION, bid)
    except TryAgain:
        result = TryNextPath()
    if isinstance(result, TryNextPath):
        ours.mark_contended(item_id)
    return result


def _place_waiting(bid: PendingBid) -> Result:
    try:
        return batchers.get().one_auction.submit(bid.request.item_id, bid)
    except TryAgain as refusal:
        return Refused(refusal)


def prefer_unknown(earlier: Refusal, later: Refusal) -> Refusal:
    """Return `earlier` where it is OutcomeUnknown and `later` merely asks to try again, else `later`."""
    return earlier if isinstance(earlier, OutcomeUnknown) and isinstance(later, TryAgain) else later
