"""Operators approve large payouts, two people each, note what the bank did, and read the books and the trail."""

import csv
import json

import pytest

import database
from auction.ledger import rules as ledger
from auction.operations import payouts
from auction.operations.errors import ApprovedAlready
from auction.operators import trail
from auction.operators.rows import Operator
from auction.payments import configured, reconciliation
from commands import money
from commands.console import Stuck
from tests.operations.scenes import a_due_payout, events
from tests.operators.acting import an_operator, proven, with_role
from tests.orders.paid import step
from tests.orders.sales import a_paid_order
from tests.payments.accounts import ACCOUNT
from tests.scenes import at_once

WHY = {"reason": "거래를 확인했어요."}


@pytest.fixture
def large(db, seller, bidder):
    return a_due_payout(db, seller, bidder, 1_000_001)


def act(operator, payout, name, status=200):
    answer = operator.post(f"/api/admin/payouts/{payout['id']}/{name}", json=WHY)
    assert answer.status_code == status, answer.text
    return answer.json


def write_file(tmp_path):
    """The ids of the payouts in a new file for the bank."""
    path = tmp_path / f"bank{len(list(tmp_path.iterdir()))}.csv"
    assert money.main(["payouts", str(path)]) == 0
    with path.open(encoding="utf-8-sig") as file:
        return [int(row["payout"]) for row in csv.DictReader(file)]


def test_a_large_payout_is_handed_to_the_bank_once_two_people_have_approved_it(
    db, seller, bidder, treasurer, chief, large, tmp_path, capsys
):
    small = a_due_payout(db, seller, bidder, 1_000_000)
    assert write_file(tmp_path) == [small["id"]]
    assert "두 사람의 승인을 기다림" in capsys.readouterr().out
    first = act(treasurer, large, "approve")
    assert ([one["by"]["id"] for one in first["approvals"]], first["approvalsNeeded"]) == (["treasurer"], 2)
    assert write_file(tmp_path) == []
    assert act(treasurer, large, "approve", 409)["code"] == "approved_already"
    assert len(act(chief, large, "approve")["approvals"]) == 2
    assert write_file(tmp_path) == [large["id"]]
    assert [event[:3] for event in events(db, "approve-payout", "payouts-sent")] == [
        (None, None, "payouts"), ("chief", "chief", f"payout:{large['id']}"),
        ("treasurer", "treasurer", f"payout:{large['id']}"), (None, None, "payouts"),
    ]  # fmt: skip
    assert trail.verify(db) == []


def test_a_returned_payout_needs_the_approvals_anew(db, treasurer, chief, large, tmp_path):
    act(treasurer, large, "approve")
    act(chief, large, "approve")
    write_file(tmp_path)
    assert act(chief, large, "failed")["state"] == "failed"
    assert money.main(["retry"]) == 0
    assert write_file(tmp_path) == []
    assert act(treasurer, large, "approve")["approvals"][0]["by"]["id"] == "treasurer"
    act(chief, large, "approve")
    assert write_file(tmp_path) == [large["id"]]


def test_what_needs_no_approval_or_has_both_is_not_approved(db, client, seller, bidder, treasurer, chief, large):
    small = a_due_payout(db, seller, bidder, 1_000_000)
    assert act(treasurer, small, "approve", 409)["code"] == "not_now"
    for operator in (treasurer, chief):
        act(operator, large, "approve")
    assert act(an_operator(client, "chief", "third"), large, "approve", 409)["code"] == "not_now"
    assert act(treasurer, {"id": 999_999}, "approve", 404)["code"] == "payout_not_found"


@pytest.mark.parametrize("side", ["seller", "bidder"])
def test_nobody_approves_or_notes_the_payout_of_their_own_order(request, large, side):
    operator = proven(with_role(request.getfixturevalue(side), "chief"))
    for name in ("approve", "paid", "failed"):
        assert act(operator, large, name, 403)["code"] == "own_order"


@pytest.mark.parametrize("role", ["support", "moderator"])
def test_money_is_for_treasurers_and_chiefs(client, large, role):
    operator = an_operator(client, role)
    for name in ("approve", "paid", "failed"):
        assert act(operator, large, name, 403)["code"] == "not_your_role"
    for path in ("/api/admin/payouts", "/api/admin/books"):
        assert operator.get(path).json["code"] == "not_your_role"
    assert operator.get("/api/admin/events").status_code == 200


def test_one_person_who_approves_many_times_at_once_counts_once(db, treasurer, large):
    def approve(_number):
        try:
            database.transact(payouts.approve, Operator("treasurer", "treasurer"), large["id"], "x")
        except ApprovedAlready:
            return 0
        return 1

    assert sum(at_once(approve, 4)) == 1
    assert len(events(db, "approve-payout")) == 1


