"""The statements of notifications whose plans are looked at, on a database with many notifications and searches."""

from collections.abc import Iterator

from auction.alerts.deliveries import store as deliveries
from auction.contacts import store as contacts
from auction.notifications import store as notifications
from auction.watching.searches import rules as searches
from bench.fill import loading, user_id, users_of
from bench.harness import Harness
from bench.statements import Call

DATABASE = "many_notifications"
LIMIT, AT_ONCE = 20, 500
STATEMENTS = (
    """
    INSERT INTO contact (user_id, channel, address, digest, verifiedAt, createdAt)
    SELECT id, 'mail', CONCAT(id, '@mail.example'), UNHEX(SHA2(id, 256)), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)
      FROM `user`
    """,
    """
    INSERT INTO notification (user_id, kind, about, item_id, createdAt, seenAt)
    SELECT COALESCE(leader_id, user_id), IF(leader_id IS NULL, 'itemEnded', 'won'), CONCAT('item:', id), id, createdAt,
           IF(id %% 5 = 0, NULL, UTC_TIMESTAMP(6))
      FROM item
    """,
    """
    INSERT INTO delivery (notification_id, contact_id, user_id, channel, item_id, state, isDigest, dueAt)
    SELECT notification.id, contact.id, notification.user_id, 'mail', item_id,
           IF(notification.id %% 100 = 0, 'waiting', 'sent'), 0,
           UTC_TIMESTAMP(6) + INTERVAL IF(notification.id %% 200 = 0, -1, 1) * (notification.id %% 3600) SECOND
      FROM notification JOIN contact ON contact.user_id = notification.user_id
    """,
    """
    INSERT INTO saved_search (user_id, name, query, alert, since, createdAt)
    SELECT user_id, SUBSTRING(name, 1, 20), CONCAT('keyword=', id), 'now', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)
      FROM item WHERE id %% 20 = 0
    """,
    "INSERT INTO search_term (term, search_id) SELECT SUBSTRING(name, 1, 2), id FROM saved_search",
    """
    INSERT INTO search_match (search_id, item_id, createdAt, dueAt)
    SELECT id, id, UTC_TIMESTAMP(6), IF(id %% 50 = 0, UTC_TIMESTAMP(6), NULL) FROM saved_search
    """,
)


def fill(harness: Harness, items: int) -> None:
    """Make a database with a notification and its delivery for each of so many items, a search for each twentieth."""
    with loading(harness.fresh(DATABASE, items)) as db:
        for statement in STATEMENTS:
            db.run(statement)
            db.run("COMMIT")
        db.all("ANALYZE TABLE contact, notification, delivery, saved_search, search_term, search_match")
    harness.progress(f"{items:,} notifications filled")


def calls(items: int) -> Iterator[tuple[str, Call]]:
    """Yield every statement of notifications that a user or the worker repeats."""
    user, contact_ids = user_id(users_of(items) - 1_000), [9_000, 9_001]
    yield "My notifications", lambda db: notifications.page(db, user, None, LIMIT)
    yield "Those I have not seen", lambda db: notifications.unseen_page(db, user, None, LIMIT)
    yield "How many I have not seen, and my newest", lambda db: notifications.inboxes(db, [user])
    yield "I have seen them", lambda db: notifications.mark_seen(db, user, items // 2, None)
    yield "My contacts", lambda db: contacts.of_user(db, user)
    yield "The contacts with deliveries that are due", lambda db: deliveries.due_contacts(db, "mail", AT_ONCE)
    yield "Hold what is due for these contacts", lambda db: deliveries.lock_due(db, contact_ids, AT_ONCE)
    yield "Which mails about an item were just sent", lambda db: deliveries.latest_mails(db, contact_ids, 600)
    yield "My saved searches", lambda db: searches.of_user(db, user)
    yield "The searches that a new item may match", lambda db: searches.matching(db, [items - 1])
    yield "The searches with alerts that are due", lambda db: searches.due(db, AT_ONCE)
