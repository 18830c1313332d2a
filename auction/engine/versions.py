"""The numbers of the auction's rules, by version. An auction keeps the version under which it was listed.

To change a number, add a version: no past auction moves, and its audit, replay and retractions go by its own.
Rules and their sources: docs/rules.md.
"""

from dataclasses import dataclass, replace
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Rules:
    """One version. Money is whole won."""

    # (below this price, this step), ascending; from the last price on: `top_increment`
    increments: tuple[tuple[int, int], ...]
    top_increment: int
    # a bid with less than `extension` left moves the end to `extension` from then, up to `longest_extension` in all
    extension: timedelta
    longest_extension: timedelta
    # with so much time left or more, a retraction takes back all of the bidder's bids on the item
    retracts_all: timedelta
    # with less left, it takes back a bid placed so long ago at most, alone
    retracts_within: timedelta
    # with less left than this, nothing is taken back and nobody is struck out
    settled: timedelta
    # whether a bidder takes bids back once in an auction, and is out of it unless they correct them in the same step
    retracts_once: bool
    # where they do: how many retractions one person has in a period, over all auctions
    most_retractions: int
    retraction_period: timedelta
    # how many bidders a seller may strike out of an auction
    most_struck_out: int


FIRST = Rules(
    increments=(
        (5_000, 100),
        (10_000, 500),
        (50_000, 1_000),
        (100_000, 2_000),
        (500_000, 5_000),
        (1_000_000, 10_000),
        (3_000_000, 20_000),
        (10_000_000, 50_000),
    ),
    top_increment=100_000,
    extension=timedelta(seconds=300),
    longest_extension=timedelta(hours=24),
    retracts_all=timedelta(hours=12),
    retracts_within=timedelta(hours=1),
    settled=timedelta(0),
    retracts_once=False,
    most_retractions=0,
    retraction_period=timedelta(0),
    most_struck_out=0,
)
VERSIONS = {
    1: FIRST,
    # since 2026-11-27: a retraction cannot shield a bid or read a rival's maximum for nothing
    2: replace(
        FIRST,
        settled=timedelta(hours=1),
        retracts_once=True,
        most_retractions=3,
        retraction_period=timedelta(days=30),
        most_struck_out=3,
    ),
}


def current_version() -> int:
    """The version under which an item is listed now: the highest."""
    return max(VERSIONS)
