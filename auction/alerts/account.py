"""Derives notifications from security events: newSignIn of a device that is new, and changes of the account."""

from collections.abc import Iterator

import database
from auction.alerts.logs import store
from auction.alerts.positions import Log
from auction.alerts.rows import EventRow
from auction.appstate import PerApp
from auction.notifications import rules as notifications
from auction.notifications.rules import New
from auction.users.rows import Kind as Event

# the channel of a contact that an event has changed
CONTACTS: dict[Event, str] = {
    "phoneChanged": "phone", "mailChanged": "mail", "pushChanged": "push", "hookChanged": "hook",
    "payoutChanged": "payout",
}  # fmt: skip
# events about second factors
FACTORS: tuple[Event, ...] = ("factorAdded", "factorRemoved", "recoveryCodeUsed", "recoveryCodesMade")

_log = PerApp(lambda: Log("account", "security_event"))


def derive() -> int:
    """Add the notifications of the events that are new; return how many."""
    return _log.get().look(add_for)


def add_for(db: database.Db, ids: list[int]) -> int:
    """Add the notifications of these events; return how many were new."""
    return notifications.add_all(db, (new for row in store.events(db, ids) for new in news_of(row)))


def news_of(row: EventRow) -> Iterator[New]:
    """Yield what a security event is news of."""
    about, data = f"event:{row['id']}", {"device": row["device"], "address": row["address"]}
    if row["kind"] == "newSignIn" and not row["isKnown"]:
        yield New(row["user_id"], "newSignIn", about, None, data)
    elif row["kind"] == "passwordChanged":
        yield New(row["user_id"], "passwordChanged", about, None, data)
    elif row["kind"] in FACTORS:
        yield New(row["user_id"], "factorChanged", about, None, data | {"change": row["kind"]})
    elif row["kind"] in CONTACTS:
        yield New(row["user_id"], "contactChanged", about, None, data | {"channel": CONTACTS[row["kind"]]})
