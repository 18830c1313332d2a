"""A fortnight's worth of deployments: 14 in a row, two of them broken, while people look at pages and bid."""

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cast import RunningServer, an_item, sign_up
from tests.deploy.machine import Machine, revision
from tests.deploy.site import answer, assert_serves_alone, live
from tests.deploy.traffic import flowing
from tests.scenes import in_background

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3000)]
BROKEN = {5: answer("/api/items", "500 Internal Server Error"), 10: answer("/healthz", "200 OK")}
# shorter than an access token lives
BIDS_OF_A_PAIR = 200


@contextlib.contextmanager
def bidding(port: int) -> Iterator[list[int]]:
    """Two people outbid each other once a second; yields the status of each bid. A failed connection is a 0."""
    site, over, statuses = RunningServer(f"http://127.0.0.1:{port}"), threading.Event(), []

    def bid() -> None:
        item = an_item(sign_up(site, "fortnight_seller"))
        price = item["minimumBid"]
        while not over.is_set():
            pair = [sign_up(site, f"fortnight_{side}_{len(statuses)}") for side in ("one", "two")]
            for number in range(BIDS_OF_A_PAIR):
                if over.wait(1):
                    return
                try:
                    answered = pair[number % 2].bids(item, amount=price)
                except OSError:
                    statuses.append(0)
                    continue
                statuses.append(answered.status_code)
                price = answered.json["item"]["minimumBid"]

    with in_background(bid):
        try:
            yield statuses
        finally:
            over.set()


def test_fourteen_deployments_in_a_row_fail_no_request(site: Machine, port: int, revisions: Path) -> None:
    began = time.monotonic()
    with flowing(port) as traffic, bidding(port) as bids:
        for day in range(1, 15):
            before = live(port)
            change = [BROKEN[day]] if day in BROKEN else []
            done = site.deploy(f"d-day-{day}", revision(revisions, f"day{day}", *change))
            assert bool(done.failed) == bool(change), done.output
            assert_serves_alone(site, port, before if change else done.id)
    lasted, accepted = time.monotonic() - began, bids.count(201)
    print(f"  14 deployments in {lasted:.0f} s; {accepted} of {len(bids)} bids accepted; {traffic}")
    assert traffic.failed == []
    assert len(bids) > 50
    assert set(bids) == {201}
