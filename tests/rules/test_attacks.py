"""Short forms of the attacks on an auction, on a real server; ./ssgbay prove plays each more often."""

import pytest

from tests.proof import attacks
from tests.proof.harness import Harness, chosen_seed
from tests.proof.holds import assert_holds


@pytest.fixture
def harness(server, db, database_url, environment):
    return Harness(server, database_url, environment, chosen_seed())


@pytest.mark.parametrize(
    ("attack", "times"),
    [
        (attacks.shielding, 3), (attacks.reading_maxima, 3), (attacks.cancelling, 3), (attacks.counting_numbers, 2),
        (attacks.relisting, 2), (attacks.leading_departed, 1), (attacks.coalition, 3),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)  # fmt: skip
def test_the_attack_gains_nothing(harness, attack, times):
    assert_holds(attacks.played, harness, attack, times)
