"""Users as recipients of what is sent to them: who has not left, their language, time zone and quiet hours."""

from collections.abc import Iterable

import database
from auction.users import store
from auction.users.rows import Settings, SettingsRow

IDS_AT_ONCE = 10_000


def lock_present(db: database.Db, user_ids: Iterable[str]) -> set[str]:
    """Return those of these users who have not left; they cannot until the transaction ends."""
    names = sorted(set(user_ids))
    return {
        row["id"]
        for first in range(0, len(names), IDS_AT_ONCE)
        for row in store.lock_all_present(db, names[first : first + IDS_AT_ONCE])
    }


def settings_of(db: database.Db, user_ids: Iterable[str]) -> dict[str, SettingsRow]:
    """Return the settings of these users, by id."""
    names = list(user_ids)
    return {row["id"]: row for row in store.settings(db, names)} if names else {}


def save_settings(db: database.Db, user_id: str, settings: Settings) -> None:
    """Store the settings of a user."""
    store.save_settings(db, user_id, settings)
