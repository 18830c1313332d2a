"""A bid looks for bids that have fallen only where some may have: schema/0056_bids_without_falls.sql."""

from tests.cast import sign_up
from tests.rules.calls import bid_of, code, retract, strike


def is_known(db):
    """Whether the item's row says that no bid has fallen."""
    row = db.one("SELECT changes, noneFallenAt FROM item")
    return row["changes"] == row["noneFallenAt"]


def test_bids_keep_the_knowledge_that_none_has_fallen(db, item, bidder, rival):
    assert is_known(db)
    bid_of(bidder, item, max_amount=20_000)
    bid_of(rival, item, max_amount=40_000)
    assert is_known(db)


def test_once_a_bid_has_fallen_each_bid_looks(db, item, seller, bidder, rival):
    bid_of(rival, item, max_amount=20_000)
    strike(seller, item, bid_of(bidder, item, max_amount=40_000))
    assert not is_known(db)
    assert code(bidder.bids(item, amount=90_000)) == "struck_out"
    bid_of(rival, item, max_amount=50_000)
    assert not is_known(db)


def test_a_retraction_by_code_that_does_not_know_the_column_is_found(db, item, bidder, rival):
    """Such code, in use beside ours during a deployment, writes these two rows."""
    bid_of(bidder, item, max_amount=20_000)
    db.run(
        "INSERT INTO removal (item_id, user_id, kind, firstBid, lastBid, createdAt)"
        " SELECT item_id, user_id, 'withdrawn', id, id, UTC_TIMESTAMP(6) FROM bid"
    )
    db.run("UPDATE item SET price = startPrice, leader_id = NULL, maximum = NULL, bidCount = 0, changes = changes + 1")
    assert code(bidder.bids(item, amount=30_000)) == "withdrawn_from_auction"
    bid_of(rival, item, max_amount=30_000)
    assert not is_known(db)


def test_after_a_bid_by_code_that_does_not_know_the_column_the_next_bid_finds_out(db, item, bidder, rival):
    bid_of(bidder, item, max_amount=20_000)
    db.run("UPDATE item SET changes = changes + 1")
    assert not is_known(db)
    bid_of(rival, item, max_amount=40_000)
    assert is_known(db)


def test_a_correction_keeps_its_bidder_in_and_the_fall_in_mind(db, newest, item, bidder):
    retract(bidder, item, bid_of(bidder, item, max_amount=500_000), maxAmount=50_000)
    assert not is_known(db)
    bid_of(sign_up(newest, "third"), item, max_amount=60_000)
    bid_of(bidder, item, max_amount=70_000)
    assert not is_known(db)
