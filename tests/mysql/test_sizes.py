"""How many connections a worker opens: the formula of auction/mysql/sizes.py."""

import pytest

from auction.mysql.sizes import MAX_SHARE, MIN_SHARE, Fleet, pool_sizes


@pytest.mark.parametrize(
    ("max_connections", "fleet", "share"),
    [
        (151, Fleet(workers=2), 60),
        (151, Fleet(workers=8), 15),
        (151, Fleet(workers=8, deployed=True), 7),
        (60, Fleet(workers=2, deployed=True), 9),
        (600, Fleet(workers=2, hosts=4, deployed=True), 24),
        (24, Fleet(workers=4), 3),
    ],
)
def test_a_worker_gets_its_share_of_what_is_left_beside_the_reserve(max_connections, fleet, share):
    assert fleet.share(max_connections) == share
    assert share * fleet.processes + fleet.reserve(max_connections) <= max_connections


@pytest.mark.parametrize(("hosts", "reserve"), [(1, 4 + 7), (2, 4 + 14), (10, 4 + 70)])
def test_every_host_has_a_reserve_for_its_closing_job_and_its_background_worker(hosts, reserve):
    assert Fleet(hosts=hosts).reserve(20) == reserve


def test_a_fifth_of_a_large_server_is_left_to_others():
    assert Fleet(workers=2).reserve(1_000) == 200


def test_while_a_release_takes_over_each_host_runs_both_and_a_canary():
    assert Fleet(workers=2, hosts=3, deployed=True).processes == 3 * (2 + 2 + 1)


@pytest.mark.parametrize("share", range(-5, 600, 7))
def test_the_pools_of_a_worker_never_exceed_its_share(share):
    sizes = pool_sizes(share)
    assert min(sizes) >= 1
    assert sum(sizes) <= max(share, MIN_SHARE)
    assert sum(sizes) <= MAX_SHARE


def test_a_large_server_gives_sixteen_to_write_and_to_read():
    assert pool_sizes(1_000) == (16, 16, 1)
