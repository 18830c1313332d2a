"""What a deriver reads of a log: what is committed late, what another worker has read, and how far it surely is."""

import contextlib

import pytest

import database
from auction.alerts.positions import Log

OLD = "UPDATE alert_position SET at = at - INTERVAL 1 MINUTE"


def event(db, user_id="bidder"):
    """Add a security event; returns its id."""
    return db.insert(
        "INSERT INTO security_event (user_id, kind, createdAt) VALUES (%(user_id)s, 'left', UTC_TIMESTAMP(6))",
        user_id=user_id,
    )


class Reader:
    """A deriver that notes the ids that it is given."""

    def __init__(self):
        self.log, self.read = Log("account", "security_event"), []

    def look(self):
        """The ids of this look."""
        before = len(self.read)
        self.log.look(self._handle)
        return self.read[before:]

    def _handle(self, _db, ids):
        self.read += ids
        return len(ids)


def position(db):
    return db.one("SELECT position FROM alert_position WHERE name = 'account'")["position"]


@pytest.fixture
def reader(db, bidder):
    return Reader()


def test_an_entry_is_handled_once_by_a_process(db, reader):
    ids = [event(db) for _ in range(3)]
    assert [reader.look(), reader.look()] == [ids, []]


def test_what_is_committed_behind_newer_entries_is_read(db, database_url, reader):
    with contextlib.closing(database.connect(database_url)) as slow:
        late = event(database.Db(slow))
        newer = event(db)
        assert reader.look() == [newer]
        slow.commit()
    assert reader.look() == [late]


def test_the_position_moves_to_what_was_visible_some_time_ago(db, reader):
    first = event(db)
    reader.look()
    # the newest id is noted now, and sure later
    reader.look()
    assert position(db) == 0
    db.run(OLD)
    second = event(db)
    assert reader.look() == [second]
    assert position(db) == first
    db.run(OLD)
    reader.look()
    assert position(db) == second


def test_a_worker_that_starts_reads_from_the_position(db, reader):
    for _ in range(2):
        event(db)
        reader.look()
        db.run(OLD)
    reader.look()
    db.run(OLD)
    reader.look()
    third = event(db)
    assert Reader().look() == [third]


def test_a_handling_that_fails_is_done_again(db, reader, monkeypatch):
    entry = event(db)

    def fail(_db, _ids):
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        reader.log.look(fail)
    assert reader.look() == [entry]


def test_more_entries_than_fit_one_look_are_read_by_the_next(db, reader, monkeypatch):
    monkeypatch.setattr("auction.alerts.positions.AT_ONCE", 2)
    ids = [event(db) for _ in range(5)]
    assert [reader.look() for _ in range(4)] == [ids[:2], ids[2:4], ids[4:], []]
    for _ in range(4):
        db.run(OLD)
        reader.look()
    assert position(db) == ids[-1]
