"""The notifications equal a walk over the logs that knows nothing of the derivers, also when workers are killed."""

import random
import sys

import pytest

from auction.config import ROOT
from auction.history.rules import close_due
from commands import children
from tests.alerts.deriving import derive
from tests.alerts.replaying import actual, expected
from tests.cast import sign_up
from tests.processes import wait_for
from tests.rules.calls import retract, strike
from tests.scenes import move_end, stock

SEED = 15


def one_step(chance, db, people, items):
    """One act by chance; most are bids, and some are refused."""
    seller, *bidders = people
    item, person = chance.choice(items), chance.choice(bidders)
    now = db.one("SELECT price FROM item WHERE id = %(id)s", id=item["id"])["price"]
    how = chance.random()
    if how < 0.75:
        offer = {chance.choice(("amount", "max_amount")): now + chance.randrange(20) * 1000 + 1000}
        answer = person.bids(item, **offer)
        if answer.status_code == 201:
            item.setdefault("bids", []).append((person, answer.json["bid"]["id"]))
    elif how < 0.88 and item.get("bids"):
        who, bid_id = chance.choice(item["bids"])
        retract(who, item, bid_id, **chance.choice(({}, {}, {"amount": now}, {"maxAmount": now + 1000})))
    elif how < 0.93 and item.get("bids"):
        strike(seller, item, chance.choice(item["bids"])[1])
    elif how < 0.98:
        move_end(db, item, -0.001)
        close_due(db)
    else:
        seller.post(f"/api/items/{item['id']}/end", json=chance.choice(({"sell": True}, {"reason": "깨짐"})))


def auctions(db, seller, how_many):
    ids = stock(db, seller.id, how_many, reserve="IF(MOD(n, 3) = 0, 8000 * n, NULL)", rulesVersion="1 + MOD(n, 2)")
    return [{"id": item_id} for item_id in ids]


@pytest.fixture
def people(newest):
    return [sign_up(newest, name) for name in ("seller", "bidder", "rival", "third", "fourth")]


@pytest.mark.parametrize("seed", range(3))
def test_for_auctions_by_chance_the_notifications_are_those_of_a_walk_over_the_log(db, people, seed):
    chance = random.Random(seed)
    items = auctions(db, people[0], 6)
    for _ in range(150):
        one_step(chance, db, people, items)
        if chance.random() < 0.2:
            derive()
    derive()
    assert actual(db) == expected(db)
    assert {kind for _, kind, _ in actual(db)} >= {"outbid", "firstBid", "priceFell", "lost"}


def killed_workers(db, people, steps, kills):
    """Act while a worker is killed at random and started again; returns when a last one has read everything."""
    chance = random.Random(SEED)
    items = auctions(db, people[0], 12)
    left, worker = kills, None
    for number in range(steps):
        one_step(chance, db, people, items)
        if worker is None:
            worker = children.start([sys.executable, "-m", "commands", "worker"], cwd=ROOT)
        if left and number % max(1, steps // kills) == 0:
            worker.kill()
            worker.wait()
            worker, left = None, left - 1
    worker = worker or children.start([sys.executable, "-m", "commands", "worker"], cwd=ROOT)
    try:
        wait_for(lambda: actual(db) >= expected(db), 60, lambda: str(expected(db) - actual(db)))
    finally:
        children.end(worker, within=10)


@pytest.mark.parametrize(
    ("steps", "kills"), [(60, 4), pytest.param(3_000, 100, marks=pytest.mark.slow)], ids=["short", "long"]
)
def test_workers_that_are_killed_lose_and_double_nothing(db, people, steps, kills):
    killed_workers(db, people, steps, kills)
    assert actual(db) == expected(db)
    doubled = db.all("SELECT user_id, kind, about FROM notification GROUP BY 1, 2, 3 HAVING COUNT(*) > 1")
    assert doubled == []
    assert len(actual(db)) > 10
