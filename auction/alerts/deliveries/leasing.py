"""Takes what is due, checks it under locks, and returns the messages to send. Each is leased to this worker.

A contact is leased as a whole, so that of several workers one alone decides what goes into its mails.
"""

from collections.abc import Hashable, Iterable
from datetime import datetime
from typing import NamedTuple

import database
from auction.alerts.deliveries import store
from auction.alerts.deliveries.checks import TALKING, Go, Skip, Wait, check
from auction.alerts.deliveries.rows import DeliveryRow, Message, Part
from auction.alerts.schedule import PAUSE, mail_time
from auction.contacts import rules as contacts
from auction.contacts.rows import Channel, ContactRow
from auction.items import rules as items
from auction.items.rows import ItemRow
from auction.mysql.clock import current_time
from auction.notifications import rules as notifications
from auction.notifications.kinds import KINDS
from auction.notifications.rows import NotificationRow
from auction.notifications.rules import Choices
from auction.users import recipients
from auction.users.rows import SettingsRow

# longer than any attempt lasts; what a killed worker has leased is tried again after it
LEASE_S = 60.0
# rows of one lease; one digest may have many
MAX_ROWS = 2_000

Group = list[tuple[DeliveryRow, Part]]
Change = tuple[list[int], Skip | Wait]


class Facts(NamedTuple):
    """What decides on deliveries, read in the transaction of the lease."""

    contacts: dict[int, ContactRow]
    notifications: dict[int, NotificationRow]
    settings: dict[str, SettingsRow]
    choices: dict[str, Choices]
    items: dict[int, ItemRow]
    latest_mails: dict[tuple[int, int], datetime]
    now: datetime


def lease(channel: Channel, most_contacts: int) -> list[Message]:
    """Return messages that may be sent now, to contacts that no other worker leases anything of."""
    with database.reading() as db:
        due = store.due_contacts(db, channel, most_contacts)
    return database.transact(_lease, channel, due) if due else []


def _lease(db: database.Db, channel: Channel, due: list[int]) -> list[Message]:
    free = {row["id"]: row for row in contacts.lock_free(db, due)}
    deleted = set(due) - contacts.existing(db, due) if len(free) < len(due) else set()
    rows = store.lock_due(db, sorted({*free, *deleted}), MAX_ROWS) if free or deleted else []
    if not rows:
        return []
    facts = _facts(db, free, rows)
    changes, groups = _decided(rows, facts)
    messages: list[Message] = []
    for group in groups:
        until = _held_until(group, facts) if channel == "mail" else facts.now
        if until > facts.now:
            changes.append(([row["id"] for row, _ in group], Wait(until, False)))
        else:
            messages.append(_message(group, facts))
    with db.pipeline() as pipeline:
        for ids, change in changes:
            _apply(pipeline, ids, change)
        for message in messages:
            store.begin_attempt(pipeline, message.delivery_ids, message.name, LEASE_S)
        if skipped := sum(len(ids) for ids, change in changes if isinstance(change, Skip)):
            store.count(pipeline, channel, "skipped", skipped)
    return messages


def _facts(db: database.Db, free: dict[int, ContactRow], rows: list[DeliveryRow]) -> Facts:
    users = sorted({row["user_id"] for row in rows})
    item_ids = sorted({row["item_id"] for row in rows if row["item_id"] is not None})
    found = notifications.find_all(db, {row["notification_id"] for row in rows})
    latest = store.latest_mails(db, sorted({row["contact_id"] for row in rows}), PAUSE.total_seconds())
    return Facts(
        contacts=free,
        notifications={row["id"]: row for row in found},
        settings=recipients.settings_of(db, users),
        choices=notifications.preferences_of(db, users),
        items={row["id"]: row for row in items.find_many(db, item_ids)},
        latest_mails={(row["contact_id"], row["item_id"]): row["triedAt"] for row in latest},
        now=current_time(db),
    )


def _decided(rows: list[DeliveryRow], facts: Facts) -> tuple[list[Change], list[Group]]:
    """Return what is not sent now, and what is, grouped by message."""
    changes: list[Change] = []
    groups: dict[Hashable, Group] = {}
    for row in rows:
        verdict = _verdict(row, facts)
        if isinstance(verdict, Go):
            groups.setdefault(_message_key(row, facts), []).append((row, _part(row, facts)))
        else:
            changes.append(([row["id"]], verdict))
    return changes, list(groups.values())


def _verdict(row: DeliveryRow, facts: Facts) -> Go | Skip | Wait:
    contact, notification = facts.contacts.get(row["contact_id"]), facts.notifications.get(row["notification_id"])
    if contact is None or contact["stoppedAt"] is not None or contact["verifiedAt"] is None:
        return Skip("no contact")
    if notification is None:
        return Skip("forgotten")
    choice = facts.choices[row["user_id"]][KINDS[notification["kind"]].group][contact["channel"]]
    item, settings = _part(row, facts).item, facts.settings[row["user_id"]]
    return check(notification, choice, settings, item, bool(row["isDigest"]), facts.now)


def _part(row: DeliveryRow, facts: Facts) -> Part:
    item = facts.items.get(row["item_id"]) if row["item_id"] is not None else None
    return Part(facts.notifications[row["notification_id"]], item)


def _message_key(row: DeliveryRow, facts: Facts) -> Hashable:
    """Return what deliveries of one message have in common; what was tried together stays together."""
    if row["message"] is not None:
        return row["contact_id"], "message", row["message"]
    if row["isDigest"]:
        return row["contact_id"], "digest"
    if facts.contacts[row["contact_id"]]["channel"] == "mail" and row["item_id"] is not None:
        return row["contact_id"], "item", row["item_id"]
    return row["contact_id"], "notification", row["notification_id"]


def _held_until(group: Group, facts: Facts) -> datetime:
    """Return when a mail may be sent. One that was tried before, a digest, and one about no item are not held."""
    row, part = group[0]
    if row["message"] is not None or row["isDigest"] or part.item is None:
        return facts.now
    latest = facts.latest_mails.get((row["contact_id"], part.item["id"]))
    if all(each.notification["kind"] in TALKING for _, each in group):
        return mail_time(facts.now, latest, None)
    is_running = items.status_of(part.item) in ("live", "scheduled")
    return mail_time(facts.now, latest, part.item["endTime"] if is_running else facts.now)


def _message(group: Group, facts: Facts) -> Message:
    rows = [row for row, _ in group]
    parts = sorted((part for _, part in group), key=lambda part: part.notification["id"], reverse=True)
    first = rows[0]
    return Message(
        name=first["message"] or parts[0].notification["id"],
        contact=facts.contacts[first["contact_id"]],
        settings=facts.settings[first["user_id"]],
        parts=parts,
        is_digest=bool(first["isDigest"]),
        attempts=first["attempts"] + 1,
        delivery_ids=[row["id"] for row in rows],
    )


def _apply(pipeline: database.Pipeline, ids: Iterable[int], change: Skip | Wait) -> None:
    if isinstance(change, Skip):
        store.finish(pipeline, list(ids), "skipped", change.reason)
    else:
        store.wait_until(pipeline, list(ids), change.until, change.is_digest)
