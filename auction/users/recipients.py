"""Users as recipients of what is sent to them: their language, time zone and quiet hours."""

from collections.abc import Iterable
from typing import Literal, get_args

import database
from auction.users import store
from auction.users.rows import Settings, SettingsRow

# before the end of an auction, the longest first
Minutes = Literal[60, 10]
MINUTES: tuple[Minutes, ...] = get_args(Minutes)


def settings_of(db: database.Db, user_ids: Iterable[str]) -> dict[str, SettingsRow]:
    """Return the settings of these users, by id."""
    names = list(user_ids)
    return {row["id"]: row for row in store.settings(db, names)} if names else {}


def wants(settings: Settings, minutes: Minutes) -> bool:
    """Return whether a user wants to be notified of an auction so many minutes before its end."""
    return str(minutes) in settings["endingSoon"].split(",")


def save_settings(db: database.Db, user_id: str, settings: Settings) -> None:
    """Store the settings of a user."""
    store.save_settings(db, user_id, settings)
