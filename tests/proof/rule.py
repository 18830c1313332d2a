"""The pure rule against the slow model, on auctions by chance alone: as many as wanted, reproducible by one seed."""

import random

from auction.engine.bidding import Offer, Standing, Terms, is_reserve_met, minimum_bid, outbid, replay, smallest_offer
from tests.proof.harness import Finding, Harness
from tests.proof.slow_model import STEPS, SlowAuction, Will

# the version that the slow model is written for
VERSION = 1
NEAR = (-1, 0, 0, 1, 99, 100, 101, 500)


def against_the_slow_model(harness: Harness, auctions: int) -> Finding:
    """Play this many auctions by both; report the first few in which they differ, or in which an invariant fails."""
    offers, faults = 0, []
    for number in range(auctions):
        chance = harness.chance(f"rule {number}")
        played, fault = _play(chance)
        offers += played
        if fault:
            faults.append(f"auction {number} of seed {harness.seed}: {fault}")
    return Finding(f"{auctions:,} auctions, {offers:,} offers, {len(faults)} differences", faults[:5])


def _play(chance: random.Random) -> tuple[int, str]:
    start = max(1, chance.choice([*STEPS, 1_000]) + chance.choice(NEAR))
    terms = Terms(start, VERSION, chance.choice([None, start, start + chance.randrange(1, 30_000)]))
    standing, slow = Standing(start), SlowAuction(terms.start, terms.reserve)
    for _ in range(chance.randrange(1, 12)):
        will = _will(chance, terms, standing)
        if not slow.accepts(will):
            if will.amount >= smallest_offer(terms, standing, will.bidder) and not will.is_open:
                return len(slow.wills), f"accepted {will} at {standing}"
            continue
        before, slow = standing, slow.with_(will)
        standing = outbid(terms, standing, will.bidder, Offer(will.amount, not will.is_open))
        if standing != (slow.price, slow.leader, slow.maximum) or minimum_bid(terms, standing) != slow.minimum:
            return len(slow.wills), f"{standing} ≠ {slow.price, slow.leader, slow.maximum} after {slow.wills}"
        if not _holds(terms, before, standing):
            return len(slow.wills), f"{before} → {standing} with {terms} after {slow.wills}"
    return len(slow.wills), _replay_fault(chance, terms, slow)


def _will(chance: random.Random, terms: Terms, standing: Standing) -> Will:
    bidder = chance.choice("abcd")
    base = chance.choice(
        [smallest_offer(terms, standing, bidder), standing.maximum or terms.start, terms.reserve or terms.start]
    )
    return Will(bidder, base + chance.choice([*NEAR, chance.randrange(100_000)]), chance.random() < 0.4)


def _holds(terms: Terms, before: Standing, after: Standing) -> bool:
    met = terms.reserve is None or (after.maximum or 0) >= terms.reserve
    return before.price <= after.price <= (after.maximum or 0) and is_reserve_met(terms, after) == met


def _replay_fault(chance: random.Random, terms: Terms, slow: SlowAuction) -> str:
    left = [will for will in slow.wills if chance.random() < 0.7]
    model = slow.replayed(left)
    standing = replay(terms, [(will.bidder, Offer(will.amount, not will.is_open)) for will in left])
    if standing != (model.price, model.leader, model.maximum):
        return f"{standing} ≠ {model.price, model.leader, model.maximum} by replaying {left}"
    return ""
