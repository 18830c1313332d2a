"""The audit holds decisions and approvals against the trail, and finds what was changed in the database behind it."""

import pytest

import database
from auction.operations import audit, payouts
from auction.operations.decisions import Decision, decide
from auction.operators import trail
from auction.operators.rows import Operator
from commands.trail_audit import audit_operations, audit_trail
from tests.operations.scenes import a_due_payout
from tests.orders.sales import a_disputed_order

CHIEF, TREASURER = Operator("chief", "chief"), Operator("treasurer", "treasurer")


@pytest.fixture
def acted(db, seller, bidder, chief, treasurer):
    """A decision and a payout that two people have approved and the bank has."""
    order, payout = a_disputed_order(db, seller, bidder), a_due_payout(db, seller, bidder, 2_000_000)
    database.transact(decide, CHIEF, order["id"], Decision("part", 4_000, "긁힌 자국이 있어요."))
    for operator in (CHIEF, TREASURER):
        database.transact(payouts.approve, operator, payout["id"], "확인했어요.")
    db.run("UPDATE payout SET state = 'sent', attempts = 1 WHERE id = %(id)s", id=payout["id"])
    return {"order": order["id"], "payout": payout["id"]}


def found(db, capsys):
    """The lines of differences that the command prints."""
    capsys.readouterr()
    audit_operations(lambda work: work(db))
    *lines, _summary = capsys.readouterr().out.splitlines()
    return [line.strip().partition(": 저장")[0] for line in lines]


def test_what_was_done_is_what_the_trail_says(db, acted, capsys):
    assert audit_operations(lambda work: work(db)) == 0
    assert audit_trail(lambda work: work(db)) == 0
    assert "1 decisions, 1 large payouts, 0 differences" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("DELETE FROM audit_event WHERE kind = 'decide'", ["order {order}, event 6"]),
        ("UPDATE audit_event SET reason = 'x' WHERE kind = 'decide'", ["order {order}, event 6"]),
        (
            "UPDATE audit_event SET data = '[]' WHERE kind = 'decide'",
            ["order {order}, event 6", "order {order}, event None"],
        ),
        (
            "UPDATE audit_event SET data = 'x' WHERE kind = 'decide'",
            ["order {order}, event 6", "order {order}, event None"],
        ),
        ("UPDATE audit_event SET target = 'order:x' WHERE kind = 'decide'", ["order {order}, event 6"]),
        ("DELETE FROM order_event WHERE who = 'operator'", ["order {order}, event 6"]),
        (
            "UPDATE order_event SET data = REPLACE(data, '4000', '9000') WHERE who = 'operator'",
            ["order {order}, event 6"],
        ),
        (
            "DELETE FROM payout_approval WHERE user_id = 'chief'",
            ["payout {payout}, attempt 1, approved by chief", "payout {payout}, sent as attempt 1"],
        ),
        (
            "UPDATE payout_approval SET user_id = 'bidder' WHERE user_id = 'chief'",
            ["payout {payout}, attempt 1, approved by bidder", "payout {payout}, attempt 1, approved by chief"],
        ),
        (
            "UPDATE payout_approval SET user_id = 'seller' WHERE user_id = 'chief'",
            [
                "payout {payout}, attempt 1, approved by chief", "payout {payout}, attempt 1, approved by seller",
                "payout {payout}, sent as attempt 1",
            ],
        ),
        ("UPDATE payout SET attempts = 2", ["payout {payout}, sent as attempt 2"]),
        (
            "DELETE FROM audit_event WHERE kind = 'approve-payout' AND by_id = 'chief'",
            ["payout {payout}, attempt 1, approved by chief"],
        ),
    ],
)  # fmt: skip
def test_an_operator_who_edits_the_database_is_found(db, acted, capsys, change, what):
    db.run(change)
    assert sorted(found(db, capsys)) == [line.format(**acted) for line in what]
    if "audit_event" in change:
        assert trail.verify(db) != []


def test_a_decision_and_an_approval_that_were_only_written_into_the_trail_are_found(
    db, client, seller, bidder, acted, capsys
):
    order, small = a_disputed_order(db, seller, bidder), a_due_payout(db, seller, bidder, 5_000)

    def work(db):
        trail.record(db, CHIEF, "decide", f"order:{order['id']}", "x", {"number": 6, "outcome": "refund"})
        trail.record(db, CHIEF, "approve-payout", f"payout:{small['id']}", "x", {"attempt": 1})

    database.transact(work)
    assert trail.verify(db) == []
    assert sorted(found(db, capsys)) == [
        f"order {order['id']}, event 6", f"payout {small['id']}, attempt 1, approved by chief",
    ]  # fmt: skip


def test_the_walks_go_on_from_part_to_part(db, acted, monkeypatch):
    monkeypatch.setattr(audit, "CHUNK", 1)
    assert audit_operations(lambda work: work(db)) == 0
    db.run("DELETE FROM audit_event WHERE kind IN ('decide', 'approve-payout')")
    assert audit_operations(lambda work: work(db)) == 3
