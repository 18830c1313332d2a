"""Two applications with different databases in one process, side by side."""

import os

import pytest

import database
from app import create_app
from auction import config
from auction.limits import rules as limits
from auction.live.routes import live_of
from commands import migrate
from tests.cast import an_item, sign_up
from tests.scenes import at_once

BIDS = 12


@pytest.fixture
def other(app, environment, fresh_database):
    """A second application on a database of its own; afterwards the first one is the latest again."""
    with fresh_database("other") as url:
        migrate.apply(url)
        yield create_app(config.load(os.environ | {"DATABASE_URL": url}))
        app.extensions["state"].activate()


def client_of(app):
    return app.test_client(use_cookies=False)


def test_each_keeps_its_own_people(client, other):
    sign_up(client, "seller")
    there = client_of(other)
    assert client.get("/api/users/seller").status_code == 200
    assert there.get("/api/users/seller").status_code == 404
    sign_up(there, "seller")
    assert client.get("/api/users/seller").status_code == 200


def test_bids_at_the_same_moment_go_to_the_right_database(app, client, other):
    sites = [client_of(app), client_of(other)]
    sellers = [sign_up(site, "seller") for site in sites]
    # both databases number their items alike, so that a shared batch would mix them up
    items = [an_item(sellers[0])]
    other.extensions["state"].activate()
    with database.reading() as db:
        db.run(f"ALTER TABLE item AUTO_INCREMENT = {items[0]['id']}")
    items.append(an_item(sellers[1]))
    assert items[0]["id"] == items[1]["id"]
    bidders = [sign_up(site, "bidder") for site in sites]

    def bid(number):
        which = number % 2
        amount = 10_000 + 1_000 * (number // 2 + 1)
        answer = bidders[which].post(f"/api/items/{items[which]['id']}/bids", json={"maxAmount": amount})
        return which, amount, answer.status_code

    accepted = [result for result in at_once(bid, threads=BIDS) if result[2] == 201]
    for which, site in enumerate(sites):
        log = site.get(f"/api/items/{items[which]['id']}/bids").json["bids"]
        item = bidders[which].get(f"/api/items/{items[which]['id']}").json
        assert len(log) == 1
        assert item["viewer"]["maxAmount"] == max(amount for side, amount, _ in accepted if side == which)


def test_each_has_its_own_streams(app, client, seller, other):
    path = f"/api/items/{an_item(seller)['id']}/events"
    stream = client.get(path)
    assert len(live_of(app).hub.subscribers()) == 1
    assert live_of(other).hub.subscribers() == []
    stream.close()


def test_each_has_its_own_limits(app, client, other):
    other.extensions["state"].activate()
    limits.configure(True)
    guess = {"id": "nobody", "password": "not this one"}
    answers = [client_of(other).post("/api/login", json=guess).status_code for _ in range(11)]
    assert answers == [401] * 10 + [429]
    assert client.post("/api/login", json=guess).status_code == 401
