"""A bid on its way to the database, and its result."""

from collections.abc import Callable
from dataclasses import dataclass, field

from auction.bids.placing import BidRequest, PlacedBid, Refused
from auction.errors import Refusal, TryAgain
from auction.idempotency.rules import Claim, StoredAnswer, refusal_to_store
from database import Attempts

ACCEPTED = 201


@dataclass(frozen=True, slots=True)
class PendingBid:
    """A request, its Idempotency-Key if it has one, and how to render its acceptance (JSON).

    `attempts` are those at a transaction that it has used up before.
    """

    request: BidRequest
    claim: Claim | None
    render: Callable[[PlacedBid], str]
    attempts: Attempts | None = None


@dataclass(frozen=True, slots=True)
class TryNextPath:
    """The bid was not decided here.

    `otherwise` is its refusal when no path is left; `failed`: it has used up an attempt.
    """

    otherwise: Refusal = field(default_factory=TryAgain)
    failed: bool = False


# without a key an accepted bid is rendered once it is committed; with one its answer is stored beside it
Result = PlacedBid | StoredAnswer | Refused | TryNextPath


def to_result(bid: PendingBid, outcome: PlacedBid | Refused) -> Result:
    """The outcome of a bid; under a key, the answer to store for it."""
    if bid.claim is None:
        return outcome
    if isinstance(outcome, Refused):
        return refusal_to_store(outcome.refusal) or outcome
    return StoredAnswer(ACCEPTED, bid.render(outcome))
