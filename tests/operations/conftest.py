"""Operators who have just shown a second factor."""

from typing import Any

import pytest

from tests.cast import Person
from tests.operators.acting import an_operator


@pytest.fixture
def moderator(client: Any) -> Person:
    return an_operator(client, "moderator")


@pytest.fixture
def treasurer(client: Any) -> Person:
    return an_operator(client, "treasurer")


@pytest.fixture
def chief(client: Any) -> Person:
    return an_operator(client, "chief")
