"""The notifications equal a walk over the logs that knows nothing of the derivers."""

import random
from functools import partial

import pytest

from auction.history.rules import close_due
from tests.alerts.acts import a_few_auctions, act
from tests.alerts.deriving import derive
from tests.alerts.replaying import actual, expected
from tests.cast import sign_up


@pytest.fixture
def people(newest):
    return [sign_up(newest, name) for name in ("seller", "bidder", "rival", "third", "fourth")]


@pytest.mark.parametrize("seed", range(3))
def test_for_auctions_by_chance_the_notifications_are_those_of_a_walk_over_the_log(db, people, seed):
    chance = random.Random(seed)
    items = a_few_auctions(db, people, 6)
    for _ in range(150):
        act(chance, db, people, items, partial(close_due, db))
        if chance.random() < 0.2:
            derive()
    derive()
    assert actual(db) == expected(db)
    assert {kind for _, kind, _ in actual(db)} >= {"outbid", "firstBid", "priceFell", "lost", "watchedEnded"}
