"""Derives searchMatch: new items that saved searches find, gathered so that no search has many notifications."""

from datetime import datetime, timedelta

import database
from auction.alerts.positions import Log
from auction.alerts.schedule import next_digest
from auction.appstate import PerApp
from auction.items import rules as items
from auction.notifications import rules as notifications
from auction.notifications.rules import New
from auction.users import recipients
from auction.users.rows import SettingsRow
from auction.watching.searches import rules as searches

# between two notifications of a search whose alerts come at once
PAUSE = timedelta(minutes=10)
# searches alerted in one run
AT_ONCE = 500

_log = PerApp(lambda: Log("searches", "item"))


def derive() -> int:
    """Find the matches of new items, and add the notifications that are due; return how many matches were new."""
    found = _log.get().look(add_for)
    with database.reading() as db:
        due = searches.due(db, AT_ONCE)
    for search_id in due:
        database.transact(alert, search_id)
    return found


def forget_old() -> int:
    """Delete old matches; return how many."""
    return database.transact(searches.forget_old)


def add_for(db: database.Db, item_ids: list[int]) -> int:
    """Keep the matches of these new items until they are due; return how many were new."""
    matches = searches.matching(db, item_ids)
    settings = recipients.settings_of(
        db, {match.search["user_id"] for match in matches if match.search["alert"] == "daily"}
    )
    return searches.add_matches(db, [(match.search["id"], match.item_id, due_at(match, settings)) for match in matches])


def due_at(match: searches.Match, settings: dict[str, SettingsRow]) -> datetime:
    """Return when a match is notified: daily ones at the hour of the user's digests, others after PAUSE at most."""
    search = match.search
    if search["alert"] == "daily":
        user = settings[search["user_id"]]
        return next_digest(match.now, user["timeZone"], user["digestHour"])
    return max(match.now, (search["alertedAt"] or datetime.min) + PAUSE)


def alert(db: database.Db, search_id: int) -> None:
    """Add one notification of what a search has found and can still be bid on."""
    taken = searches.take(db, search_id)
    if taken is None:
        return
    search, item_ids = taken
    rows = [row for row in items.find_many(db, item_ids) if items.status_of(row) in ("scheduled", "live")]
    if rows:
        newest = rows[0]["id"]
        data = {"search": search["name"], "searchId": search_id, "count": len(rows)}
        notifications.add_all(db, [New(search["user_id"], "searchMatch", f"search:{search_id}:{newest}", newest, data)])
