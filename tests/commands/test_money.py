"""./ssgbay money: the books, payouts by a file, what the bank reports about them; and money in ./ssgbay audit."""

import csv
import stat

import pytest

from commands import audit, money
from commands.console import Stuck
from tests.orders.paid import TOTAL, a_chosen_order, pay, payout_of, ship, step, work
from tests.payments.accounts import set_account


@pytest.fixture
def order(db, seller, bidder):
    """A completed order whose seller has an account."""
    order = a_chosen_order(db, seller, bidder)
    pay(bidder, order)
    ship(order)
    step(order["id"], "confirm", "buyer")
    assert set_account(seller, number="123-456", holder="=김").status_code == 200
    return order


def test_what_is_due_is_written_once_for_the_bank(db, order, tmp_path, capsys):
    file = tmp_path / "payouts.csv"
    assert money.main(["payouts", str(file)]) == 0
    rows = list(csv.reader(file.open(encoding="utf-8-sig")))
    payout = payout_of(db, order)
    assert rows[1:] == [[str(payout["id"]), "국민은행", "123456", "'=김", str(TOTAL), f"SSGBay {order['id']}"]]
    assert (payout["state"], stat.S_IMODE(file.stat().st_mode)) == ("sent", 0o600)
    money.main(["payouts", str(tmp_path / "again.csv")])
    assert len((tmp_path / "again.csv").read_text().splitlines()) == 1
    with pytest.raises(Stuck):
        money.main(["payouts", str(file)])


def test_a_seller_without_an_account_waits(db, order, tmp_path):
    db.run("DELETE FROM payout_account")
    money.main(["payouts", str(tmp_path / "payouts.csv")])
    assert payout_of(db, order)["state"] == "due"


def test_what_the_bank_says_is_recorded_and_the_audit_agrees(db, order, tmp_path, capsys):
    money.main(["payouts", str(tmp_path / "1.csv")])
    number = str(payout_of(db, order)["id"])
    money.main(["returned", number])
    money.main(["retry"])
    money.main(["payouts", str(tmp_path / "2.csv")])
    money.main(["paid", number])
    assert payout_of(db, order)["state"] == "paid"
    with pytest.raises(Stuck):
        money.main(["paid", number])
    money.main([])
    assert f"{-TOTAL:,}원" in capsys.readouterr().out
    assert audit.main([]) == 0


def test_the_audit_fails_where_books_or_provider_differ(db, order, capsys):
    assert audit.main([]) == 0
    db.run("UPDATE payout SET amount = amount + 1")
    assert audit.main([]) == 1
    db.run("UPDATE payout SET amount = amount - 1")
    db.run("DELETE FROM sandbox_movement")
    assert audit.main([]) == 1
    assert "sandbox lacks" in capsys.readouterr().out


def test_a_refused_refund_is_shown_until_it_is_sent_again(db, seller, bidder, capsys):
    order = a_chosen_order(db, seller, bidder)
    pay(bidder, order, "refund-refused")
    step(order["id"], "give-back", "seller")
    work(db)
    money.main([])
    assert "REFUND_REJECTED" in capsys.readouterr().out
    db.run("UPDATE sandbox_payment SET fault = 'none'")
    money.main(["retry"])
    work(db)
    assert audit.main([]) == 0
