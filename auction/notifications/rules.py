"""Notifications: what a user should know, added once each, and how they want to hear of it."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import database
from auction.contacts.rows import Channel
from auction.notifications import store
from auction.notifications.kinds import ALWAYS, CHANNELS, DEFAULTS
from auction.notifications.rows import Choice, Group, Kind, NotificationRow, PreferenceRow
from auction.users import presence

KEPT_DAYS = 180
# rows of one INSERT
AT_ONCE = 500

Choices = dict[Group, dict[Channel, Choice]]


class New(NamedTuple):
    """A notification to add. A user has at most one of a kind about the same thing, such as `bid:71` or `item:7`."""

    user_id: str
    kind: Kind
    about: str
    item_id: int | None = None
    data: Mapping[str, Any] = {}


class Inbox(NamedTuple):
    """How many notifications a user has not seen, and the newest of all."""

    user_id: str
    unseen: int
    newest: NotificationRow | None


def add_all(db: database.Db, news: Iterable[New]) -> int:
    """Add notifications, except those that exist and those of users who have left; return how many were new."""
    wanted = sorted(news, key=lambda new: new[:3])
    present = presence.lock_present(db, (new.user_id for new in wanted))
    rows = [
        (new.user_id, new.kind, new.about, new.item_id, json.dumps(dict(new.data), ensure_ascii=False))
        for new in wanted
        if new.user_id in present
    ]
    return sum(store.add_all(db, rows[at : at + AT_ONCE]) for at in range(0, len(rows), AT_ONCE))


def page(db: database.Db, user_id: str, before: int | None, limit: int, unseen: bool = False) -> list[NotificationRow]:
    """Return up to `limit` notifications of a user with an id under `before`, newest first; the unseen ones alone."""
    read = store.unseen_page if unseen else store.page
    return read(db, user_id, before, limit)


def find_all(db: database.Db, ids: Iterable[int]) -> list[NotificationRow]:
    """Return those of these notifications that exist."""
    return store.find_all(db, list(ids))


def unseen_count(db: database.Db, user_id: str) -> int:
    """Count the notifications that a user has not seen."""
    return store.unseen_count(db, user_id)


def inboxes(db: database.Db, user_ids: Iterable[str]) -> list[Inbox]:
    """Return the inboxes of these users."""
    rows = store.inboxes(db, list(user_ids))
    newest = {row["id"]: row for row in store.find(db, [row["newest"] or 0 for row in rows])} if rows else {}
    return [Inbox(row["user_id"], row["unseen"], newest.get(row["newest"] or 0)) for row in rows]


def mark_seen(db: database.Db, user_id: str, up_to: int, item_id: int | None = None) -> None:
    """Mark the notifications of a user up to this id as seen; those about one item alone, if it is given."""
    store.mark_seen(db, user_id, up_to, item_id)


def mark_seen_about(db: database.Db, user_id: str, kind: Kind, about: str) -> None:
    """Mark a user's notifications of a kind as seen whose `about` begins so."""
    store.mark_seen_about(db, user_id, kind, about)


def has_unseen_about(db: database.Db, user_id: str, kind: Kind, about: str) -> bool:
    """Return whether a user has not seen a notification of a kind whose `about` begins so."""
    return store.unseen_about(db, user_id, kind, about) > 0


def preferences_of(db: database.Db, user_ids: Iterable[str]) -> dict[str, Choices]:
    """Return how each of these users wants to hear of each group on each channel, by user."""
    chosen: dict[str, Choices] = {
        user_id: {group: dict(choices) for group, choices in DEFAULTS.items()} for user_id in user_ids
    }
    for row in store.preferences_of(db, list(chosen)):
        if row["topic"] not in ALWAYS:
            chosen[row["user_id"]][row["topic"]][row["channel"]] = row["choice"]
    return chosen


def save_preferences(db: database.Db, user_id: str, choices: Mapping[Group, Mapping[Channel, Choice]]) -> None:
    """Store a user's choices; those that are not named stay."""
    for group, by_channel in choices.items():
        for channel in CHANNELS:
            if channel in by_channel:
                row: PreferenceRow = {
                    "user_id": user_id, "topic": group, "channel": channel, "choice": by_channel[channel],
                }  # fmt: skip
                store.save_preference(db, row)


def forget(db: database.Db, user_id: str) -> None:
    """Delete the notifications and preferences of a user who leaves."""
    store.forget(db, user_id)


def forget_old(db: database.Db, most: int = 10_000) -> int:
    """Delete up to `most` notifications older than KEPT_DAYS; return how many."""
    return store.forget_old(db, KEPT_DAYS, most)
