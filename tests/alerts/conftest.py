"""The cast at the application in this process by the newest version of the rules."""

import pytest

from tests.cast import an_item, sign_up


@pytest.fixture
def seller(newest):
    return sign_up(newest, "seller")


@pytest.fixture
def bidder(newest):
    return sign_up(newest, "bidder")


@pytest.fixture
def rival(newest):
    return sign_up(newest, "rival")


@pytest.fixture
def item(seller):
    """A day is left."""
    return an_item(seller)
