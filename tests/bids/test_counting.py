"""A bid is counted against its bidder's limit in the transaction that decides it: once, and exactly."""

import pytest

from tests.bids.batches import held, outcome
from tests.cast import an_item
from tests.scenes import at_once


@pytest.fixture
def item(limited, seller):
    return an_item(seller)


def use_up(db, hits):
    """The bidder has made so many bids in this window."""
    slot, expiry = "UNIX_TIMESTAMP() DIV 60", "UTC_TIMESTAMP(6) + INTERVAL 2 HOUR"
    db.run(f"INSERT INTO rate (name, slot, hits, expiresAt) VALUES ('bids:bidder', {slot}, {hits}, {expiry})")


def hits(db):
    return sum(row["hits"] for row in db.all("SELECT hits FROM rate WHERE name = 'bids:bidder'"))


def commits(db):
    return int(db.one("SHOW GLOBAL STATUS LIKE 'Com_commit'")["Value"])


def test_a_bid_and_its_count_are_one_transaction(db, item, bidder):
    before = commits(db)
    assert outcome(bidder.bids(item, amount=10_000)) == "leading"
    assert (commits(db) - before, hits(db)) == (1, 1)


def test_a_bid_that_is_refused_counts(db, item, bidder):
    assert outcome(bidder.bids(item, amount=1_000)) == "bid_too_low"
    assert outcome(bidder.bids({"id": 999_999}, amount=1_000)) == "item_not_found"
    assert hits(db) == 2


def test_of_many_at_once_exactly_as_many_as_are_left_are_decided(db, item, bidder, rival):
    use_up(db, 55)
    statuses = at_once(lambda _number: bidder.bids(item, max_amount=1_000_000).status_code, 16)
    assert (statuses.count(429), hits(db)) == (11, 60)
    assert outcome(rival.bids(item, amount=2_000_000)) == "leading"


def test_a_bid_over_the_limit_writes_nothing(db, item, bidder):
    use_up(db, 60)
    answers = [bidder.bids(item, amount=10_000, key=key) for key in (None, "one")]
    assert [outcome(answer) for answer in answers] == ["too_many_requests"] * 2
    assert 1 <= int(answers[0].headers["Retry-After"]) <= 120
    assert db.one("SELECT (SELECT COUNT(*) FROM bid) + (SELECT COUNT(*) FROM idempotency) AS n")["n"] == 0
    assert hits(db) == 60


def test_who_was_refused_is_refused_again_without_the_database(db, item, bidder):
    use_up(db, 60)
    assert outcome(bidder.bids(item, amount=10_000)) == "too_many_requests"
    before = commits(db)
    assert outcome(bidder.bids(item, amount=10_000)) == "too_many_requests"
    assert commits(db) == before


def test_a_bid_that_waits_for_its_auction_counts_once(db, database_url, item, bidder):
    use_up(db, 58)
    with held(database_url, item):
        assert outcome(bidder.bids(item, amount=10_000)) == "try_again"
    assert hits(db) == 58
    with held(database_url, item) as other:
        answers = at_once(lambda number: other.rollback() if number else bidder.bids(item, amount=10_000), 2)
    assert (outcome(answers[0]), hits(db)) == ("leading", 59)


def test_a_repeated_request_counts(db, item, bidder):
    answers = [bidder.bids(item, amount=10_000, key="one") for _ in range(3)]
    assert [outcome(answer) for answer in answers] == ["leading"] * 3
    assert outcome(bidder.bids(item, amount=20_000, key="one")) == "idempotency_key_reused"
    assert hits(db) == 4
    db.run("UPDATE rate SET hits = 60")
    assert outcome(bidder.bids(item, amount=10_000, key="one")) == "too_many_requests"


def test_a_bid_of_an_ended_sign_in_counts(db, item, bidder):
    db.run("UPDATE sign_in SET endedAt = UTC_TIMESTAMP(6) WHERE user_id = 'bidder'")
    assert bidder.bids(item, amount=10_000).status_code == 401
    assert hits(db) == 1
