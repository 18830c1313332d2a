"""Payouts: due, sent with a file, paid or returned, and the account that they go to."""

import pytest
from cryptography.exceptions import InvalidTag

import database
from auction.ledger import accounts as books
from auction.ledger import rules as ledger
from auction.payments.payouts import accounts, rules, store
from auction.payments.payouts.accounts import BankAccount
from tests.payments.accounts import ACCOUNT, set_account


def a_payout(db, order_id=7, amount=20_000):
    rules.add(db, order_id, "seller", amount)
    (payout,) = rules.of_orders(db, [order_id]).values()
    return payout


def held(db, order_id=7):
    found = ledger.balances(ledger.of_order(db, order_id))
    return {books.kind(name): amount for name, amount in found.items()}


def test_an_order_is_paid_out_once(db):
    a_payout(db)
    with pytest.raises(database.Duplicate):
        rules.add(db, 7, "seller", 20_000)


def test_nothing_is_not_paid_out(db):
    rules.add(db, 7, "seller", 0)
    assert rules.of_orders(db, [7]) == {}


def test_a_payout_leaves_the_seller_when_sent_and_the_bank_when_paid(db):
    payout = a_payout(db)
    rules.send(db, payout)
    assert held(db) == {"seller": -20_000, "transit": 20_000}
    rules.arrived(db, payout["id"])
    assert held(db) == {"seller": -20_000, "transit": 0, "bank": -20_000}
    assert rules.of_orders(db, [7])[7]["state"] == "paid"


def test_a_payout_that_the_bank_returned_is_the_sellers_again_and_can_be_sent_again(db):
    payout = a_payout(db)
    rules.send(db, payout)
    rules.returned(db, payout["id"])
    assert held(db) == {"seller": 0, "transit": 0}
    assert rules.retry_failed(db) == 1
    rules.send(db, rules.of_orders(db, [7])[7])
    rules.arrived(db, payout["id"])
    assert [row["ref"] for row in ledger.of_order(db, 7)] == [
        f"payout:{payout['id']}:1", f"unpaid:{payout['id']}:1", f"payout:{payout['id']}:2", f"paid:{payout['id']}",
    ]  # fmt: skip


@pytest.mark.parametrize("state", ["due", "paid", "failed"])
def test_only_what_was_sent_arrives_or_comes_back(db, state):
    payout = a_payout(db)
    store.decide(db, payout["id"], state)
    for work in (rules.arrived, rules.returned):
        with pytest.raises(rules.NotSent):
            work(db, payout["id"])
    assert held(db) == {}


def test_a_seller_sees_their_payouts_and_where_they_go(db, seller, bidder):
    a_payout(db)
    answer = set_account(seller)
    assert (answer.status_code, answer.json) == (200, {**ACCOUNT, "number": "***9012"})
    found = seller.get("/api/me/payouts").json
    assert found["account"] == answer.json
    assert [(row["orderId"], row["amount"], row["state"]) for row in found["payouts"]] == [(7, 20_000, "due")]
    assert bidder.get("/api/me/payouts").json == {"payouts": [], "account": None, "nextCursor": None}


def test_the_account_needs_the_current_password(db, seller):
    answer = set_account(seller, currentPassword="not this one")
    assert (answer.status_code, answer.json["code"]) == (403, "wrong_password")
    assert seller.get("/api/me/payouts").json["account"] is None


def test_the_account_is_encrypted_for_its_owner(db, seller, bidder):
    set_account(seller)
    sealed = db.one("SELECT sealed FROM payout_account")["sealed"]
    assert b"6789012" not in sealed
    assert accounts.of_users(db, ["seller"])["seller"] == BankAccount("국민은행", "123456789012", "김판매")
    db.run("INSERT INTO payout_account SELECT 'bidder', sealed, changedAt FROM payout_account")
    with pytest.raises(InvalidTag):
        accounts.of_users(db, ["bidder"])


def test_another_account_is_news_for_its_owner_and_lets_returned_payouts_be_sent_again(db, seller):
    payout = a_payout(db)
    rules.send(db, payout)
    rules.returned(db, payout["id"])
    set_account(seller)
    assert rules.of_orders(db, [7])[7]["state"] == "due"
    assert seller.get("/api/me/security-events").json["events"][0]["kind"] == "payoutChanged"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("bank", ""), ("bank", "x" * 41), ("number", "12a456"), ("number", "12345"), ("number", "-123456"),
        ("holder", "\x00"),
    ],
)  # fmt: skip
def test_an_account_that_is_none_is_refused(seller, field, value):
    answer = set_account(seller, **{field: value})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_a_seller_leaves_once_everything_is_paid_out_and_their_account_is_forgotten(db, seller):
    payout = a_payout(db)
    set_account(seller)
    rules.send(db, payout)
    assert seller.leave().json["code"] == "payout_open"
    rules.arrived(db, payout["id"])
    assert seller.leave().status_code == 204
    assert db.all("SELECT * FROM payout_account") == []
