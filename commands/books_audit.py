"""The part of ./ssgbay audit about money: the books against orders and payments, and against the provider's list."""

import time
from datetime import timedelta

import database
from auction import config
from auction.appstate import AppState
from auction.mysql.clock import current_time
from auction.orders import books
from auction.payments import configured, reconciliation
from auction.payments.provider import NoAnswer
from commands.console import say
from commands.differences import all_parts, order_line, report

# the provider is compared over so many days
DAYS = 31


def audit_books(look: database.RunTransaction) -> int:
    """Audit the money of every order; return how many differences there are."""
    began = time.monotonic()
    orders, found = all_parts(look, books.audit_after)
    seconds = time.monotonic() - began
    return report(
        found,
        order_line,
        f"거래 {orders:,}건의 장부, 다른 곳 {len(found):,} · "
        f"the books of {orders:,} orders, {len(found):,} differences, {seconds:.1f} s",
    )


def compare_providers() -> int:
    """Compare the books of the last DAYS days with each provider's list; return how many movements one side lacks."""
    with AppState().active():
        database.configure(config.database_url(), 2)
        configured.configure(config.payments())
        return sum(_compare(name) for name in configured.names())


def _compare(name: str) -> int:
    with database.reading() as db:
        now = current_time(db)
    try:
        found = reconciliation.compare(configured.provider(name), now - timedelta(days=DAYS), now)
    except NoAnswer as reason:
        say(f"– {name}: 답이 없어 대조하지 못함 · not compared, it does not answer: {reason}")
        return 0

    def line(mismatch: reconciliation.Mismatch) -> str:
        lacks = "우리 장부 · our books lack" if mismatch.lacking == "ours" else f"{name}에 없음 · {name} lacks"
        return f"  {mismatch.entry.ref}: {lacks} {mismatch.entry.amount:,}"

    return report(
        found,
        line,
        f"{name} {DAYS}일 대조, 한쪽에만 있음 {len(found):,} · {DAYS} days, {len(found):,} on one side alone",
    )
