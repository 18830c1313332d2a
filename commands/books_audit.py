"""The part of ./ssgbay audit about money: the books against orders and payments, and against the provider's list."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import database
from auction import config
from auction.appstate import AppState
from auction.mysql.clock import current_time
from auction.orders import books
from auction.payments import configured, reconciliation
from auction.payments.provider import NoAnswer
from commands.console import say

SHOWN = 20
# the provider is compared over so many days
DAYS = 31


def audit_books(look: Callable[..., Any]) -> int:
    """Audit the money of every order; return how many differences there are."""
    began, orders, last = time.monotonic(), 0, 0
    found: list[books.Difference] = []
    while True:
        last, seen, differences = look(lambda db, after=last: books.audit_after(db, after))
        if not last:
            break
        orders, found = orders + seen, found + differences
    for each in found[:SHOWN]:
        say(f"  order {each.order_id}: {each.what} 저장 · stored {each.found} ≠ {each.expected}")
    mark, seconds = "✗" if found else "✓", time.monotonic() - began
    say(
        f"{mark} 거래 {orders:,}건의 장부, 다른 곳 {len(found):,} · "
        f"the books of {orders:,} orders, {len(found):,} differences, {seconds:.1f} s"
    )
    return len(found)


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
    for each in found[:SHOWN]:
        lacks = "우리 장부 · our books lack" if each.lacking == "ours" else f"{name}에 없음 · {name} lacks"
        say(f"  {each.entry.ref}: {lacks} {each.entry.amount:,}")
    mark = "✗" if found else "✓"
    say(f"{mark} {name} {DAYS}일 대조, 한쪽에만 있음 {len(found):,} · {DAYS} days, {len(found):,} on one side alone")
    return len(found)