def test_the_banks_results_are_noted_by_routes_and_by_the_command(db, seller, bidder, treasurer, tmp_path, capsys):
    paid, failed, by_command = (a_due_payout(db, seller, bidder, 50_000) for _ in range(3))
    assert act(treasurer, paid, "paid", 409)["code"] == "not_now"
    write_file(tmp_path)
    assert act(treasurer, paid, "paid")["state"] == "paid"
    assert act(treasurer, paid, "failed", 409)["state"] == "paid"
    assert act(treasurer, failed, "failed")["state"] == "failed"
    assert money.main(["paid", str(by_command["id"])]) == 0
    with pytest.raises(Stuck):
        money.main(["returned", str(by_command["id"])])
    with pytest.raises(Stuck):
        money.main(["paid", "999999"])
    assert [(event[0], event[2], event[3]) for event in events(db, "payout-paid", "payout-failed")] == [
        (None, f"payout:{by_command['id']}", "./ssgbay money paid"),
        ("treasurer", f"payout:{failed['id']}", WHY["reason"]),
        ("treasurer", f"payout:{paid['id']}", WHY["reason"]),
    ]
    assert ledger.books(db)["bank"] == -100_000


def test_an_approval_repeated_with_its_key_is_given_once(db, treasurer, large):
    path, key = f"/api/admin/payouts/{large['id']}/approve", {"Idempotency-Key": "k"}
    first, again = (treasurer.post(path, json=WHY, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code, first.json) == (200, 200, again.json)
    assert len(events(db, "approve-payout")) == 1


def test_payouts_are_listed_by_state_with_what_they_wait_for(db, seller, bidder, treasurer, large):
    small = a_due_payout(db, seller, bidder, 50_000)
    shown = treasurer.get("/api/admin/payouts?state=due&limit=1").json
    (found,) = shown["payouts"]
    assert (found["id"], found["amount"], found["approvalsNeeded"], found["hasAccount"]) == (
        small["id"],
        50_000,
        0,
        True,
    )
    assert found["seller"] == {"id": "seller", "nickname": "Seller"}
    (found,) = treasurer.get(f"/api/admin/payouts?limit=1&cursor={shown['nextCursor']}").json["payouts"]
    assert (found["id"], found["approvals"], found["approvalsNeeded"]) == (large["id"], [], 2)
    assert treasurer.get("/api/admin/payouts?state=paid").json["payouts"] == []
    db.run("DELETE FROM payout_account")
    assert not treasurer.get("/api/admin/payouts").json["payouts"][0]["hasAccount"]
    assert ACCOUNT["number"].replace("-", "") not in treasurer.get("/api/admin/payouts").text


def test_the_books_are_shown_with_stuck_refunds_and_the_last_comparison(db, seller, bidder, treasurer):
    assert treasurer.get("/api/admin/books").json["checkedAt"] is None
    order = a_paid_order(db, seller, bidder)
    step(order["id"], "give-back", "seller")
    db.run("UPDATE refund SET state = 'stuck', failure = 'REFUND_REJECTED', tryAt = NULL")
    # the sandbox has never taken that money
    db.run("UPDATE transfer SET createdAt = createdAt - INTERVAL 1 HOUR")
    assert reconciliation.check() == 1
    shown = treasurer.get("/api/admin/books").json
    assert {row["name"]: row["balance"] for row in shown["accounts"]} == {"escrow": 23_500, "provider": 23_500}
    (refund,) = shown["refundsStuck"]
    assert (refund["orderId"], refund["amount"], refund["failure"]) == (order["id"], 23_500, "REFUND_REJECTED")
    (mismatch,) = shown["mismatches"]
    assert (mismatch["provider"], mismatch["amount"], mismatch["lacking"]) == ("sandbox", 23_500, "provider")
    assert shown["checkedAt"].endswith("Z")
    db.run("DELETE FROM transfer")
    assert reconciliation.check() == 0
    assert treasurer.get("/api/admin/books").json["mismatches"] == []
    assert configured.names() == ["sandbox"]


def test_the_trail_is_read_by_all_operators_page_by_page(client, treasurer, chief, large):
    act(treasurer, large, "approve")
    support = an_operator(client, "support")
    shown = support.get(f"/api/admin/events?target=payout:{large['id']}").json
    (event,) = shown["events"]
    assert event["by"] == {"id": "treasurer", "nickname": "Treasurer"}
    assert (event["role"], event["kind"], event["reason"]) == ("treasurer", "approve-payout", WHY["reason"])
    assert event["data"] == {"attempt": 1, "amount": 1_000_001}
    found, cursor = [], ""
    while cursor is not None:
        page = support.get("/api/admin/events?limit=2" + (f"&cursor={cursor}" if cursor else "")).json
        found, cursor = found + [event["id"] for event in page["events"]], page["nextCursor"]
    assert found == sorted(found, reverse=True)
    assert len(found) == 4
    roles = support.get("/api/admin/events?limit=1").json["events"]
    assert (roles[0]["by"], json.dumps(roles[0]["data"])) == (None, '{"role": "support"}')
