"""The part of ./ssgbay audit about orders: their events against the table of the process, and a sale's one order."""

import time
from collections.abc import Callable
from typing import Any

from auction.orders import audit
from auction.orders.offers import audit as offer_audit
from commands.console import say

SHOWN = 20


def audit_orders(look: Callable[..., Any]) -> int:
    """Replay the events of every order and the price of every second chance; return how many differences there are."""
    began = time.monotonic()
    orders, found = _walk(look, audit.audit_after)
    found += look(audit.sales_without)
    offers, differing = _walk(look, offer_audit.audit_after)
    found += differing
    for each in found[:SHOWN]:
        say(f"  order {each.order_id}: {each.what} 저장 · stored {each.stored} ≠ {each.replayed}")
    mark, seconds = "✗" if found else "✓", time.monotonic() - began
    say(
        f"{mark} 거래 {orders:,}건의 과정, 다음 입찰자 제안 {offers:,}건, 다른 곳 {len(found):,} · "
        f"the steps of {orders:,} orders, {offers:,} second chances, {len(found):,} differences, {seconds:.1f} s"
    )
    return len(found)


def _walk(look: Callable[..., Any], audit_after: Callable[..., Any]) -> tuple[int, list[audit.Difference]]:
    """Audit all rows of a table, part by part: how many, and the differences."""
    rows, last = 0, 0
    found: list[audit.Difference] = []
    while True:
        last, seen, differences = look(lambda db, after=last: audit_after(db, after))
        if not last:
            return rows, found
        rows, found = rows + seen, found + differences
