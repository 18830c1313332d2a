"""Makes the deliveries of new notifications: one for each of the user's contacts, as they have chosen."""

from collections.abc import Iterator
from datetime import datetime

import database
from auction.alerts.deliveries import store
from auction.alerts.deliveries.checks import first_due
from auction.alerts.deliveries.rows import NewDelivery
from auction.alerts.positions import Log
from auction.appstate import PerApp
from auction.contacts import mail
from auction.contacts import rules as contacts
from auction.contacts.rows import ContactRow
from auction.mysql.clock import current_time
from auction.notifications import rules as notifications
from auction.notifications.kinds import KINDS
from auction.notifications.rows import NotificationRow
from auction.notifications.rules import Choices
from auction.users import recipients
from auction.users.rows import SettingsRow

_log: PerApp[Log] = PerApp(lambda: Log("deliveries", "notification"))


def look() -> int:
    """Make the deliveries of notifications that are new; return how many."""
    return _log.get().look(add_for)


def add_for(db: database.Db, ids: list[int]) -> int:
    """Make the deliveries of these notifications, except those that exist; return how many were new."""
    found = notifications.find_all(db, ids)
    users = sorted({row["user_id"] for row in found})
    settings = recipients.settings_of(db, users)
    chosen = notifications.preferences_of(db, users)
    reachable: dict[str, list[ContactRow]] = {}
    for contact in contacts.reachable(db, users):
        reachable.setdefault(contact["user_id"], []).append(contact)
    now = current_time(db)
    return store.add_all(
        db,
        [
            delivery
            for row in found
            for delivery in _deliveries(row, reachable.get(row["user_id"], []), chosen, settings, now)
        ],
    )


def _deliveries(
    row: NotificationRow,
    reachable: list[ContactRow],
    chosen: dict[str, Choices],
    settings: dict[str, SettingsRow],
    now: datetime,
) -> Iterator[NewDelivery]:
    user_id, kind = row["user_id"], row["kind"]
    for contact in reachable:
        channel = contact["channel"]
        choice = chosen[user_id][KINDS[kind].group][channel]
        if choice == "never" or (channel == "mail" and not mail.is_on()):
            continue
        due = first_due(kind, choice, settings[user_id], now)
        yield NewDelivery(row["id"], contact["id"], user_id, channel, row["item_id"], choice == "digest", due)
