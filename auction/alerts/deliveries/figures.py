"""What the operator sees of deliveries, and how long their rows are kept."""

import database
from auction.alerts.deliveries import store
from auction.alerts.deliveries.rows import OutcomeCount
from auction.contacts.rows import Channel

# one that has ended names no address
KEPT_DAYS = 30


def counts(db: database.Db) -> list[OutcomeCount]:
    """Return how many deliveries have had each outcome on each channel, since the beginning."""
    return store.counts(db)


def longest_waiting(db: database.Db) -> dict[Channel, float]:
    """Return for how long the delivery that is due for the longest has been due (seconds), by channel."""
    return {row["channel"]: row["seconds"] for row in store.longest_waiting(db)}


def forget_old(db: database.Db, most: int = 10_000) -> int:
    """Delete up to `most` deliveries that ended more than KEPT_DAYS ago; return how many."""
    return store.forget_old(db, KEPT_DAYS, most)
