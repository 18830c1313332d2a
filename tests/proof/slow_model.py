"""A second auction, written from docs/rules.md and never from the engine: it sorts every offer anew, each time.

Slow and easy to believe. The pure rule must agree with it after every offer.
"""

from collections.abc import Iterable
from typing import NamedTuple

# from this price on: this step (won)
STEPS = {
    0: 100,
    5_000: 500,
    10_000: 1_000,
    50_000: 2_000,
    100_000: 5_000,
    500_000: 10_000,
    1_000_000: 20_000,
    3_000_000: 50_000,
    10_000_000: 100_000,
}


class Will(NamedTuple):
    """What somebody would pay (won): all of it at once when it is open, no more than needed when it is not."""

    bidder: str
    amount: int
    is_open: bool


def step_at(price: int) -> int:
    """How much higher the next bid must be."""
    return STEPS[max(begin for begin in STEPS if begin <= price)]


def best_first(wills: list[Will]) -> list[Will]:
    """The highest first; of equal ones the earlier."""
    return [wills[place] for place in sorted(range(len(wills)), key=lambda place: (-wills[place].amount, place))]


class SlowAuction:
    """A start price, maybe a reserve, and every will that was accepted, in order.

    After bids fell, `fallen_to` is the price then, and it was made of all wills that were left.
    """

    def __init__(
        self, start: int, reserve: int | None = None, wills: Iterable[Will] = (), fallen_to: int | None = None
    ) -> None:
        self.start, self.reserve, self.wills = start, reserve, list(wills)
        self.least, self.priced = (start, 0) if fallen_to is None else (fallen_to, len(self.wills))

    @property
    def top(self) -> Will | None:
        return best_first(self.wills)[0] if self.wills else None

    @property
    def leader(self) -> str | None:
        return self.top.bidder if self.top else None

    @property
    def maximum(self) -> int | None:
        return self.top.amount if self.top else None

    @property
    def price(self) -> int:
        """The highest that any will so far has made of the price; it never falls."""
        counts = range(self.priced + 1, len(self.wills) + 1)
        return max([self.least, *(self._made_of(self.wills[:count]) for count in counts)])

    @property
    def minimum(self) -> int:
        """What the next bidder must bid at least."""
        return self.price + step_at(self.price) if self.wills else self.start

    @property
    def meets_reserve(self) -> bool:
        return self.top is not None and self.top.amount >= (self.reserve or 0)

    def accepts(self, will: Will, replaying: bool = False) -> bool:
        """A leader raises their own secret maximum; anybody else reaches the minimum."""
        if self.top and self.top.bidder == will.bidder:
            return will.amount > self.top.amount and (replaying or not will.is_open)
        return will.amount >= self.minimum

    def with_(self, will: Will) -> "SlowAuction":
        auction = SlowAuction(self.start, self.reserve, [*self.wills, will])
        auction.least, auction.priced = self.least, self.priced
        return auction

    def without(self, fallen: Iterable[Will]) -> "SlowAuction":
        """By the rules of version 2, once these wills fell: the best will of each bidder that is left makes the price.

        One step over the second best, at least what its leader bid openly and as much of the reserve as they would pay,
        never more than the price before.
        """
        left = list(self.wills)
        for will in fallen:
            left.remove(will)
        if not left:
            return SlowAuction(self.start, self.reserve)
        top = best_first(left)[0]
        heights = [self.start, self.reserve or 0]
        heights += [will.amount for will in left if will.bidder == top.bidder and will.is_open]
        heights += [will.amount + step_at(will.amount) for will in left if will.bidder != top.bidder]
        return SlowAuction(self.start, self.reserve, left, min(self.price, top.amount, max(heights)))

    def replayed(self, wills: Iterable[Will]) -> "SlowAuction":
        """The same auction with these wills alone; one that no longer reaches is passed by."""
        auction = SlowAuction(self.start, self.reserve)
        for will in wills:
            if auction.accepts(will, replaying=True):
                auction = auction.with_(will)
        return auction

    def _made_of(self, wills: list[Will]) -> int:
        """The price as the last of these wills makes it."""
        *before, last = wills
        top = best_first(wills)[0]
        heights = [self.start, min(top.amount, self.reserve or 0)]
        raises_own = bool(before) and best_first(before)[0].bidder == last.bidder
        rivals = [will.amount for will in wills if will.bidder != top.bidder]
        if rivals and not raises_own:
            second = max(rivals)
            heights.append(min(top.amount, second + step_at(second)))
        if last.is_open and last is top and not raises_own:
            heights.append(last.amount)
        return max(heights)
