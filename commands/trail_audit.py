"""The part of ./ssgbay audit about the trail of what operators did: its chain of digests."""

import database
from auction.operators import trail
from commands.differences import report


def audit_trail(look: database.RunTransaction) -> int:
    """Verify the trail; return how many faults there are."""
    found, (number, digest) = look(lambda db: (trail.verify(db), trail.end(db)))
    return report(
        found,
        lambda fault: f"  trail {fault}",
        f"운영 기록 {number:,}건, 다른 곳 {len(found):,} · "
        f"the trail of {number:,} events, {len(found):,} differences; {digest}",
    )
