"""The trail of operators cannot fork, and whatever was changed in it afterwards is found."""

import pytest

import database
from auction.operators import roles, trail
from auction.operators.rows import Operator
from auction.operators.rules import NotAnOperator
from commands.trail_audit import audit_trail
from tests.operators.acting import with_role
from tests.scenes import at_once


def record(number, operator=None):
    reason = f"because of {number}"
    return database.transact(trail.record, operator, "decide", f"order:{number}", reason, {"부분": number})


@pytest.fixture
def five(db):
    """A trail of five events."""
    assert [record(number) for number in range(1, 6)] == [1, 2, 3, 4, 5]


def test_an_empty_trail_is_right(db):
    assert trail.verify(db) == []
    assert trail.end(db)[0] == 0


def test_a_trail_is_right_and_listed_from_its_end(db, five):
    assert trail.verify(db) == []
    assert audit_trail(lambda work: work(db)) == 0
    assert [row["id"] for row in trail.page(db, None, 2)] == [5, 4]
    assert [row["id"] for row in trail.page(db, 4, 2)] == [3, 2]
    (found,) = trail.page(db, None, 20, target="order:3")
    assert (found["reason"], found["data"], found["by_id"]) == ("because of 3", '{"부분": 3}', None)


def test_twenty_writers_at_once_make_one_chain(db):
    assert sorted(at_once(record, 20)) == list(range(1, 21))
    assert trail.verify(db) == []


def test_an_act_that_fails_leaves_no_event(db, five):
    def act(db):
        trail.record(db, None, "decide", "order:6", "a reason", {})
        raise NotAnOperator

    with pytest.raises(NotAnOperator):
        database.transact(act)
    assert trail.end(db)[0] == 5
    assert record(7) == 6
    assert trail.verify(db) == []


def test_a_chain_cannot_fork(db, five):
    columns = "by_id, role, kind, target, reason, data, at"
    fork = (
        f"INSERT INTO audit_event (id, previous, digest, {columns}) "
        f"SELECT 6, previous, digest, {columns} FROM audit_event WHERE id = 5"
    )
    with pytest.raises(database.Duplicate):
        db.run(fork)


SWAP = "UPDATE audit_event SET id = CASE id WHEN 2 THEN -3 WHEN 3 THEN -2 END WHERE id IN (2, 3)"
SWAP_BACK = "UPDATE audit_event SET id = -id WHERE id < 0"
SWAP_TEXTS = """
    UPDATE audit_event a JOIN audit_event b ON a.id + b.id = 5 AND a.id IN (2, 3)
       SET a.target = b.target, a.reason = b.reason, a.data = b.data
    """
CHANGES = {
    "a reason": (["UPDATE audit_event SET reason = 'another' WHERE id = 2"], ["2: 바뀜"]),
    "the person": (["UPDATE audit_event SET by_id = 'bidder', role = 'chief' WHERE id = 2"], ["2: 바뀜"]),
    "the data": (["UPDATE audit_event SET data = '{}' WHERE id = 5"], ["5: 바뀜"]),
    "the time": (["UPDATE audit_event SET at = at + INTERVAL 1 MICROSECOND WHERE id = 2"], ["2: 바뀜"]),
    "a digest": (["UPDATE audit_event SET digest = REPEAT('x', 32) WHERE id = 2"], ["2: 바뀜", "3: 앞 사건과"]),
    "the last digest": (["UPDATE audit_event SET digest = REPEAT('x', 32) WHERE id = 5"], ["5: 바뀜", "5: 기록된"]),
    "a link": (["UPDATE audit_event SET previous = REPEAT('x', 32) WHERE id = 2"], ["2: 앞 사건과", "2: 바뀜"]),
    "removed": (["DELETE FROM audit_event WHERE id = 3"], ["3 없음"]),
    "two removed": (["DELETE FROM audit_event WHERE id IN (2, 3)"], ["2–3 없음"]),
    "the first removed": (["DELETE FROM audit_event WHERE id = 1"], ["1 없음"]),
    "the last removed": (["DELETE FROM audit_event WHERE id = 5"], ["5 끝에 없음"]),
    "all removed": (["DELETE FROM audit_event"], ["1–5 끝에 없음"]),
    "swapped": ([SWAP, SWAP_BACK], ["2: 앞", "2: 바뀜", "3: 앞", "3: 바뀜", "4: 앞"]),
    "texts swapped": ([SWAP_TEXTS], ["2: 바뀜", "3: 바뀜"]),
    "the head removed": (["DELETE FROM audit_head"], ["5: 기록된 끝과"]),
    "the head moved": (["UPDATE audit_head SET number = 4"], ["5: 기록된 끝과"]),
}  # fmt: skip


@pytest.mark.parametrize("changed", CHANGES)
def test_what_was_changed_in_the_database_is_found(db, five, changed):
    statements, faults = CHANGES[changed]
    for statement in statements:
        db.run(statement)
    found = trail.verify(db)
    assert [line.startswith(fault) for line, fault in zip(found, faults, strict=True)] == [True] * len(faults), found
    assert audit_trail(lambda work: work(db)) == len(faults)


def test_nothing_is_added_behind_a_head_that_was_removed(db, five):
    db.run("DELETE FROM audit_head")
    with pytest.raises(database.Duplicate):
        record(6)


def test_an_operator_whose_role_was_taken_meanwhile_leaves_no_event(db, seller):
    operator = Operator(with_role(seller, "moderator").id, "moderator")
    assert record(1, operator) == 2
    with_role(seller, "support")
    with pytest.raises(NotAnOperator):
        record(2, operator)
    with_role(seller, None)
    with pytest.raises(NotAnOperator):
        record(2, operator)
    assert [(row["kind"], row["by_id"], row["role"]) for row in trail.page(db, None, 3)] == [
        ("role", None, None), ("role", None, None), ("decide", "seller", "moderator"),
    ]  # fmt: skip
    assert trail.verify(db) == []


def test_who_leaves_has_no_role_and_their_events_stay(db, seller):
    with_role(seller, "treasurer")
    record(1, Operator(seller.id, "treasurer"))
    assert seller.leave().status_code == 204
    assert roles.store.roles(db) == []
    acts = [(row["kind"], row["by_id"]) for row in trail.page(db, None, 2)]
    assert acts == [("role", "seller"), ("decide", "seller")]
    assert trail.verify(db) == []
