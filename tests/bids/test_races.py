"""Real threads at one auction: whatever the order, the log replays to the standing and the price never falls."""

import dataclasses
import random

import pytest

from auction.engine.bidding import Offer, Standing, Terms, outbid, smallest_offer
from tests.cast import Person, an_item, sign_up
from tests.entries import entry_id
from tests.scenes import at_once


@pytest.fixture
def crowd(app, client):
    """Sixteen people, each with a client of their own."""
    people = [sign_up(client, f"crowd{number}") for number in range(16)]
    return [
        Person(app.test_client(use_cookies=False), p.id, p.password, p.access_token, p.refresh_token) for p in people
    ]


def standing_of(db, item):
    row = db.one("SELECT price, leader_id, maximum, bidCount, endTime FROM item WHERE id = %(id)s", id=item["id"])
    return Standing(row["price"], row["leader_id"], row["maximum"]), row["bidCount"], row["endTime"]


def replay(db, item):
    """Play the log through the rule; every entry must say what the rule says, and the price never falls."""
    standing, number, end = Standing(item["price"]), 0, None
    for entry in db.all("SELECT * FROM bid WHERE item_id = %(id)s ORDER BY id", id=item["id"]):
        terms, offer = Terms(item["startPrice"], 1), Offer(entry["offer"], entry["kind"] != "open")
        assert entry["offer"] >= smallest_offer(terms, standing, entry["user_id"])
        after = outbid(terms, standing, entry["user_id"], offer)
        assert after.price >= standing.price
        number += entry["kind"] != "raise"
        assert (entry["price"], entry["leader_id"], entry["number"]) == (after.price, after.leader, number)
        standing, end = after, entry["endTime"]
    return standing, number, end


def test_sixteen_bidders_at_one_auction(db, seller, crowd):
    item = an_item(seller)

    def bid_often(number):
        chance = random.Random(number)
        answers = []
        for _ in range(6):
            amount = chance.randrange(10_000, 200_000, 500)
            answers.append(crowd[number].bids(item, **{chance.choice(["amount", "max_amount"]): amount}))
        return answers

    answers = [answer for row in at_once(bid_often, 16) for answer in row]
    accepted = [answer for answer in answers if answer.status_code == 201]
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert {answer.json["code"] for answer in answers if answer.status_code == 409} <= {
        "bid_too_low",
        "already_leading",
    }
    assert replay(db, item) == standing_of(db, item)
    assert db.one("SELECT COUNT(*) AS n FROM bid")["n"] == len(accepted)
    accepted_bids = sorted(
        (entry_id(db, answer.json["bid"]["id"]), answer.json["item"]["price"]) for answer in accepted
    )
    logged = [(row["id"], row["price"]) for row in db.all("SELECT id, price FROM bid ORDER BY id")]
    assert accepted_bids == logged
    assert db.all("SELECT user_id FROM prehistory") == [{"user_id": standing_of(db, item)[0].leader}]


def test_of_equal_bids_at_once_one_leads(db, seller, crowd):
    item = an_item(seller)
    answers = at_once(lambda number: crowd[number].bids(item, amount=10_000), 16)
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 15
    assert standing_of(db, item)[0].price == 10_000


def test_of_equal_maxima_at_once_the_first_in_the_log_leads(db, seller, crowd):
    item = an_item(seller)
    at_once(lambda number: crowd[number].bids(item, max_amount=50_000), 16)
    first = db.one("SELECT user_id FROM bid ORDER BY id LIMIT 1")["user_id"]
    assert standing_of(db, item)[0] == Standing(50_000, first, 50_000)
    assert replay(db, item)[0] == standing_of(db, item)[0]


def test_many_auctions_at_once_do_not_delay_each_other(db, seller, crowd):
    items = [an_item(seller) for _ in range(4)]

    def bid_everywhere(number):
        order = random.Random(number).sample(items, len(items))
        return [crowd[number].bids(item, max_amount=20_000 + 1_000 * number).status_code for item in order]

    statuses = {status for row in at_once(bid_everywhere, 16) for status in row}
    assert statuses <= {201, 409}
    for item in items:
        assert replay(db, item) == standing_of(db, item)
        assert standing_of(db, item)[0].maximum == 35_000


def test_a_bid_and_the_sellers_second_thoughts_exclude_each_other(app, db, seller, crowd):
    """Either the thing is gone and nobody bid, or somebody bid and it stays."""
    for _ in range(6):
        item = an_item(seller)

        def act(number, item=item):
            if number:
                return crowd[number].bids(item, amount=10_000).status_code
            owner = app.test_client(use_cookies=False)
            return owner.delete(f"/api/items/{item['id']}", headers=seller.headers).status_code

        removed, *bids = at_once(act, 4)
        if removed == 204:
            assert set(bids) == {404}
        else:
            assert (removed, sorted(bids)) == (409, [201, 409, 409])
    assert db.one("SELECT COUNT(*) AS n FROM bid LEFT JOIN item ON item.id = item_id WHERE item.id IS NULL")["n"] == 0


def test_nobody_leads_after_leaving(app, db, seller, crowd):
    """Bidding and leaving at once: a user who has left does not lead, and a leader has not left."""
    items = [an_item(seller) for _ in range(8)]

    def act(number):
        person = crowd[number % 8]
        if number >= 8:
            return dataclasses.replace(person, site=person.site.application.test_client()).leave().status_code
        return person.bids(items[number], amount=10_000).status_code

    at_once(act, 16)
    ghosts = "SELECT COUNT(*) AS n FROM item JOIN `user` ON `user`.id = leader_id WHERE leftAt IS NOT NULL"
    assert db.one(ghosts)["n"] == 0
