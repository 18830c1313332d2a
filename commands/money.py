"""Shows where the money of orders is, and hands payouts to the bank by a file."""

import argparse
import csv
import os
from collections.abc import Callable
from pathlib import Path

import database
from auction import config
from auction.appstate import AppState
from auction.ledger import rules as ledger
from auction.operations import payouts as operations
from auction.operations.errors import PayoutNotFound
from auction.operators import trail
from auction.orders.errors import NotNow
from auction.payments.payouts import accounts, approvals
from auction.payments.payouts import rules as payouts
from auction.payments.payouts.accounts import BankAccount
from auction.payments.refunds import rules as refunds
from auction.payments.rows import PayoutRow
from commands.console import Stuck, say

SUMMARY = "거래 대금과 정산 · where the money of orders is; payouts by a file for the bank"
MOST = 1_000
# ids of payouts that one event of the trail names
MOST_NAMED = 300
RESULTS: tuple[tuple[str, operations.Result, str], ...] = (
    ("paid", "paid", "은행이 보냄 · the bank has paid these"),
    ("returned", "failed", "은행이 돌려줌 · the bank has returned these"),
)
HEAD = ("payout", "bank", "account", "holder", "won", "memo")


def main(argv: list[str]) -> int:
    """Run one of the actions; without one, show the books."""
    chosen = _arguments(argv)
    with AppState().active():
        database.configure(config.database_url(), 2)
        chosen.run(chosen)
    return 0


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("./ssgbay money", description=SUMMARY)
    parser.set_defaults(run=_show)
    actions = parser.add_subparsers(title="actions")
    file = actions.add_parser("payouts", help="은행에 보낼 정산 파일(CSV) · write what is due for the bank")
    file.add_argument("file", type=Path)
    file.set_defaults(run=_write)
    for name, result, text in RESULTS:
        action = actions.add_parser(name, help=text)
        action.add_argument("payout", type=int, nargs="+")
        action.set_defaults(run=_marker(name, result))
    retry = actions.add_parser(
        "retry", help="거절된 환불과 돌아온 정산을 다시 · send refused refunds and returned payouts again"
    )
    retry.set_defaults(run=_retry)
    return parser.parse_args(argv)


def _show(_chosen: argparse.Namespace) -> None:
    with database.reading() as db:
        held, counted, stuck = ledger.books(db), payouts.counts(db), refunds.stuck(db, MOST)
    for kind in sorted(held):
        say(f"{kind:<10} {held[kind]:>18,}원 · won")
    for row in counted:
        say(f"정산 · payouts {row['state']:<6} {row['number']:>8,}  {row['amount']:>16,}원 · won")
    for refund in stuck:
        say(f"✗ 거절된 환불 · refused refund {refund['id']}, order {refund['order_id']}: {refund['failure']}")


def _write(chosen: argparse.Namespace) -> None:
    """Write a file and mark its payouts as sent. Only a file without `.part` in its name is complete."""
    if chosen.file.exists():
        raise Stuck(f"{chosen.file}이(가) 이미 있습니다 · {chosen.file} exists; name another file")
    part = chosen.file.with_name(f"{chosen.file.name}.part")
    sent = database.transact(_send_due, part)
    part.rename(chosen.file)
    say(f"✓ {chosen.file}: {sent:,}건 · payouts")
    with database.reading() as db:
        waiting = approvals.count_waiting(db)
    if waiting:
        say(f"– 두 사람의 승인을 기다림 · wait for the approval of two people: {waiting:,}")


def _send_due(db: database.Db, part: Path) -> int:
    """Mark up to MOST sendable payouts as sent, note that in the trail, and write them; return how many."""
    ready = payouts.hold_sendable(db, MOST)
    to = accounts.of_users(db, sorted({payout["seller_id"] for payout in ready}))
    # readable by its owner alone: it has account numbers in it
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for payout in ready:
            writer.writerow(_line(payout, to[payout["seller_id"]]))
            payouts.send(db, payout)
    if ready:
        details = {
            "payouts": [payout["id"] for payout in ready[:MOST_NAMED]],
            "number": len(ready),
            "amount": sum(payout["amount"] for payout in ready),
        }
        trail.record(db, None, "payouts-sent", "payouts", "./ssgbay money payouts", details)
    return len(ready)


def _line(payout: PayoutRow, to: BankAccount) -> list[object]:
    # a name that begins like a formula would be one in a spreadsheet
    bank, holder = (f"'{name}" if name[0] in "=+-@" else name for name in (to.bank, to.holder))
    return [payout["id"], bank, to.number, holder, payout["amount"], f"SSGBay {payout['order_id']}"]


def _marker(name: str, result: operations.Result) -> Callable[[argparse.Namespace], None]:
    def mark(chosen: argparse.Namespace) -> None:
        for payout_id in chosen.payout:
            try:
                database.transact(operations.note, None, payout_id, result, f"./ssgbay money {name}")
            except (PayoutNotFound, NotNow):
                raise Stuck(
                    f"정산 {payout_id}은(는) 보내는 중이 아닙니다 · payout {payout_id} is not on its way"
                ) from None
            say(f"✓ {payout_id}")

    return mark


def _retry(_chosen: argparse.Namespace) -> None:
    again = database.transact(_again)
    say(f"✓ 다시 · again: 환불 · refunds {again[0]:,}, 정산 · payouts {again[1]:,}")


def _again(db: database.Db) -> tuple[int, int]:
    """Let refused refunds and returned payouts be due again; return how many of each."""
    again = refunds.retry_stuck(db), payouts.retry_failed(db)
    if any(again):
        trail.record(
            db, None, "money-retry", "money", "./ssgbay money retry", {"refunds": again[0], "payouts": again[1]}
        )
    return again
