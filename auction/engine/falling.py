"""What is left when bids fall: by a retraction, by striking out, or because their bidder has left. Pure; whole won.

This is the replay of version 2. It needs each bidder's best bid alone, so its cost does not grow with the log.
"""

from collections.abc import Iterable
from heapq import nsmallest
from typing import NamedTuple

from auction.engine.bidding import Standing, Terms, one_step_over


class Best(NamedTuple):
    """What a replay needs of one bidder's standing bids (won)."""

    bidder: str
    # the highest offer, and the entry of the log that made it first
    amount: int
    entry_id: int
    # the highest open bid, which pays all of itself; 0 where there is none
    open_amount: int

    @property
    def rank(self) -> tuple[int, int]:
        """Sorts the highest first, of two equals the earlier."""
        return -self.amount, self.entry_id


def standing_without(terms: Terms, before: Standing, left: Iterable[Best]) -> Standing:
    """The standing once bids fell, by the bids that are left; the price is never over the one before.

    The highest leads. They pay one step over the second, and at least their own highest open bid and, as far as their
    maximum goes, the reserve.
    """
    ranked = nsmallest(2, left, key=lambda best: best.rank)
    if not ranked:
        return Standing(terms.start)
    leader, *seconds = ranked
    contested = [one_step_over(terms, second.amount) for second in seconds]
    price = max(terms.start, leader.open_amount, terms.reserve or 0, *contested)
    return Standing(min(before.price, leader.amount, price), leader.bidder, leader.amount)
