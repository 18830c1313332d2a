"""The numbers of the auction's rules, by version. An auction keeps the version under which it was listed.

To change a number, add a version: no past auction moves, and its audit, replay and retractions go by its own.
Rules and their sources: docs/rules.md.
"""

from dataclasses import dataclass
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


VERSIONS = {
    1: Rules(
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
    ),
}


def current_version() -> int:
    """The version under which an item is listed now: the highest."""
    return max(VERSIONS)
