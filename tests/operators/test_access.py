"""Who may act for the operator: roles by a command on the machine, and a second factor of the last fifteen minutes."""

import re

import pytest
from flask import Flask

import database
from auction.operators import trail
from auction.operators.access import for_operators, operator
from auction.operators.rules import NotAnOperator, NotYourRole, require
from auction.users.rules import begin_sign_in
from auction.users.sign_ins.rules import SecondFactorNeeded, prove
from commands import role
from commands.console import Stuck
from tests.factors.setting_up import events, set_up_totp
from tests.operators.acting import proven, with_role


def test_the_command_gives_changes_and_takes_roles(db, seller, capsys):
    assert role.main(["seller", "chief"]) == 0
    assert re.match(r"chief +seller", capsys.readouterr().out)
    assert role.main(["seller", "support", "--reason", "처음에는 상담만"]) == 0
    assert role.main([]) == 0
    assert capsys.readouterr().out.count("support    seller") == 2
    assert role.main(["seller", "none"]) == 0
    assert capsys.readouterr().out == ""
    events = [(row["by_id"], row["kind"], row["target"], row["reason"], row["data"]) for row in trail.page(db, None, 9)]
    assert events == [
        (None, "role", "user:seller", "./ssgbay role", '{"role": null}'),
        (None, "role", "user:seller", "처음에는 상담만", '{"role": "support"}'),
        (None, "role", "user:seller", "./ssgbay role", '{"role": "chief"}'),
    ]
    assert trail.verify(db) == []


def test_who_has_lost_every_factor_gets_rid_of_them_by_the_command(db, seller, capsys):
    with_role(seller, "treasurer")
    set_up_totp(seller)
    assert role.main(["seller", "treasurer", "--without-factors", "--reason", "휴대폰을 잃어버림"]) == 0
    found = seller.get("/api/me/factors").json
    assert (found["totp"], found["recoveryCodes"], found["provenUntil"]) == (False, 0, None)
    assert events(seller) == ["factorAdded", "factorRemoved"]
    assert [(row["kind"], row["reason"]) for row in trail.page(db, None, 2)] == [
        ("factorsRemoved", "휴대폰을 잃어버림"), ("role", "휴대폰을 잃어버림"),
    ]  # fmt: skip
    set_up_totp(seller)


def test_nobody_who_does_not_exist_gets_a_role(db, seller):
    with pytest.raises(Stuck):
        role.main(["nobody", "chief"])
    seller.leave()
    with pytest.raises(Stuck):
        role.main(["seller", "chief"])
    assert trail.end(db)[0] == 0


@pytest.mark.parametrize("arguments", [["seller"], ["seller", "king"], ["seller", "chief", "--reason", ""]])
def test_arguments_that_say_nothing_are_refused(arguments):
    with pytest.raises(SystemExit):
        role.main(arguments)


def test_an_operator_sees_the_own_role(seller, bidder):
    assert bidder.get("/api/admin/me").json["code"] == "not_an_operator"
    with_role(seller, "moderator")
    assert seller.get("/api/admin/me").json == {
        "id": "seller", "nickname": "Seller", "role": "moderator", "provenUntil": None,
    }  # fmt: skip
    assert proven(seller).get("/api/admin/me").json["provenUntil"].endswith("Z")
    assert proven(seller, minutes_ago=15).get("/api/admin/me").json["provenUntil"] is None
    with_role(seller, None)
    assert seller.get("/api/admin/me").status_code == 403


def test_a_second_factor_counts_for_its_own_sign_in_for_fifteen_minutes(db, seller):
    with_role(seller, "treasurer")
    first, second = begin_sign_in(db, "seller").id, begin_sign_in(db, "seller").id
    prove(db, first)
    assert require(db, "seller", first, ("treasurer", "chief")).role == "treasurer"
    with pytest.raises(SecondFactorNeeded):
        require(db, "seller", second)
    db.run("UPDATE sign_in SET provenAt = provenAt - INTERVAL 15 MINUTE")
    with pytest.raises(SecondFactorNeeded):
        require(db, "seller", first)


def test_a_sign_in_that_has_ended_proves_nothing(db, seller):
    with_role(seller, "chief")
    sign_in = begin_sign_in(db, "seller").id
    prove(db, sign_in)
    db.run("UPDATE sign_in SET endedAt = UTC_TIMESTAMP(6) WHERE id = %(id)s", id=sign_in)
    with pytest.raises(SecondFactorNeeded):
        require(db, "seller", sign_in)


def test_a_role_is_needed_that_allows_it_also_with_a_second_factor(db, seller, bidder):
    with_role(proven(seller), "support")
    sign_in = db.one("SELECT id FROM sign_in WHERE user_id = 'seller'")["id"]
    with pytest.raises(NotYourRole):
        require(db, "seller", sign_in, ("treasurer", "chief"))
    with pytest.raises(NotAnOperator):
        require(db, "bidder", sign_in)


def test_a_route_for_operators_is_open_to_them_alone(app, seller, bidder):
    """The decorator on a view of this test, called with requests of the real application."""

    @for_operators("treasurer", "chief")
    def view() -> str:
        return operator().role

    def call(person) -> str:
        with app.test_request_context(headers=person.headers):
            return view()

    def code_of_refusal(person) -> str:
        with pytest.raises((NotAnOperator, NotYourRole, SecondFactorNeeded)) as refusal:
            call(person)
        return refusal.value.code

    assert isinstance(app, Flask)
    assert code_of_refusal(bidder) == "not_an_operator"
    assert code_of_refusal(with_role(seller, "support")) == "not_your_role"
    assert code_of_refusal(with_role(seller, "chief")) == "second_factor_needed"
    assert call(proven(seller)) == "chief"
    assert database.transact(trail.verify) == []
