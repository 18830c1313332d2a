"""Uploads take a worker neither its memory nor its time, however many arrive at once."""

import contextlib
import select

import pytest

from tests.cast import sign_up
from tests.processes import at_most, gunicorn
from tests.security import uploads
from tests.users.test_limits import use_up

AT_ONCE = 12


@pytest.fixture(scope="module")
def running_site(environment):
    with gunicorn(environment / "uploads.log", RATE_LIMITS="on") as site:
        yield site


@pytest.fixture
def site(running_site, clean):
    return running_site


def test_twelve_uploads_of_eighty_megabytes_at_once_take_little_memory_and_hold_nobody_up(site):
    people = [sign_up(site, f"seller{number}") for number in range(AT_ONCE)]
    flood = uploads.at_once_from(site, people)
    print(flood)
    assert set(flood.statuses) <= {201, 503}
    assert flood.statuses.count(201) >= 2
    assert flood.largest_worker_mb < 250
    assert flood.slowest_s < at_most(1)
    # nobody has to wait afterwards
    assert uploads.at_once_from(site, people[:1]).statuses == [201]


def test_a_worker_receives_two_uploads_at_a_time_and_says_when_to_come_back(site):
    people = [sign_up(site, f"seller{number}") for number in range(AT_ONCE)]
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(uploads.half_sent(site, person)) for person in people]
        # two at each of two workers find a place, and wait for the rest of their bodies
        refused = []
        while len(refused) < AT_ONCE - 4:
            refused += select.select([line for line in lines if line not in refused], [], [], 60)[0]
        answers = [line.recv(65_536).decode() for line in refused[: AT_ONCE - 4]]
    assert {answer.split()[1] for answer in answers} == {"503"}
    assert all("Retry-After: 5" in answer and '"code": "uploads_busy"' in answer for answer in answers)


def test_a_listing_too_many_is_refused_before_its_photos_are_read(site, db):
    seller = sign_up(site, "seller")
    use_up(db, "listings:seller", 3600, 30)
    with uploads.half_sent(site, seller) as line:
        answer = line.recv(65_536).decode()
    assert answer.split()[1] == "429"
    assert 'RateLimit-Policy: "listings";q=30;w=3600' in answer
