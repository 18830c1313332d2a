"""Each auction goes by the version of the rules under which it was listed, in bids, retractions and the audit."""

from dataclasses import replace
from datetime import timedelta

import pytest

from auction.engine.versions import VERSIONS
from auction.live import rules as live
from auction.live import store as live_store
from tests.bids.batches import clean_audit, outcome
from tests.cast import an_item
from tests.proof.clock import pass_time, pass_time_to_end, seconds_left

MINUTE = 60.0


@pytest.fixture
def add_version(monkeypatch):
    """A second version, as somebody adds one: other steps, a shorter extension, less time to retract."""

    def add():
        second = replace(
            VERSIONS[1],
            increments=((100_000, 7_000),),
            top_increment=70_000,
            extension=timedelta(minutes=1),
            retracts_within=timedelta(minutes=10),
        )
        monkeypatch.setitem(VERSIONS, 2, second)

    return add


@pytest.fixture
def both(seller, add_version):
    """One item listed under version 1, and one under version 2."""
    first = an_item(seller)
    add_version()
    return [first, an_item(seller)]


def set_version(db, item, version):
    db.run("UPDATE item SET rulesVersion = %(version)s WHERE id = %(id)s", version=version, id=item["id"])


def fight(item, bidder, rival):
    """The price after an automatic bid was outbid by another, and the smallest bid accepted then."""
    assert outcome(bidder.bids(item, max_amount=20_000)) == "leading"
    answer = rival.bids(item, max_amount=60_000)
    assert outcome(answer) == "leading"
    return answer.json["item"]["price"], answer.json["item"]["minimumBid"]


def test_an_item_is_listed_under_the_newest_version(db, both):
    rows = db.all("SELECT rulesVersion FROM item ORDER BY id")
    assert [row["rulesVersion"] for row in rows] == [1, 2]


def test_prices_rise_by_the_steps_of_the_version_and_the_audit_agrees_with_both(db, both, bidder, rival):
    assert [fight(item, bidder, rival) for item in both] == [(21_000, 22_000), (27_000, 34_000)]
    assert [clean_audit(db, item) for item in both] == [True, True]


def test_the_audit_of_an_auction_by_another_version_reports_differences(db, both, bidder, rival):
    for item in both:
        fight(item, bidder, rival)
    set_version(db, both[0], 2)
    set_version(db, both[1], 1)
    assert [clean_audit(db, item) for item in both] == [False, False]


def test_a_bid_under_the_step_of_its_version_is_refused(both, bidder, rival):
    for item in both:
        bidder.bids(item, amount=20_000)
    answers = [rival.bids(item, amount=21_000) for item in both]
    assert [outcome(answer) for answer in answers] == ["leading", "bid_too_low"]
    assert answers[1].json["minimumBid"] == 27_000


def test_everybody_sees_the_smallest_bid_of_the_version(client, db, both, bidder):
    for item in both:
        bidder.bids(item, amount=20_000)
    shown = [client.get(f"/api/items/{item['id']}").json["minimumBid"] for item in both]
    now, rows = live_store.read(db, [item["id"] for item in both])
    watched = {state.id: state.minimum_bid for state in (live.state_of(row, now) for row in rows)}
    assert shown == [watched[item["id"]] for item in both] == [21_000, 27_000]


def test_a_late_bid_extends_by_the_version(db, both, bidder):
    for item in both:
        pass_time_to_end(db, item["id"], -2 * MINUTE)
        assert bidder.bids(item, amount=20_000).status_code == 201
    first, second = (seconds_left(db, item["id"]) for item in both)
    assert 4 * MINUTE < first <= 5 * MINUTE
    assert second <= 2 * MINUTE
    assert [clean_audit(db, item) for item in both] == [True, True]


def test_a_retraction_goes_by_the_version(db, both, bidder, rival):
    answers = []
    for item in both:
        pass_time_to_end(db, item["id"], -8 * 60 * MINUTE)
        fight(item, bidder, rival)
        bid = rival.get(f"/api/items/{item['id']}/bids").json["bids"][0]
        pass_time(db, item["id"], 30 * MINUTE)
        answers.append(rival.post(f"/api/items/{item['id']}/bids/{bid['id']}/retract", json={"reason": "a slip"}))
    assert answers[0].status_code == 200
    assert answers[1].json["code"] == "too_late_to_retract"
    assert [clean_audit(db, item) for item in both] == [True, True]
