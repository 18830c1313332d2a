"""How high bids go: the ceiling of this site, up to which a smallest bid is shown and accepted (won)."""

from auction.appstate import PerApp
from auction.engine.bidding import Standing, Terms, minimum_bid, next_bids
from auction.http.fields import MAX_BID

_ceiling: PerApp[int] = PerApp(lambda: MAX_BID)


def configure(max_bid: int) -> None:
    """Set the running application's ceiling."""
    _ceiling.set(max_bid)


def ceiling() -> int:
    """The highest bid that is accepted (won)."""
    return _ceiling.get()


def shown_minimum(terms: Terms, standing: Standing) -> int | None:
    """The smallest bid accepted now (won); None where no step is left below the ceiling."""
    minimum = minimum_bid(terms, standing)
    return minimum if minimum <= ceiling() else None


def shown_next_bids(terms: Terms, standing: Standing, count: int) -> list[int]:
    """That bid and the increments over it, as far as they are accepted (won)."""
    return [amount for amount in next_bids(terms, standing, count) if amount <= ceiling()]
