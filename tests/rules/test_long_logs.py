"""What a retraction reads of a long log, it reads before it locks the auction."""

from auction.bids import ranking, store
from tests.bids.batches import clean_audit
from tests.rules.calls import bid_of, retract


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


def _before(held, function):
    def call(*args, **named):
        assert not held, f"{function.__name__} is read under the lock"
        return function(*args, **named)

    return call
