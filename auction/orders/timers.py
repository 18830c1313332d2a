"""What the clock does: lapses orders that are due, sends reminders, forgets addresses. Jobs of the worker."""

from datetime import datetime

import database
from auction.notifications import rules as notifications
from auction.orders import store
from auction.orders.acts import hold, move
from auction.orders.addresses import rules as addresses
from auction.orders.errors import NotNow
from auction.orders.limits import next_reminder
from auction.orders.news import reminder_of

AT_ONCE = 200
# before every order
FIRST = (datetime.min, 0)


def lapse_due() -> int:
    """Take the clock's step of every order that is due, each in a transaction of its own; return how many."""
    done, after = 0, FIRST
    while True:
        with database.reading() as db:
            rows = store.due(db, after, AT_ONCE)
        done += sum(database.transact(_lapse, row["id"]) for row in rows)
        if len(rows) < AT_ONCE:
            return done
        after = rows[-1]["at"], rows[-1]["id"]


def _lapse(db: database.Db, order_id: int) -> bool:
    """Whether the clock could take its step: it waits for a payment that is being confirmed."""
    try:
        move(db, hold(db, order_id), "lapse", "system")
    except NotNow:
        return False
    return True


def remind() -> int:
    """Add the reminders that are due; return how many orders had one."""
    done = 0
    while True:
        with database.reading() as db:
            rows = store.to_remind(db, AT_ONCE)
        done += sum(database.transact(_remind, row["id"]) for row in rows)
        if len(rows) < AT_ONCE:
            return done


def _remind(db: database.Db, order_id: int) -> bool:
    """Add a reminder and set the next one; False where another worker has."""
    held = hold(db, order_id)
    moment = held.order["remindAt"]
    if moment is None or moment > held.now:
        return False
    store.set_reminder(db, order_id, next_reminder(held.order["state"], held.now, held.order["dueAt"]))
    new = reminder_of(held.order, moment)
    notifications.add_all(db, [new] if new and not held.facts.is_due else [])
    return True


def forget_addresses() -> int:
    """Delete the addresses that nobody needs any more; return how many."""
    return database.transact(addresses.forget_old)
