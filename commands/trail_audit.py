"""The part of ./ssgbay audit about operators: the trail's chain of digests, and what it says against what was done."""

import database
from auction.operations import audit
from auction.operators import trail
from commands.differences import all_parts, report


def audit_trail(look: database.RunTransaction) -> int:
    """Verify the trail; return how many faults there are."""
    found, (number, digest) = look(lambda db: (trail.verify(db), trail.end(db)))
    return report(
        found,
        lambda fault: f"  trail {fault}",
        f"운영 기록 {number:,}건, 다른 곳 {len(found):,} · "
        f"the trail of {number:,} events, {len(found):,} differences; {digest}",
    )


def audit_operations(look: database.RunTransaction) -> int:
    """Compare decisions and approvals with the trail, both ways; return how many differences there are."""
    decisions, of_decisions = all_parts(look, audit.decisions_after)
    payouts, of_payouts = all_parts(look, audit.payouts_after)
    _, of_trail = all_parts(look, audit.trail_after)
    # the trail and what was done are walked apart, so most differences are found twice
    found = [*{str(fault): fault for fault in of_decisions + of_payouts + of_trail}.values()]
    return report(
        found,
        lambda fault: f"  {fault.what}: 저장 · stored {fault.done} ≠ 운영 기록 · trail {fault.recorded}",
        f"결정 {decisions:,}건, 큰 정산 {payouts:,}건, 다른 곳 {len(found):,} · "
        f"{decisions:,} decisions, {payouts:,} large payouts, {len(found):,} differences",
    )
