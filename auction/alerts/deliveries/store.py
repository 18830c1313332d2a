"""The tables `delivery` and `delivery_count`. Times are UTC, by the database's clock."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from auction.alerts.deliveries.rows import DeliveryRow, LatestMail, NewDelivery, Outcome, OutcomeCount, State
from auction.contacts.rows import Channel
from auction.mysql.columns import columns
from database import Db, Pipeline

DELIVERY = columns(DeliveryRow)
FINAL: tuple[State, ...] = ("sent", "skipped", "dead")


class Contact(TypedDict):
    """The contact of a delivery."""

    contact_id: int


class Waiting(TypedDict):
    """When the delivery that is due for the longest on a channel became due."""

    channel: Channel
    seconds: float


def add_all(db: Db, rows: Sequence[NewDelivery]) -> int:
    """Add deliveries that do not exist yet; return how many were new."""
    return db.many(
        """
        INSERT INTO delivery (notification_id, contact_id, user_id, channel, item_id, isDigest, dueAt)
        VALUES (%s, %s, %s, %s, %s, %s, %s)
        ON DUPLICATE KEY UPDATE id = id
        """,
        [tuple(row) for row in rows],
    )


def due_contacts(db: Db, channel: Channel, most: int) -> list[int]:
    """The contacts of the `most` deliveries that have been due for the longest, each once."""
    rows = db.all(
        Contact,
        """
        SELECT contact_id
          FROM delivery
         WHERE state = 'waiting' AND channel = %(channel)s AND dueAt <= UTC_TIMESTAMP(6)
         ORDER BY dueAt
         LIMIT %(most)s
        """,
        channel=channel, most=most,
    )  # fmt: skip
    return list(dict.fromkeys(row["contact_id"] for row in rows))


def lock_due(db: Db, contact_ids: list[int], most: int) -> list[DeliveryRow]:
    """Lock what is due for these contacts, of which nobody else leases anything meanwhile."""
    return db.all(
        DeliveryRow,
        f"""
        SELECT {DELIVERY}
          FROM delivery
         WHERE contact_id IN %(contact_ids)s AND state = 'waiting' AND dueAt <= UTC_TIMESTAMP(6)
         ORDER BY dueAt, id
         LIMIT %(most)s
           FOR UPDATE
        """,
        contact_ids=contact_ids, most=most,
    )  # fmt: skip


def latest_mails(db: Db, contact_ids: list[int], seconds: float) -> list[LatestMail]:
    """When a mail about one item alone was tried in the last seconds, for each of these contacts and items."""
    return db.all(
        LatestMail,
        """
        SELECT contact_id, item_id, MAX(triedAt) AS triedAt
          FROM delivery
         WHERE contact_id IN %(contact_ids)s AND triedAt > UTC_TIMESTAMP(6) - INTERVAL %(seconds)s SECOND
           AND item_id IS NOT NULL AND isDigest = 0
         GROUP BY contact_id, item_id
        """,
        contact_ids=contact_ids, seconds=seconds,
    )  # fmt: skip


def begin_attempt(pipeline: Pipeline, ids: Sequence[int], message: int, lease_s: float) -> None:
    """Note that a message with these deliveries is tried now; until the lease ends no other worker tries it."""
    pipeline.run(
        """
        UPDATE delivery
           SET message = %(message)s, attempts = attempts + 1, triedAt = UTC_TIMESTAMP(6),
               dueAt = UTC_TIMESTAMP(6) + INTERVAL %(lease_s)s SECOND
         WHERE id IN %(ids)s
        """,
        ids=ids, message=message, lease_s=lease_s,
    )  # fmt: skip


def take_back_attempt(pipeline: Pipeline, ids: Sequence[int]) -> None:
    """Make deliveries due again whose attempt did not begin."""
    pipeline.run(
        """
        UPDATE delivery
           SET attempts = attempts - 1, triedAt = IF(attempts = 0, NULL, triedAt),
               message = IF(attempts = 0, NULL, message), dueAt = UTC_TIMESTAMP(6)
         WHERE id IN %(ids)s AND state = 'waiting'
        """,
        ids=ids,
    )


def finish(pipeline: Pipeline, ids: Sequence[int], state: State, reason: str | None = None) -> None:
    """Let deliveries wait no more."""
    pipeline.run(
        "UPDATE delivery SET state = %(state)s, reason = %(reason)s WHERE id IN %(ids)s AND state = 'waiting'",
        ids=ids, state=state, reason=reason,
    )  # fmt: skip


def wait_until(pipeline: Pipeline, ids: Sequence[int], due: datetime, is_digest: bool) -> None:
    """Let deliveries wait, outside or inside of a digest."""
    pipeline.run(
        "UPDATE delivery SET dueAt = %(due)s, isDigest = %(is_digest)s WHERE id IN %(ids)s",
        ids=ids, due=due, is_digest=is_digest,
    )  # fmt: skip


def wait_after_failure(pipeline: Pipeline, ids: Sequence[int], seconds: float, reason: str) -> None:
    """Let deliveries wait for another attempt."""
    pipeline.run(
        """
        UPDATE delivery
           SET dueAt = UTC_TIMESTAMP(6) + INTERVAL %(micros)s MICROSECOND, reason = %(reason)s
         WHERE id IN %(ids)s AND state = 'waiting'
        """,
        ids=ids, micros=round(seconds * 1_000_000), reason=reason,
    )  # fmt: skip


def spare(pipeline: Pipeline, contact_id: int, seconds: float) -> None:
    """Let everything else that waits for a contact wait at least as long."""
    pipeline.run(
        """
        UPDATE delivery
           SET dueAt = GREATEST(dueAt, UTC_TIMESTAMP(6) + INTERVAL %(micros)s MICROSECOND)
         WHERE contact_id = %(contact_id)s AND state = 'waiting'
        """,
        contact_id=contact_id, micros=round(seconds * 1_000_000),
    )  # fmt: skip


def count(pipeline: Pipeline, channel: Channel, outcome: Outcome, number: int) -> None:
    """Count deliveries by what became of them."""
    pipeline.run(
        """
        INSERT INTO delivery_count (channel, outcome, number) VALUES (%(channel)s, %(outcome)s, %(number)s)
        ON DUPLICATE KEY UPDATE number = number + %(number)s
        """,
        channel=channel, outcome=outcome, number=number,
    )  # fmt: skip


def counts(db: Db) -> list[OutcomeCount]:
    return db.all(OutcomeCount, f"SELECT {columns(OutcomeCount)} FROM delivery_count")


def longest_waiting(db: Db) -> list[Waiting]:
    """How many seconds the delivery that is due for the longest has been due, for each channel with one."""
    return db.all(
        Waiting,
        """
        SELECT channel, TIMESTAMPDIFF(MICROSECOND, MIN(dueAt), UTC_TIMESTAMP(6)) / 1000000e0 AS seconds
          FROM delivery
         WHERE state = 'waiting' AND dueAt <= UTC_TIMESTAMP(6)
         GROUP BY channel
        """,
    )


def forget_old(db: Db, days: int, most: int) -> int:
    return db.run(
        """
        DELETE FROM delivery
         WHERE state IN %(states)s AND dueAt < UTC_TIMESTAMP(6) - INTERVAL %(days)s DAY
         LIMIT %(most)s
        """,
        states=FINAL, days=days, most=most,
    )  # fmt: skip
