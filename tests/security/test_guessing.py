"""400 guesses at one account from many addresses, then 400 from one address at as many accounts; 1000 with --all."""

import http.client
import json
import os

import pytest

from tests.cast import sign_up
from tests.scenes import at_once

CALLERS = 20
# all limits are reached within the first few
GUESSES = 50 if os.environ.get("TEST_ALL") else 20


def guess(site, user_id, source, password="not this one"):
    """The status of one attempt to sign in from the given address."""
    host, port = site.url.removeprefix("http://").split(":")
    line = http.client.HTTPConnection(host, int(port), timeout=60, source_address=(source, 0))
    try:
        body = json.dumps({"id": user_id, "password": password})
        line.request("POST", "/api/login", body, {"Content-Type": "application/json"})
        answer = line.getresponse()
        answer.read()
        return answer.status, answer.getheader("Retry-After")
    finally:
        line.close()


@pytest.fixture
def victim(production, db):
    return sign_up(production, "victim")


def test_strangers_have_ten_guesses_together_and_one_each_and_lock_nobody_out(production, victim):
    """Over both workers, from twenty addresses at once, while the owner signs in at home and elsewhere."""
    by_caller = at_once(lambda n: [guess(production, "victim", f"127.0.1.{n + 1}") for _ in range(GUESSES)], CALLERS)
    answers = [answer for row in by_caller for answer in row]
    statuses = [status for status, _ in answers]
    assert len(statuses) == CALLERS * GUESSES
    # a database under such a crowd may say "again", and a guess that got no answer told nothing
    assert set(statuses) <= {401, 429, 503}
    assert 1 <= statuses.count(401) <= 10 + CALLERS
    assert all(1 <= int(retry) <= 1800 for status, retry in answers if status == 429)
    for home_and_elsewhere in ("127.0.0.1", "127.0.1.99"):
        assert guess(production, "victim", home_and_elsewhere, victim.password)[0] == 200
    other = sign_up(production, "other")
    assert guess(production, "other", "127.0.1.1", other.password)[0] == 200


def test_one_address_has_a_hundred_guesses_over_all_accounts(production, victim):
    def spread(caller):
        return [guess(production, f"account{caller}-{number}", "127.0.2.1")[0] for number in range(GUESSES)]

    statuses = [status for row in at_once(spread, CALLERS) for status in row]
    assert len(statuses) == CALLERS * GUESSES
    assert set(statuses) <= {401, 429, 503}
    assert 1 <= statuses.count(401) <= 100
    assert guess(production, "victim", "127.0.2.1", victim.password)[0] == 429
    # from elsewhere it is open: nobody was locked out by it
    assert guess(production, "victim", "127.0.2.2", victim.password)[0] == 200
