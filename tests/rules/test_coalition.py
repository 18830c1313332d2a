"""A state machine: whatever a coalition of throw-away accounts does, it wins nothing below what others would pay."""

import os
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from auction.engine.versions import VERSIONS
from tests.proof.coalition import Auction

ACCOUNTS = [f"account{number}" for number in range(6)]
accounts = st.sampled_from(ACCOUNTS)
prices = st.sampled_from([1_000, 4_900, 50_000, 990_000])
VERSION = max(VERSIONS)
EXAMPLES = 2_000 if os.environ.get("TEST_ALL") else 100
# what an offer is measured by, and how much more it is
offers = st.tuples(
    st.sampled_from(["minimum", "minimum", "worth", "maximum", "huge"]), st.sampled_from([-1, 0, 0, 1, 100, 5_000])
)


class Coalition(RuleBasedStateMachine):
    """The rules are what its accounts do."""

    @initialize(start=prices, more=st.lists(st.integers(0, 200_000), min_size=1, max_size=2), reserve=st.booleans())
    def open(self, start, more, reserve):
        worth = {f"honest{number}": start + each for number, each in enumerate(more)}
        self.auction = Auction(VERSION, start, worth, start + 5_000 if reserve else None)

    @rule(who=accounts, offer=offers, automatic=st.booleans())
    def bid(self, who, offer, automatic):
        from_, more = offer
        auction = self.auction
        base = {
            "minimum": auction.minimum, "worth": max(auction.worth.values()), "huge": 10**12,
            "maximum": auction.standing.maximum or auction.start,
        }[from_]  # fmt: skip
        auction.bid(who, base + more, automatic)

    @rule(who=accounts, corrected=st.none() | st.sampled_from(["minimum", "start"]))
    def retract(self, who, corrected):
        amount = {"minimum": self.auction.minimum, "start": self.auction.start, None: None}[corrected]
        self.auction.retract(who, amount)

    @rule(who=accounts)
    def leave(self, who):
        self.auction.leave(who)

    @rule(who=accounts)
    def be_struck_out(self, who):
        self.auction.strike(who)

    @rule()
    def honest_bidders_bid(self):
        if not self.auction.honest_have_acted:
            self.auction.let_honest_bid()

    @rule(hours=st.sampled_from([0.1, 1.0, 20.0, 34.9, 46.9, 47.5]))
    def wait(self, hours):
        self.auction.wait(timedelta(hours=hours))

    @invariant()
    def an_honest_bid_of_the_minimum_is_accepted(self):
        auction = getattr(self, "auction", None)
        if auction is None:
            return
        price, leader, maximum = auction.standing
        assert leader not in auction.left
        honest = next(who for who in auction.worth if who != leader) if len(auction.worth) > 1 else "newcomer"
        kept = list(auction.log)
        assert auction.bid(honest, auction.minimum, automatic=False)
        auction.log = kept
        assert price <= (maximum or price)

    def teardown(self):
        auction = getattr(self, "auction", None)
        assert auction is None or auction.fault() == ""


def play(machine, examples):
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            deadline=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )


def test_a_coalition_wins_nothing_below_what_honest_bidders_would_pay():
    play(Coalition, EXAMPLES)


# the faults that the machine looks for are there under version 1


@pytest.mark.parametrize(("version", "won"), [(1, True), (2, False)])
def test_bid_shielding(version, won):
    auction = Auction(version, 10_000, {"honest": 90_000})
    assert auction.bid("account0", 10_000, automatic=False)
    assert auction.bid("account1", 10**12, automatic=False)
    auction.wait(timedelta(hours=47.9))
    assert not auction.bid("honest", 90_000, automatic=True)
    # a slip within the hour, as version 1 asked
    auction.log[1]["createdAt"] = auction.now
    assert auction.retract("account1") == won
    assert (auction.fault() != "") == won


@pytest.mark.parametrize(("version", "won"), [(1, True), (2, False)])
def test_a_departed_account_in_the_lead(version, won):
    auction = Auction(version, 10_000, {"honest": 10_000})
    assert auction.bid("account0", 30_000, automatic=True)
    assert auction.bid("account1", 90_000, automatic=True)
    assert auction.leave("account0")
    assert auction.retract("account1")
    assert (auction.standing.leader == "account0") == won
    assert (auction.fault() == "account0 has left and wins") == won
