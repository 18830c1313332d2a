"""Replays auctions and orders by the pure rules, audits the books and the operators' trail, reports what differs."""

import argparse
import sys
import time

import database
from auction import config
from auction.bids import audit, log_table, store
from auction.items import rules as items
from auction.items.rules import ItemNotFound
from commands.books_audit import audit_books, compare_providers
from commands.console import Stuck, say
from commands.differences import parts, report
from commands.orders_audit import audit_orders
from commands.trail_audit import audit_operations, audit_trail

SUMMARY = "모든 경매와 장부를 다시 계산해 대조 · replay every auction by the rule, audit the books, and compare"


def main(argv: list[str]) -> int:
    """Audit all auctions, or explain one with `--item N`. Return 1 when anything differs."""
    parser = argparse.ArgumentParser(prog="./ssgbay audit", description=SUMMARY)
    parser.add_argument("--item", type=int, help="explain one auction as a table")
    chosen = parser.parse_args(argv)
    with database.snapshots(config.database_url()) as look:
        if chosen.item is not None:
            return look(lambda db: _explain(db, chosen.item))
        differences = _audit_all(look) + audit_orders(look) + audit_books(look)
        differences += audit_trail(look) + audit_operations(look)
    return 1 if differences + compare_providers() else 0


def _audit_all(look: database.RunTransaction) -> int:
    began, auctions, entries = time.monotonic(), 0, 0
    differences = list[audit.Difference]()
    for seen, read, found in parts(look, audit.audit_after):
        auctions, entries, differences = auctions + seen, entries + read, differences + found
        _progress(auctions, entries, len(differences))
    seconds = time.monotonic() - began
    return report(
        differences,
        _line,
        f"경매 {auctions:,}개, 기록 {entries:,}건, 다른 곳 {len(differences):,} · "
        f"{auctions:,} auctions, {entries:,} entries, {len(differences):,} differences, {seconds:.1f} s",
    )


def _progress(auctions: int, entries: int, differences: int) -> None:
    if sys.stderr.isatty():
        print(f"\r  {auctions:,} · {entries:,} · {differences:,}", end="\r", file=sys.stderr, flush=True)


def _line(difference: audit.Difference) -> str:
    item_id, bid_id, what, stored, replayed = difference
    where = f"item {item_id}" + (f" bid {bid_id}" if bid_id else "")
    return f"  {where}: {what} 저장 {stored} ≠ 규칙 {replayed} · stored {stored}, by the rule {replayed}"


def _explain(db: database.Db, item_id: int) -> int:
    try:
        item = items.find(db, item_id)
    except ItemNotFound:
        raise Stuck(f"상품 {item_id}이(가) 없습니다 · there is no item {item_id}") from None
    rows = log_table.table(item, store.whole_log(db, item_id))
    say(f"{item_id} {item['name']}  시작 start {item['startPrice']:,}  지금 now {item['price']:,}  {item['state']}")
    for row in [log_table.HEAD, *rows]:
        say("  ".join(f"{cell:<{width}}" for cell, width in zip(row, (9, 24, 8, 10, 14, 14, 8, 0), strict=True)))
    _, _, differences = audit.audit_items(db, [item])
    for difference in differences:
        say(_line(difference))
    return 1 if differences else 0
