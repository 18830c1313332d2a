"""The tables `notification` and `preference`. Times are UTC, by the database's clock."""

from collections.abc import Sequence
from typing import TypedDict

from auction.mysql.columns import ABOVE_ALL, columns, insert_into
from auction.notifications.rows import InboxRow, Kind, NotificationRow, PreferenceRow
from database import Db

NOTIFICATION = columns(NotificationRow)


class Count(TypedDict):
    """How many."""

    number: int


def add_all(db: Db, rows: Sequence[tuple[str, Kind, str, int | None, str]]) -> int:
    """Add notifications (user, kind, about, item, data) that do not exist yet; return how many were new."""
    return db.many(
        """
        INSERT INTO notification (user_id, kind, about, item_id, data, createdAt)
        VALUES (%s, %s, %s, %s, %s, UTC_TIMESTAMP(6))
        ON DUPLICATE KEY UPDATE id = id
        """,
        list(rows),
    )


def page(db: Db, user_id: str, before: int | None, limit: int) -> list[NotificationRow]:
    """The notifications of a user with an id under `before`, newest first."""
    return db.all(
        NotificationRow,
        f"""
        SELECT {NOTIFICATION}
          FROM notification
         WHERE user_id = %(user_id)s AND id < %(before)s
         ORDER BY id DESC
         LIMIT %(limit)s
        """,
        user_id=user_id, before=before or ABOVE_ALL, limit=limit,
    )  # fmt: skip


def unseen_page(db: Db, user_id: str, before: int | None, limit: int) -> list[NotificationRow]:
    """As `page`, of those that the user has not seen."""
    return db.all(
        NotificationRow,
        f"""
        SELECT {NOTIFICATION}
          FROM notification
         WHERE user_id = %(user_id)s AND seenAt IS NULL AND id < %(before)s
         ORDER BY id DESC
         LIMIT %(limit)s
        """,
        user_id=user_id, before=before or ABOVE_ALL, limit=limit,
    )  # fmt: skip


def find_all(db: Db, ids: list[int]) -> list[NotificationRow]:
    if not ids:
        return []
    return db.all(NotificationRow, f"SELECT {NOTIFICATION} FROM notification WHERE id IN %(ids)s", ids=ids)


def unseen_count(db: Db, user_id: str) -> int:
    return db.single(
        Count,
        "SELECT COUNT(*) AS number FROM notification WHERE user_id = %(user_id)s AND seenAt IS NULL",
        user_id=user_id,
    )["number"]


def inboxes(db: Db, user_ids: list[str]) -> list[InboxRow]:
    """How many notifications each of these users has not seen, and the id of their newest one."""
    return db.all(
        InboxRow,
        """
        SELECT id AS user_id,
               (SELECT COUNT(*) FROM notification WHERE user_id = `user`.id AND seenAt IS NULL) AS unseen,
               (SELECT id FROM notification AS own WHERE user_id = `user`.id ORDER BY own.id DESC LIMIT 1) AS newest
          FROM `user`
         WHERE id IN %(user_ids)s
        """,
        user_ids=user_ids,
    )


def find(db: Db, ids: list[int]) -> list[NotificationRow]:
    """These notifications."""
    return db.all(NotificationRow, f"SELECT {NOTIFICATION} FROM notification WHERE id IN %(ids)s", ids=ids)


def mark_seen(db: Db, user_id: str, up_to: int, item_id: int | None) -> int:
    """Mark the notifications of a user up to this id, or those about one item, as seen; return how many were not."""
    return db.run(
        """
        UPDATE notification
           SET seenAt = UTC_TIMESTAMP(6)
         WHERE user_id = %(user_id)s AND seenAt IS NULL AND id <= %(up_to)s
           AND (%(item_id)s IS NULL OR item_id = %(item_id)s)
        """,
        user_id=user_id, up_to=up_to, item_id=item_id,
    )  # fmt: skip


def mark_seen_about(db: Db, user_id: str, kind: Kind, about: str) -> None:
    """Mark those of a user's notifications of a kind as seen whose `about` begins so."""
    db.run(
        """
        UPDATE notification
           SET seenAt = UTC_TIMESTAMP(6)
         WHERE user_id = %(user_id)s AND kind = %(kind)s AND about LIKE CONCAT(%(about)s, '%%') AND seenAt IS NULL
        """,
        user_id=user_id, kind=kind, about=about,
    )  # fmt: skip


def unseen_about(db: Db, user_id: str, kind: Kind, about: str) -> int:
    """Count those of a user's notifications of a kind that they have not seen and whose `about` begins so."""
    return db.single(
        Count,
        """
        SELECT COUNT(*) AS number FROM notification
         WHERE user_id = %(user_id)s AND kind = %(kind)s AND about LIKE CONCAT(%(about)s, '%%') AND seenAt IS NULL
        """,
        user_id=user_id, kind=kind, about=about,
    )["number"]  # fmt: skip


def preferences_of(db: Db, user_ids: list[str]) -> list[PreferenceRow]:
    """What these users have chosen."""
    if not user_ids:
        return []
    return db.all(
        PreferenceRow,
        f"SELECT {columns(PreferenceRow)} FROM preference WHERE user_id IN %(user_ids)s",
        user_ids=user_ids,
    )


def save_preference(db: Db, preference: PreferenceRow) -> None:
    db.run(insert_into("preference", PreferenceRow) + " ON DUPLICATE KEY UPDATE choice = VALUES(choice)", **preference)


def forget(db: Db, user_id: str) -> None:
    """Delete what is kept of a user."""
    with db.pipeline() as pipeline:
        pipeline.run("DELETE FROM notification WHERE user_id = %(user_id)s", user_id=user_id)
        pipeline.run("DELETE FROM preference WHERE user_id = %(user_id)s", user_id=user_id)


def forget_old(db: Db, days: int, most: int) -> int:
    return db.run(
        "DELETE FROM notification WHERE createdAt < UTC_TIMESTAMP(6) - INTERVAL %(days)s DAY LIMIT %(most)s",
        days=days, most=most,
    )  # fmt: skip
