"""Fixtures for folders whose tests play by the newest version of the rules: their conftest imports them."""

from typing import Any

import pytest

from tests.cast import an_item


@pytest.fixture
def client(newest: Any) -> Any:
    """The application in this process, nobody signed in; so the cast plays by this version too."""
    return newest


@pytest.fixture
def item(seller: Any) -> Any:
    """A day is left."""
    return an_item(seller)
