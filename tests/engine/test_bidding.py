"""The pure rule, held against a second auction that sorts every offer anew (tests/proof/slow_model.py)."""

import os
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from auction.engine.bidding import (
    Offer,
    Standing,
    Terms,
    extended,
    increment,
    is_reserve_met,
    minimum_bid,
    outbid,
    raises_on,
    replay,
    smallest_offer,
)
from auction.engine.versions import VERSIONS
from tests.proof.slow_model import STEPS, SlowAuction, Will, step_at

# mutmut runs all of this once for each of its changes
EXAMPLES = 50 if os.environ.get("MUTANT_UNDER_TEST") else 2000 if os.environ.get("TEST_ALL") else 250
often = settings(max_examples=EXAMPLES, deadline=None)

# the version that these examples are about
V1 = 1
EXTENSION, LONGEST_EXTENSION = VERSIONS[V1].extension, VERSIONS[V1].longest_extension
NOON = datetime(2026, 11, 22, 12)
BIDDERS = "abcd"
# where steps change, and their neighbours: rules break at edges
edges = st.sampled_from([edge + near for edge in [*STEPS, 1_000] for near in (-1, 0, 1) if edge + near > 0])
won = edges | st.integers(1, 20_000) | st.integers(1, 12_000_000)


class Move(NamedTuple):
    """Somebody offers so much more than the smallest, than the leader's maximum, or than the reserve."""

    bidder: str
    is_open: bool
    from_: str
    more: int


moves = st.lists(
    st.builds(
        Move,
        st.sampled_from(BIDDERS),
        st.booleans(),
        st.sampled_from(["minimum", "maximum", "reserve"]),
        st.sampled_from([-1, 0, 0, 0, 1, 99, 100, 101, 500, 5_000]) | st.integers(0, 300_000),
    ),
    min_size=1,
    max_size=14,
)


class Played(NamedTuple):
    """An auction after its moves: the terms, every accepted will, and the standing before and after each."""

    terms: Terms
    wills: list[Will]
    standings: list[Standing]


@st.composite
def auctions(draw, with_open=True, with_reserve=True):
    """Terms and moves played by the engine; what the rules refuse is left out."""
    start = draw(won)
    reserves = st.none() | won.map(lambda more: start + more) | st.just(start)
    terms = terms_of(start, draw(reserves) if with_reserve else None)
    played = Played(terms, [], [Standing(start)])
    for move in draw(moves):
        standing = played.standings[-1]
        will = Will(move.bidder, _amount(played, move), with_open and move.is_open and move.bidder != standing.leader)
        if will.amount >= smallest_offer(terms, standing, will.bidder):
            played.wills.append(will)
            played.standings.append(outbid(terms, standing, *offer(will)))
    assume(played.wills)
    return played


def _amount(played, move):
    standing = played.standings[-1]
    base = {
        "minimum": smallest_offer(played.terms, standing, move.bidder),
        "maximum": standing.maximum or played.terms.start,
        "reserve": played.terms.reserve or played.terms.start,
    }
    return base[move.from_] + move.more


def terms_of(start, reserve=None):
    return Terms(start, V1, reserve)


def offer(will):
    return will.bidder, Offer(will.amount, automatic=not will.is_open)


def slow(played, count=None):
    return SlowAuction(played.terms.start, played.terms.reserve, played.wills[:count])


def as_standing(auction):
    return Standing(auction.price, auction.leader, auction.maximum)


@often
@given(auctions())
def test_the_engine_agrees_with_the_slow_model_after_every_offer(played):
    for count, standing in enumerate(played.standings):
        auction = slow(played, count)
        assert standing == as_standing(auction)
        assert minimum_bid(played.terms, standing) == auction.minimum
        assert is_reserve_met(played.terms, standing) == auction.meets_reserve


@often
@given(auctions(), st.sampled_from(BIDDERS), won, st.booleans())
def test_the_smallest_offer_is_where_the_slow_model_begins_to_accept(played, bidder, amount, near):
    auction, standing = slow(played), played.standings[-1]
    smallest = smallest_offer(played.terms, standing, bidder)
    for tried in (smallest - 1, smallest, smallest + 1, amount):
        assert auction.accepts(Will(bidder, tried, False)) == (tried >= smallest)


@often
@given(auctions())
def test_the_price_never_falls(played):
    prices = [standing.price for standing in played.standings]
    assert prices == sorted(prices)


@often
@given(auctions())
def test_the_price_lies_between_the_start_and_the_leaders_maximum(played):
    for standing in played.standings[1:]:
        assert played.terms.start <= standing.price <= standing.maximum


