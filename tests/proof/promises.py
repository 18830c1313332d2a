"""What SSGBay promises, and what shows it. One line here is one row of ./ssgbay prove and of docs/proof.md."""

from collections.abc import Callable
from typing import NamedTuple

from tests.proof import ambiguity, races, rule, speed
from tests.proof.house import Finding, House


class Proof(NamedTuple):
    """Promises by their numbers, what is done to break them, and how: shortly, and in full."""

    promises: str
    what: str
    quick: Callable[[House], Finding]
    full: Callable[[House], Finding]


PROOFS = (
    Proof(
        "1",
        "순수 규칙 = 느린 모형 · the pure rule against a slow model that sorts every offer",
        lambda house: rule.against_the_slow_model(house, auctions=2_000),
        lambda house: rule.against_the_slow_model(house, auctions=50_000),
    ),
    Proof(
        "1, 3, 4, 6",
        "입찰 경쟁 · 64 clients on one hot item and 50 others; their journal against the log",
        lambda house: races.bidding(house, bids=2_000, seconds=20),
        lambda house: races.bidding(house, bids=100_000, seconds=600),
    ),
    Proof(
        "2, 6",
        "마감 죽이기 · overlapping closers killed at random",
        lambda house: races.closing(house, sales=2_000, kills=8),
        lambda house: races.closing(house, sales=40_000, kills=100),
    ),
    Proof(
        "5",
        "끝나는 순간 · bids within 50 ms of the end behind a held lock",
        lambda house: races.at_the_end(house, how_many=40),
        lambda house: races.at_the_end(house, how_many=600),
    ),
    Proof(
        "4, 9, 10",
        "사라진 COMMIT · COMMIT cut before, half-way and after, with and without a key",
        lambda house: ambiguity.lost_commits(house, rounds=4),
        lambda house: ambiguity.lost_commits(house, rounds=60),
    ),
    Proof(
        "1, 2",
        "감사 · audit a long log, and one with a single wrong price",
        lambda house: speed.audit(house, entries=10_000),
        lambda house: speed.audit(house, entries=100_000),
    ),
)
