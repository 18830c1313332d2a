"""The ledger: double entry, each fact once, and what its sums say."""

import pytest

import database
from auction.ledger import accounts, rules
from auction.ledger.rules import Transfer, balances, below_zero, post

ORDER = 7
PROVIDER, ESCROW, SELLER = accounts.provider("sandbox"), accounts.escrow(ORDER), accounts.seller("seller")
CAPTURE = Transfer("capture:1", PROVIDER, ESCROW, 30_000)
RELEASE = Transfer("release:7", ESCROW, SELLER, 29_000)
FEE = Transfer("fee:7", ESCROW, accounts.FEES, 1_000)


def test_an_account_holds_the_sum_of_its_transfers(db):
    for transfer in (CAPTURE, RELEASE, FEE):
        post(db, ORDER, transfer)
    held = balances(rules.of_order(db, ORDER))
    assert held == {PROVIDER: 30_000, ESCROW: 0, SELLER: 29_000, accounts.FEES: 1_000}


def test_what_is_held_equals_what_is_owed_and_earned(db):
    for transfer in (CAPTURE, FEE):
        post(db, ORDER, transfer)
    assert rules.books(db) == {"provider": 30_000, "escrow": 29_000, "fees": 1_000}


def test_a_fact_is_recorded_once(db):
    post(db, ORDER, CAPTURE)
    with pytest.raises(database.Duplicate):
        post(db, ORDER, CAPTURE._replace(amount=1))
    assert [row["amount"] for row in rules.of_order(db, ORDER)] == [30_000]


def test_a_transfer_of_nothing_is_none(db):
    post(db, ORDER, FEE._replace(amount=0))
    assert rules.of_order(db, ORDER) == []


@pytest.mark.parametrize(
    "wrong", [CAPTURE._replace(amount=-1), CAPTURE._replace(credit=PROVIDER)], ids=["negative", "to-itself"]
)
def test_the_database_refuses_what_is_no_transfer(db, wrong):
    with pytest.raises(database.Error):
        post(db, ORDER, wrong)


def test_an_account_that_owed_less_than_nothing_is_found_even_if_it_recovered(db):
    for transfer in (RELEASE, CAPTURE, FEE):
        post(db, ORDER, transfer)
    ((account, row),) = below_zero(rules.of_order(db, ORDER))
    assert (account, row["ref"]) == (ESCROW, "release:7")


def test_an_asset_may_be_below_zero(db):
    """Payouts leave the bank account, into which the provider's money comes without our doing."""
    post(db, ORDER, CAPTURE)
    post(db, ORDER, Transfer("paid:1", ESCROW, accounts.BANK, 30_000))
    assert below_zero(rules.of_order(db, ORDER)) == []
    assert balances(rules.of_order(db, ORDER))[accounts.BANK] == -30_000
