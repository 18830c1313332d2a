"""A crowd of bidders, and a database that can be broken off under them."""

import pytest

from tests.cast import Person, sign_up
from tests.proof.proxy import in_between


@pytest.fixture
def people(app, client, seller):
    """The seller and six bidders, each with a client of their own."""
    bidders = [sign_up(client, f"bidder{number}") for number in range(6)]
    return [
        Person(app.test_client(use_cookies=False), p.id, p.password, p.access_token, p.refresh_token)
        for p in [seller, *bidders]
    ]


@pytest.fixture
def proxy(database_url, people):
    """From here on the app reaches its database through a proxy of ours."""
    with in_between(database_url) as proxy:
        yield proxy
        assert proxy.unmet == []
