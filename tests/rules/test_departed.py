"""Who has left an auction, or the site, neither leads nor wins, whatever is taken back later."""

import pytest

import database
from auction.accounts import rules as accounts
from auction.bids import audit
from auction.history.rules import close_due
from auction.items import rules as items
from auction.users.rows import Caller
from tests.bids.batches import clean_audit
from tests.cast import sign_up
from tests.proof.clock import pass_time_to_end
from tests.rules.calls import SLIP, bid_of, log_of, retract, strike
from tests.scenes import in_background


@pytest.fixture
def third(newest):
    return sign_up(newest, "third")


@pytest.mark.parametrize("version", [1, 2])
def test_who_has_left_does_not_lead_after_a_retraction(db, item, seller, bidder, rival, third, version):
    db.run("UPDATE item SET rulesVersion = %(version)s", version=version)
    bid_of(third, item, max_amount=15_000)
    bid_of(bidder, item, max_amount=50_000)
    slip = bid_of(rival, item, max_amount=90_000)
    assert bidder.leave().status_code == 204
    assert retract(rival, item, slip).json["price"] == 10_000
    assert db.one("SELECT leader_id FROM item")["leader_id"] == "third"
    assert [entry["kind"] for entry in log_of(seller, item)] == [
        "retract",
        "leave",
        "automatic",
        "automatic",
        "automatic",
    ]
    assert clean_audit(db, item)
    pass_time_to_end(db, item["id"])
    close_due(db)
    assert db.one("SELECT user_id, price FROM history") == {"user_id": "third", "price": 10_000}
    assert clean_audit(db, item)


def test_who_has_left_does_not_lead_after_a_striking_out(db, item, seller, bidder, rival):
    bid_of(bidder, item, max_amount=50_000)
    struck = bid_of(rival, item, max_amount=90_000)
    assert bidder.leave().status_code == 204
    assert strike(seller, item, struck).json["price"] == 10_000
    assert db.one("SELECT leader_id FROM item")["leader_id"] is None
    assert db.all("SELECT * FROM prehistory") == []
    assert clean_audit(db, item)


def test_who_has_left_may_still_be_struck_out(db, item, seller, bidder, rival, third):
    first = bid_of(bidder, item, max_amount=50_000)
    slip = bid_of(rival, item, max_amount=90_000)
    assert bidder.leave().status_code == 204
    assert retract(rival, item, slip).json["price"] == 10_000
    bid_of(third, item, max_amount=15_000)
    answer = strike(seller, item, first)
    assert (answer.status_code, answer.json["price"]) == (200, 10_000)
    assert db.one("SELECT leader_id FROM item")["leader_id"] == "third"
    assert clean_audit(db, item)


def test_a_retraction_waits_for_a_leaving_that_is_not_committed_yet(db, item, database_url, bidder, rival):
    """Otherwise it would put somebody in the lead who is gone a moment later."""
    bid_of(bidder, item, max_amount=50_000)
    slip = bid_of(rival, item, max_amount=90_000)
    sign_in = db.one("SELECT id FROM sign_in WHERE user_id = 'bidder'")["id"]
    leaver = database.connect(database_url)
    try:
        leaver.begin()
        accounts.leave(database.Db(leaver), Caller("bidder", sign_in))
        with in_background(lambda: retract(rival, item, slip)) as answers:
            database.Db(leaver).one("SELECT SLEEP(0.5) AS slept")
            leaver.commit()
    finally:
        leaver.close()
    assert answers[0].status_code == 200
    assert db.one("SELECT leader_id FROM item")["leader_id"] is None
    assert clean_audit(db, item)


def test_who_leads_after_a_retraction_cannot_leave(item, bidder, rival):
    bid_of(bidder, item, max_amount=50_000)
    retract(rival, item, bid_of(rival, item, max_amount=90_000))
    assert bidder.leave().json["code"] == "still_leading"


def found(db, item):
    return {difference.what for difference in audit.audit_items(db, items.after_id(db, item["id"] - 1, 1))[2]}


LEFT = "UPDATE `user` SET leftAt = UTC_TIMESTAMP(6) {} WHERE id = 'bidder'"


def test_the_audit_finds_a_leader_who_has_left(db, item, bidder):
    bid_of(bidder, item, max_amount=50_000)
    assert found(db, item) == set()
    db.run(LEFT.format(""))
    assert found(db, item) == {"leader has left"}


def test_the_audit_finds_a_buyer_who_had_left(db, item, bidder):
    bid_of(bidder, item, max_amount=50_000)
    pass_time_to_end(db, item["id"])
    close_due(db)
    db.run(LEFT.format(""))
    assert found(db, item) == set()
    db.run(LEFT.format("- INTERVAL 1 MINUTE"))
    assert found(db, item) == {"buyer has left"}


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("UPDATE item SET leader_id = 'rival'", "leader"),
        ("UPDATE prehistory SET user_id = 'rival'", "prehistory"),
        ("DELETE FROM removal", "removals"),
        ("UPDATE removal SET kind = 'corrected'", "removals"),
        ("UPDATE removal SET lastBid = lastBid - 1", "removals"),
        ("UPDATE bid SET leader_id = 'rival' ORDER BY id DESC LIMIT 1", "leader"),
        ("UPDATE bid SET price = price + 1 ORDER BY id DESC LIMIT 1", "price"),
        ("UPDATE bid SET number = number + 1 ORDER BY id DESC LIMIT 1", "count"),
        ("UPDATE bid SET createdAt = endTime - INTERVAL 30 MINUTE ORDER BY id DESC LIMIT 1", "in time"),
    ],
)
def test_the_audit_finds_who_is_out_and_is_said_to_lead(db, item, bidder, rival, sql, expected):
    bid_of(bidder, item, max_amount=50_000)
    retract(rival, item, bid_of(rival, item, max_amount=90_000))
    assert clean_audit(db, item)
    db.run(sql)
    assert expected in found(db, item)


def test_an_audit_accepts_a_correction_and_who_is_struck_out_later(db, item, seller, bidder, rival):
    bid_of(bidder, item, max_amount=20_000)
    slip = bid_of(rival, item, max_amount=900_000)
    rival.post(f"/api/items/{item['id']}/bids/{slip}/retract", json={**SLIP, "maxAmount": 90_000})
    strike(seller, item, log_of(seller, item)[-1]["id"])
    bid_of(rival, item, max_amount=120_000)
    assert clean_audit(db, item)
