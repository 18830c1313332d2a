"""Short forms of the faults, each on a real site; ./ssgbay prove and ./ssgbay test --all run the long ones."""

import pytest

from tests.proof.faults import clients, clock, closers, commits, deliveries, derivers, disk, kills, orders, stalls
from tests.proof.faults.private_site import private_site
from tests.proof.harness import Harness, chosen_seed
from tests.proof.holds import assert_holds


@pytest.fixture(scope="module")
def seed():
    return chosen_seed()


@pytest.fixture
def harness(server, db, database_url, environment, seed):
    return Harness(server, database_url, environment, seed)


@pytest.fixture(scope="module")
def here(tmp_path_factory, seed):
    """A site with a database server of its own, for this file."""
    harness = Harness(None, "", tmp_path_factory.mktemp("private_site"), seed)
    with private_site(harness) as here:
        yield here


@pytest.mark.parametrize(("what", "times"), [("worker", 2), ("master", 1), ("database", 3)])
def test_no_bid_is_lost_or_doubled_when_it_is_killed(here, what, times):
    assert_holds(kills.killed, here, what, times)


def test_a_database_that_stops_for_five_seconds_is_waited_for(here):
    assert_holds(stalls.stopped_database, here, [5])


def test_with_one_connection_bids_go_on(here):
    assert_holds(stalls.with_few_connections, here, seconds=2)


def test_a_locked_item_delays_no_bid_on_another(here):
    assert_holds(stalls.held_lock, here.harness, seconds=4)


def test_clients_that_fall_silent_delay_no_other(here):
    assert_holds(clients.silent, here.harness, 60, wait_for_the_end=False)


def test_a_client_that_vanishes_has_bid_once_or_not_at_all(here):
    assert_holds(clients.vanishing, here.harness, 100)


def test_a_commit_that_lands_late_is_unknown_and_counts_once(harness):
    assert_holds(commits.late_commits, harness, at_a_time=4, kinds=["arriving late"])


def test_an_item_of_a_stopped_closer_is_sold_once(harness):
    assert_holds(closers.one_stopped, harness, 2_000, ["continued", "killed"])


def test_a_clock_that_is_an_hour_slow_decides_nothing(harness):
    assert_holds(clock.skewed, harness, ends=10, clocks=[-1])


def test_a_full_disk_under_the_database_loses_and_doubles_nothing(harness):
    assert_holds(disk.full_database, harness, seconds=2)


def test_a_full_disk_under_the_photos_leaves_nothing_of_a_listing(harness):
    assert_holds(disk.full_photos, harness, listings=3)


def test_every_outbid_arrives_and_is_shown_once_however_often_the_worker_is_killed(harness):
    assert_holds(deliveries.killed, harness, times=4)


def test_workers_that_are_killed_at_any_statement_lose_and_double_no_notification(harness):
    assert_holds(derivers.killed, harness, times=3)


def test_no_won_is_lost_made_or_kept_whatever_is_killed_on_an_orders_way(here):
    assert_holds(orders.carried, here, orders=16, kills=3)
