"""The auction's rule as pure functions. Whole won; no clock, no database.

Rules and their sources: docs/rules.md (automatic bidding, ties and increments after eBay's published rules,
automatic extension after Yahoo! Auctions Japan). Their numbers: versions.py.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from auction.engine.versions import VERSIONS


class Terms(NamedTuple):
    """What was fixed at listing: the start price, the version of the rules and, maybe, a secret reserve (won)."""

    start: int
    version: int
    reserve: int | None = None


class Standing(NamedTuple):
    """The standing bid: price (won), who leads, and the leader's secret maximum (won). No leader: no bid yet."""

    price: int
    leader: str | None = None
    maximum: int | None = None


class Offer(NamedTuple):
    """What a bidder offers: an open bid of `amount` won, or an automatic one up to `amount` won."""

    amount: int
    automatic: bool = False


def increment(version: int, price: int) -> int:
    """The step at this price (won)."""
    rules = VERSIONS[version]
    for below, step in rules.increments:
        if price < below:
            return step
    return rules.top_increment


def minimum_bid(terms: Terms, standing: Standing) -> int:
    """The smallest bid accepted now (won): the start price, then one increment over the standing price."""
    if standing.leader is None:
        return terms.start
    return one_step_over(terms, standing.price)


def smallest_offer(terms: Terms, standing: Standing, bidder: str) -> int:
    """The smallest offer this bidder may make (won): a leader may only raise their own maximum."""
    if standing.leader == bidder and standing.maximum is not None:
        return standing.maximum + 1
    return minimum_bid(terms, standing)


def next_bids(terms: Terms, standing: Standing, count: int) -> list[int]:
    """The smallest bid, then one increment after another over it (won)."""
    bids = [minimum_bid(terms, standing)]
    while len(bids) < count:
        bids.append(one_step_over(terms, bids[-1]))
    return bids


def outbid(terms: Terms, standing: Standing, bidder: str, offer: Offer) -> Standing:
    """The standing after an offer of at least `smallest_offer`; a leader's offer must be automatic."""
    if standing.leader is None or standing.maximum is None:
        return _lead(terms, bidder, offer, contested=terms.start)
    if standing.leader == bidder:
        return _raise(terms, standing, offer)
    if offer.amount > standing.maximum:
        return _lead(terms, bidder, offer, contested=one_step_over(terms, standing.maximum))
    # the earlier of two equal maxima keeps the lead
    return standing._replace(price=min(standing.maximum, one_step_over(terms, offer.amount)))


def one_step_over(terms: Terms, price: int) -> int:
    """The price and one increment (won)."""
    return price + increment(terms.version, price)


def _lead(terms: Terms, bidder: str, offer: Offer, contested: int) -> Standing:
    """The standing of a new leader: an open bid is the price, an automatic one only as much as it is contested."""
    price = min(offer.amount, contested) if offer.automatic else offer.amount
    return Standing(_with_reserve(terms, price, offer.amount), bidder, offer.amount)


def _raise(terms: Terms, standing: Standing, offer: Offer) -> Standing:
    """The standing after the leader's new maximum; the price moves only up to the reserve."""
    return standing._replace(price=_with_reserve(terms, standing.price, offer.amount), maximum=offer.amount)


def _with_reserve(terms: Terms, price: int, maximum: int) -> int:
    """The price with a reserve: at least the reserve, or the whole maximum where that is lower."""
    if terms.reserve is None:
        return price
    return max(price, min(maximum, terms.reserve))


def is_silent(before: Standing, after: Standing, bidder: str) -> bool:
    """Whether a leader raised their maximum without moving the price; such a raise is secret and extends nothing."""
    return before.leader == bidder and before.price == after.price


def shown_amount(standing: Standing, bidder: str, offer: Offer) -> int:
    """What the public log shows of an offer (won): the price if its bidder leads by it, else all of it."""
    return standing.price if standing.leader == bidder else offer.amount


def replay(terms: Terms, offers: Iterable[tuple[str, Offer]]) -> Standing:
    """The standing after these offers in their order, as when some between them were retracted.

    A bidder who now leads where a rival did has raised their own maximum; an offer that is too low now is skipped.
    """
    standing = Standing(terms.start)
    for bidder, offer in offers:
        standing = _after_offer(terms, standing, bidder, offer)
    return standing


def raises_on(terms: Terms, offers: Sequence[tuple[str, Offer]], place: int) -> list[int]:
    """Places of the later offers by which the bidder of this one, leading by it, only raised their own maximum.

    They are retracted with it: alone, a raise would be contested as the bid that it never was, and the price could
    rise.
    """
    owner, standing, raises = offers[place][0], Standing(terms.start), []
    for here, (bidder, offer) in enumerate(offers):
        if here > place and bidder == owner:
            if standing.leader != owner:
                break
            raises.append(here)
        standing = _after_offer(terms, standing, bidder, offer)
    return raises


def _after_offer(terms: Terms, standing: Standing, bidder: str, offer: Offer) -> Standing:
    if offer.amount < smallest_offer(terms, standing, bidder):
        return standing
    return outbid(terms, standing, bidder, offer)


def is_reserve_met(terms: Terms, standing: Standing) -> bool:
    """Whether the item would be sold if the auction ended now."""
    return standing.leader is not None and (terms.reserve is None or standing.price >= terms.reserve)


def extended(version: int, end: datetime, original_end: datetime, now: datetime) -> datetime:
    """The end after a bid at `now` that moved price or leader."""
    rules = VERSIONS[version]
    return max(end, min(now + rules.extension, original_end + rules.longest_extension))
