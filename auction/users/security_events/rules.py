"""Security events: what happened to an account, kept for its owner for 90 days."""

import database
from auction.users.rows import Client, EventRow, Kind
from auction.users.security_events import store

KEPT_DAYS = 90


def record(db: database.Db, user_id: str, kind: Kind, client: Client) -> None:
    """Add an event, in the transaction of what it tells of."""
    store.add(db, user_id, kind, client)


def page(db: database.Db, user_id: str, before: int | None, limit: int) -> list[EventRow]:
    """Return up to `limit` events of a user, the latest first, from those with an id under `before`."""
    return store.of_user(db, user_id, before, limit)


def forget_old(db: database.Db, most: int = 10_000) -> int:
    """Delete up to `most` events older than KEPT_DAYS; return how many."""
    return store.forget_old(db, KEPT_DAYS, most)
