"""The part of ./ssgbay audit about orders: their events against the table of the process, and a sale's one order."""

import time

import database
from auction.orders import audit
from auction.orders.offers import audit as offer_audit
from commands.differences import all_parts, order_line, report


def audit_orders(look: database.RunTransaction) -> int:
    """Replay the events of every order and the price of every second chance; return how many differences there are."""
    began = time.monotonic()
    orders, of_orders = all_parts(look, audit.audit_after)
    of_sales = look(audit.sales_without)
    offers, of_offers = all_parts(look, offer_audit.audit_after)
    found = of_orders + of_sales + of_offers
    seconds = time.monotonic() - began
    return report(
        found,
        order_line,
        f"거래 {orders:,}건의 과정, 다음 입찰자 제안 {offers:,}건, 다른 곳 {len(found):,} · "
        f"the steps of {orders:,} orders, {offers:,} second chances, {len(found):,} differences, {seconds:.1f} s",
    )
