"""What a retraction reads of a long log, it reads before it locks the auction; a page of a log reads what it shows."""

from auction.bids import ranking, store
from tests.bids.batches import clean_audit
from tests.rules.calls import bid_of, log_of, retract


def test_under_the_lock_only_entries_are_read_that_came_meanwhile(db, item, bidder, rival, monkeypatch):
    for step in range(10):
        bid_of(rival, item, amount=10_000 * (2 * step + 1))
        slip = bid_of(bidder, item, amount=10_000 * (2 * step + 2))
    held, read = [], []
    hold, entries_after = ranking.items.hold, store.entries_after

    def hold_and_note(*args):
        # somebody bids between the reading and the lock
        bid_of(rival, item, amount=500_000)
        held.append(True)
        return hold(*args)

    def note(db, item_id, after):
        entries = entries_after(db, item_id, after)
        read.extend(entries if held else [])
        return entries

    monkeypatch.setattr(ranking.items, "hold", hold_and_note)
    monkeypatch.setattr(store, "entries_after", note)
    for name in ("bests", "standing_bids", "whole_log"):
        monkeypatch.setattr(store, name, _before(held, getattr(store, name)))
    assert retract(bidder, item, slip).json["price"] == 500_000
    assert [entry["offer"] for entry in read] == [500_000]
    monkeypatch.undo()
    assert clean_audit(db, item)


def test_a_page_of_a_log_reads_none_of_the_silent_raises(db, item, bidder):
    shown = bid_of(bidder, item, max_amount=20_000)
    db.many(
        "INSERT INTO bid (item_id, user_id, kind, offer, amount, price, number, endTime, createdAt)"
        " VALUES (%s, 'bidder', 'raise', %s, 10000, 10000, 1, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))",
        [(item["id"], 20_000 + number) for number in range(1_000)],
    )
    db.all("ANALYZE TABLE bid")
    before = _rows_read(db)
    assert [row["kind"] for row in store.public_log(db, item["id"], None, 21)] == ["automatic"]
    assert _rows_read(db) - before < 20
    assert [entry["id"] for entry in log_of(bidder, item)] == [shown]


def _rows_read(db):
    """How many rows or index entries this connection has read."""
    names = ("Handler_read_key", "Handler_read_next", "Handler_read_prev", "Handler_read_rnd_next")
    rows = db.all("SHOW SESSION STATUS WHERE Variable_name IN %(names)s", names=names)
    return sum(int(row["Value"]) for row in rows)


def _before(held, function):
    def call(*args, **named):
        assert not held, f"{function.__name__} is read under the lock"
        return function(*args, **named)

    return call
