"""A bid on its way to the database: what it carries along, what it may be told, and that it has to go on elsewhere."""

from collections.abc import Callable
from typing import NamedTuple

from auction.bids import rules
from auction.errors import Refusal, TryAgain
from auction.idempotency.rules import Claim, Kept, refused
from database import Attempts

ACCEPTED = 201
Placed = Kept | rules.PlacedBid
Told = Placed | BaseException


class Bid(NamedTuple):
    """What is wished, the key it may be claimed under, how its acceptance is told (JSON), and earlier attempts."""

    item_id: int
    wish: rules.Wish
    claim: Claim | None
    tell: Callable[[rules.PlacedBid], str]
    attempts: Attempts | None = None


class Elsewhere(Exception):
    """This bid was not decided here; `instead` is told where it can go no further, `failed`: after an attempt."""

    def __init__(self, instead: Refusal | None = None, failed: bool = False) -> None:
        self.instead, self.failed = instead or TryAgain(), failed


def to_tell(bid: Bid, outcome: rules.PlacedBid | Refusal) -> Told:
    """What is kept for a key; without one, the outcome itself. Raises a refusal that no key keeps."""
    if bid.claim is None:
        return outcome
    return refused(outcome) if isinstance(outcome, Refusal) else Kept(ACCEPTED, bid.tell(outcome))
