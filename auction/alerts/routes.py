"""Routes for a user's notifications, and for how they want to hear of them."""

from flask import Blueprint

import database
from auction.alerts import forms
from auction.http import cursors
from auction.http.contract import answers, takes
from auction.items import rules as items
from auction.items.routes import shown
from auction.notifications import rules as notifications
from auction.users import recipients
from auction.users import rules as users
from auction.users.access import caller, signed_in, user_id
from auction.users.rows import Caller

alerts = Blueprint("alerts", __name__, url_prefix="/api/me")


@alerts.get("/notifications")
@answers(200, forms.Notifications)
@signed_in
@takes(query=forms.NotificationsQuery)
def list_notifications(query: forms.NotificationsQuery) -> forms.Notifications:
    """List my notifications of the last 180 days, newest first."""
    with database.reading() as db:
        before = cursors.before(query.cursor)
        found = notifications.page(db, user_id(), before, query.limit + 1, query.unseen)
        rows = found[: query.limit]
        unseen = notifications.unseen_count(db, user_id())
        named = {row["item_id"] for row in rows if row["item_id"] is not None}
        by_id = {item.id: item for item in shown(db, items.find_many(db, list(named)))}
    return forms.Notifications(
        notifications=[forms.notification(row, by_id.get(row["item_id"] or 0)) for row in rows],
        next_cursor=cursors.following([row["id"] for row in found], query.limit),
        unseen_count=unseen,
    )


@alerts.post("/notifications/seen")
@answers(204)
@signed_in
@takes(body=forms.SeenForm)
def mark_seen(body: forms.SeenForm) -> None:
    """Mark my notifications up to this one, or of these the ones about one item, as seen, on every device."""
    database.transact(notifications.mark_seen, user_id(), body.up_to, body.item_id)


@alerts.get("/preferences")
@answers(200, forms.Preferences)
@signed_in
def show_preferences() -> forms.Preferences:
    """Return how I want to hear of notifications."""
    with database.reading() as db:
        return _preferences(db, user_id())


@alerts.put("/preferences")
@answers(200, forms.Preferences)
@signed_in
@takes(body=forms.PreferencesForm)
def change_preferences(body: forms.PreferencesForm) -> forms.Preferences:
    """Change how I want to hear of notifications; what is not sent stays."""
    return database.transact(_change, caller(), body)


def _change(db: database.Db, who: Caller, body: forms.PreferencesForm) -> forms.Preferences:
    users.hold_caller(db, who)
    old = recipients.settings_of(db, [who.user_id])[who.user_id]
    recipients.save_settings(db, who.user_id, body.settings(old))
    notifications.save_preferences(db, who.user_id, body.choices())
    return _preferences(db, who.user_id)


def _preferences(db: database.Db, user_id: str) -> forms.Preferences:
    choices = notifications.preferences_of(db, [user_id])[user_id]
    return forms.preferences(choices, recipients.settings_of(db, [user_id])[user_id])
