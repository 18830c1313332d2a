"""A cache in front carries a storm of viewers: nginx stands in for CloudFront, which does not run here."""

import shutil
import subprocess
import time
from collections import Counter
from pathlib import Path
from string import Template

import pytest

from bench.load import read
from commands import children, system
from tests.cast import RunningServer, an_item
from tests.metrics import metrics
from tests.processes import answers, free_port, gunicorn, wait_for

VIEWERS, STORM_S, MOST_A_SECOND = 1_000, 2.0, 5


@pytest.fixture(scope="session")
def nginx(tmp_path_factory):
    """The path of nginx, unpacked from Debian's package where it is not installed: installing would start a server."""
    if found := system.find("nginx"):
        return found
    folder = tmp_path_factory.mktemp("nginx")
    if not shutil.which("apt-get") or subprocess.run(["apt-get", "-qq", "download", "nginx"], cwd=folder).returncode:
        pytest.skip("NOT TESTED: there is no nginx, and apt-get cannot fetch it")
    for package in folder.glob("*.deb"):
        subprocess.run(["dpkg", "-x", package, folder], check=True)
    return str(folder / "usr/sbin/nginx")


@pytest.fixture(scope="module")
def site(environment):
    """Two workers that share readings."""
    with gunicorn(environment / "cached.log", SHARED_READINGS="on", TRUSTED_PROXIES="1") as server:
        yield server


@pytest.fixture(scope="module")
def cached(nginx, site, tmp_path_factory):
    """The site behind a cache; each test has items of its own, so it is never answered what was kept for another."""
    folder = tmp_path_factory.mktemp("cache")
    front = RunningServer(f"http://127.0.0.1:{free_port()}")
    names = {"folder": folder, "site": site.url.removeprefix("http://"), "port": front.url.rpartition(":")[2]}
    settings = folder / "nginx.conf"
    settings.write_text(Template(Path(__file__).with_name("nginx.conf").read_text()).safe_substitute(names))
    process = children.start([nginx, "-e", str(folder / "error.log"), "-c", str(settings)])
    try:
        wait_for(lambda: answers(front) or process.poll() is not None, 60, (folder / "error.log").read_text)
        yield front
    finally:
        children.end(process, within=5)


def answered(site):
    """How many requests the site itself has answered well."""
    return metrics(site).get('ssgbay_requests_total{status="2xx"}', 0.0)


def price(site, item):
    return site.get(f"/api/items/{item['id']}").json["price"]


def test_a_thousand_viewers_cost_the_site_a_few_requests_a_second(site, cached, seller, bidder):
    item = an_item(seller)
    paths = ["/api/items?sort=newest&limit=24", f"/api/items/{item['id']}", f"/api/items/{item['id']}/bids"]
    requests = [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode() for path in paths]
    before, began = answered(site), time.monotonic()
    load = read(int(cached.url.rpartition(":")[2]), requests, STORM_S, VIEWERS)
    seconds, reached = time.monotonic() - began, answered(site) - before
    assert sum(load.statuses.values()) >= VIEWERS
    # its own question for the metrics is one more
    assert reached - 1 <= MOST_A_SECOND * len(paths) * (seconds + 1)


def test_who_has_bid_is_never_answered_from_the_cache(cached, seller, bidder, rival):
    item = an_item(seller)
    bidder.site = rival.site = cached
    prices = Counter()
    for step in range(1, 5):
        person, amount = (bidder, rival)[step % 2], 10_000 * step
        prices[price(cached, item)] += 1
        assert person.bids(item, amount=amount).status_code == 201
        assert price(person, item) == amount
    wait_for(lambda: price(cached, item) == 40_000, 10)
    assert set(prices) <= {10_000, 20_000, 30_000}


def test_a_cache_keeps_a_price_for_seconds_at_most(cached, seller, bidder):
    item = an_item(seller)
    assert price(cached, item) == 10_000
    bidder.site = cached
    assert bidder.bids(item, amount=70_000).status_code == 201
    wait_for(lambda: price(cached, item) == 70_000, 10)


def test_what_the_signed_in_read_is_never_kept(site, cached, seller):
    item = an_item(seller)
    seller.site = cached
    before = answered(site)
    for _ in range(5):
        assert seller.get(f"/api/items/{item['id']}").json["viewer"]["isSeller"]
    assert answered(site) - before - 1 == 5
    assert cached.get(f"/api/items/{item['id']}").json["viewer"] is None