@often
@given(auctions())
def test_the_leader_is_the_earliest_of_the_highest(played):
    highest = max(will.amount for will in played.wills)
    first = next(will for will in played.wills if will.amount == highest)
    assert played.standings[-1][1:] == (first.bidder, highest)


@often
@given(auctions())
def test_the_price_is_at_the_reserve_exactly_where_the_maximum_is(played):
    assume(played.terms.reserve is not None)
    for standing in played.standings[1:]:
        met = standing.maximum >= played.terms.reserve
        assert (standing.price >= played.terms.reserve) == met == is_reserve_met(played.terms, standing)


@often
@given(auctions())
def test_a_maximum_under_the_reserve_shows_in_full(played):
    assume(played.terms.reserve is not None)
    for standing in played.standings[1:]:
        assert standing.maximum >= played.terms.reserve or standing.price == standing.maximum


@often
@given(auctions())
def test_every_accepted_offer_moves_the_price_the_leader_or_the_maximum(played):
    for before, after in zip(played.standings, played.standings[1:], strict=False):
        assert before != after


@often
@given(auctions())
def test_an_open_bid_that_leads_pays_all_of_itself(played):
    for will, after in zip(played.wills, played.standings[1:], strict=True):
        if will.is_open and after.leader == will.bidder:
            assert after.price == after.maximum == will.amount


@often
@given(auctions(with_open=False, with_reserve=False))
def test_an_automatic_bidder_pays_at_most_a_step_over_the_best_rival(played):
    last = played.standings[-1]
    rivals = [will.amount for will in played.wills if will.bidder != last.leader]
    assert last.price <= max([played.terms.start, *(rival + step_at(rival) for rival in rivals)])


@often
@given(auctions(), won)
def test_a_leaders_raise_is_silent_but_for_the_reserve(played, more):
    terms, before = played.terms, played.standings[-1]
    after = outbid(terms, before, before.leader, Offer(before.maximum + more, automatic=True))
    assert after.leader == before.leader
    assert after.maximum == before.maximum + more
    met_now = is_reserve_met(terms, after) and not is_reserve_met(terms, before)
    shows = terms.reserve is not None and not is_reserve_met(terms, after)
    assert after.price == (terms.reserve if met_now else after.maximum if shows else before.price)


@often
@given(auctions(), won, st.booleans())
def test_of_two_equal_maxima_the_earlier_keeps_the_lead_at_that_price(played, more, is_open):
    last = played.standings[-1]
    rival = next(name for name in BIDDERS if name != last.leader)
    high = minimum_bid(played.terms, last) + last.maximum + more
    before = outbid(played.terms, last, last.leader, Offer(high, automatic=True))
    # below a reserve a maximum shows in full, and nobody can equal it
    assume(before.maximum >= minimum_bid(played.terms, before))
    after = outbid(played.terms, before, rival, Offer(before.maximum, automatic=not is_open))
    assert after == Standing(before.maximum, before.leader, before.maximum)


def test_a_maximum_raised_later_counts_from_when_it_was_raised():
    terms = terms_of(1_000)
    standing = outbid(terms, Standing(1_000), "early", Offer(5_000, automatic=True))
    standing = outbid(terms, standing, "rival", Offer(20_000, automatic=True))
    standing = outbid(terms, standing, "early", Offer(20_000, automatic=True))
    assert standing == Standing(20_000, "rival", 20_000)


@pytest.mark.parametrize(
    ("price", "step"),
    [
        (1, 100), (4_999, 100), (5_000, 500), (9_999, 500), (10_000, 1_000), (49_999, 1_000), (50_000, 2_000),
        (99_999, 2_000), (100_000, 5_000), (499_999, 5_000), (500_000, 10_000), (999_999, 10_000),
        (1_000_000, 20_000), (2_999_999, 20_000), (3_000_000, 50_000), (9_999_999, 50_000), (10_000_000, 100_000),
        (10**12, 100_000),
    ],
)  # fmt: skip
def test_the_step_at_each_edge(price, step):
    assert increment(V1, price) == step == step_at(price)


@often
@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_steps_never_shrink_as_the_price_grows(one, other):
    low, high = sorted((one, other))
    assert increment(V1, low) <= increment(V1, high)
    assert low + increment(V1, low) <= high + increment(V1, high)


