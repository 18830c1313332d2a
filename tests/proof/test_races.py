"""Short forms of the races; ./ssgbay test --all and ./ssgbay prove run the long ones. PROOF_SEED repeats a run."""

import pytest

from tests.proof import races
from tests.proof.harness import Harness, chosen_seed
from tests.proof.holds import assert_holds
from tests.proof.promises import PROOFS


@pytest.fixture
def harness(server, db, database_url, environment):
    return Harness(server, database_url, environment, chosen_seed())


def test_the_answers_of_sixty_four_clients_are_exactly_what_is_in_the_log(harness):
    assert_holds(races.bidding, harness, bids=2_000, seconds=8)


def test_killed_and_overlapping_closers_sell_every_auction_once(harness):
    assert_holds(races.closing, harness, sales=2_000, kills=8)


def test_no_bid_is_accepted_after_the_end_however_long_it_waited(harness):
    assert_holds(races.at_the_end, harness, how_many=40)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.what.split(" · ")[1][:40])
def test_the_promise_holds_in_full(harness, proof):
    assert_holds(proof.full, harness)