@pytest.mark.parametrize(
    ("terms", "offers", "price", "leader", "maximum"),
    [
        ((1_000, None), [("a", 3_000, True)], 3_000, "a", 3_000),
        ((1_000, None), [("a", 3_000, False)], 1_000, "a", 3_000),
        ((1_000, None), [("a", 3_000, False), ("b", 2_000, True)], 2_100, "a", 3_000),
        ((1_000, None), [("a", 3_000, False), ("b", 2_950, False)], 3_000, "a", 3_000),
        ((1_000, None), [("a", 3_000, False), ("b", 3_000, True)], 3_000, "a", 3_000),
        ((1_000, None), [("a", 3_000, False), ("b", 3_050, False)], 3_050, "b", 3_050),
        ((1_000, None), [("a", 3_000, False), ("b", 9_000, False)], 3_100, "b", 9_000),
        ((1_000, None), [("a", 4_999, False), ("b", 9_000, False)], 5_099, "b", 9_000),
        ((1_000, None), [("a", 3_000, False), ("b", 9_000, True)], 9_000, "b", 9_000),
        ((1_000, None), [("a", 3_000, False), ("a", 9_000, False)], 1_000, "a", 9_000),
        ((1_000, 5_000), [("a", 3_000, False)], 3_000, "a", 3_000),
        ((1_000, 5_000), [("a", 5_000, False)], 5_000, "a", 5_000),
        ((1_000, 5_000), [("a", 8_000, False)], 5_000, "a", 8_000),
        ((1_000, 5_000), [("a", 8_000, True)], 8_000, "a", 8_000),
        ((1_000, 5_000), [("a", 3_000, False), ("a", 4_000, False)], 4_000, "a", 4_000),
        ((1_000, 5_000), [("a", 3_000, False), ("a", 8_000, False)], 5_000, "a", 8_000),
        ((1_000, 5_000), [("a", 3_000, False), ("b", 8_000, False)], 5_000, "b", 8_000),
    ],
)
def test_the_rules_by_example(terms, offers, price, leader, maximum):
    standing = Standing(terms[0])
    for bidder, amount, is_open in offers:
        standing = outbid(terms_of(*terms), standing, bidder, Offer(amount, automatic=not is_open))
    assert standing == Standing(price, leader, maximum)


@pytest.mark.parametrize(
    ("terms", "standing", "met"),
    [
        ((1_000, None), (1_000, None, None), False),
        ((1_000, 1_000), (1_000, None, None), False),
        ((1_000, None), (1_000, "a", 1_000), True),
        ((1_000, 2_000), (1_999, "a", 1_999), False),
        ((1_000, 2_000), (2_000, "a", 2_000), True),
        ((1_000, 2_000), (2_001, "a", 2_001), True),
    ],
)
def test_an_auction_sells_to_a_leader_at_or_over_the_reserve(terms, standing, met):
    assert is_reserve_met(terms_of(*terms), Standing(*standing)) is met


def test_the_first_bid_may_be_the_start_price_and_an_offer_is_open_unless_said():
    assert minimum_bid(terms_of(700), Standing(700)) == 700
    assert smallest_offer(terms_of(700), Standing(700), "a") == 700
    assert outbid(terms_of(700), Standing(700), "a", Offer(900)).price == 900
    assert terms_of(700).reserve is None


# replaying


@often
@given(auctions())
def test_replaying_every_offer_gives_the_same_standing(played):
    assert replay(played.terms, map(offer, played.wills)) == played.standings[-1]


@often
@given(auctions(), st.data())
def test_what_is_left_after_taking_back_is_replayed_as_the_slow_model_does(played, data):
    kept = _some(played, data)
    assert replay(played.terms, map(offer, kept)) == as_standing(slow(played).replayed(kept))


@often
@given(auctions(), st.lists(st.tuples(st.integers(0, 99), st.booleans()), min_size=1, max_size=4))
def test_taking_back_never_raises_price_or_maximum(played, slips):
    before, left = played.standings[-1], [offer(will) for will in played.wills]
    for place, everything in slips:
        going = _taken_back(played.terms, left, place % len(left), everything)
        left = [each for here, each in enumerate(left) if here not in going]
        after = replay(played.terms, left)
        assert after.price <= before.price
        assert (after.maximum or 0) <= before.maximum
        if not left:
            return
        before = after


def _taken_back(terms, offers, place, everything):
    """All of a bidder's offers, or one with the raises that stand on it: there is no other way to take back."""
    own = [here for here, (bidder, _) in enumerate(offers) if bidder == offers[place][0]]
    return own if everything else [place, *raises_on(terms, offers, place)]


@pytest.mark.parametrize(
    ("bidders", "place", "raises"),
    [
        ("a", 0, []),
        ("aa", 0, [1]),
        ("aa", 1, []),
        ("aaa", 0, [1, 2]),
        ("aaa", 1, [2]),
        ("aab", 0, [1]),
        ("aba", 0, []),
        ("abaa", 0, []),
        ("abaa", 2, [3]),
        ("baa", 0, []),
        ("baa", 1, [2]),
        ("abbabaa", 1, [2]),
    ],
)
def test_raises_stand_on_the_bid_by_which_their_bidder_leads(bidders, place, raises):
    offers = [(bidder, Offer(1_000 * number, automatic=True)) for number, bidder in enumerate(bidders, 1)]
    assert raises_on(terms_of(1_000), offers, place) == raises


def test_raises_over_a_rival_who_did_not_get_there_still_stand_on_the_first_bid():
    offers = [("a", Offer(5_000, True)), ("b", Offer(2_000)), ("a", Offer(9_000, True))]
    assert raises_on(terms_of(1_000), offers, 0) == [2]


def test_a_raise_whose_bid_is_taken_back_is_not_left_to_lift_the_price():
    # two open bids of one bidder, since the rival between them took theirs back: the second is a raise now
    offers = [("a", Offer(4_900)), ("a", Offer(5_501))]
    terms = terms_of(4_900, 5_272)
    assert replay(terms, offers) == Standing(5_272, "a", 5_501)
    assert replay(terms, offers[1:]).price == 5_501
    assert raises_on(terms, offers, 0) == [1]


@often
@given(auctions(), st.sampled_from(BIDDERS))
def test_a_bidder_who_retracts_all_bids_is_as_if_they_had_never_bid(played, going):
    left = [will for will in played.wills if will.bidder != going]
    standing = replay(played.terms, map(offer, left))
    assert standing.leader != going
    assert (standing.leader is None) == (not left)


def test_nobody_bid_is_the_start_price_without_a_leader():
    assert replay(terms_of(1_000, 5_000), []) == Standing(1_000)


def test_a_rival_between_two_own_bids_taken_back_leaves_the_second_as_a_raise():
    offers = [("a", Offer(3_000)), ("a", Offer(5_000))]
    assert replay(terms_of(1_000), offers) == Standing(3_000, "a", 5_000)


def test_an_offer_that_no_longer_reaches_is_passed_by():
    offers = [("a", Offer(3_000)), ("b", Offer(3_050)), ("a", Offer(3_000, automatic=True)), ("b", Offer(3_100))]
    assert replay(terms_of(1_000), offers) == Standing(3_100, "b", 3_100)


def _some(played, data):
    """Any part of the accepted wills, as retractions leave it."""
    keep = data.draw(st.lists(st.booleans(), min_size=len(played.wills), max_size=len(played.wills)))
    return [will for will, kept in zip(played.wills, keep, strict=True) if kept]


# the end

seconds = st.floats(-400, 90_000, allow_nan=False).map(lambda number: timedelta(seconds=number))


@often
@given(seconds, seconds)
@example(timedelta(seconds=300), timedelta(seconds=300))
def test_the_end_never_moves_back_nor_past_a_day_after_the_original_one(left, since_original):
    assume(since_original < LONGEST_EXTENSION)
    now, original = NOON, NOON - since_original
    end = max(original, now + left)
    assume(end <= original + LONGEST_EXTENSION)
    new = extended(V1, end, original, now)
    assert end <= new <= original + timedelta(hours=24)
    assert new == end or new == min(now + timedelta(seconds=300), original + timedelta(hours=24))
    assert new >= min(now + timedelta(seconds=300), original + timedelta(hours=24))


@pytest.mark.parametrize(
    ("end", "original", "new"),
    [
        (301, 301, 301),
        (300, 300, 300),
        (299.999999, 299.999999, 300),
        (0.000001, 0.000001, 300),
        (10, 10 - 86_400 + 290, 300),
        (10, 10 - 86_400 + 20, 30),
        (10, 10 - 86_400, 10),
    ],
)
def test_a_bid_in_the_last_five_minutes_moves_the_end_to_five_minutes_from_now(end, original, new):
    at = [NOON + timedelta(seconds=moment) for moment in (end, original, new)]
    assert extended(V1, at[0], at[1], NOON) == at[2]


def test_five_minutes_and_a_day():
    assert timedelta(minutes=5) == EXTENSION
    assert timedelta(days=1) == LONGEST_EXTENSION
