"""The table `security_event`. Times are UTC, by the database's clock."""

from auction.mysql.columns import ABOVE_ALL, columns
from auction.users.rows import Client, EventRow, Kind
from database import Db

EVENT = columns(EventRow)


def add(db: Db, user_id: str, kind: Kind, client: Client) -> None:
    db.run(
        """
        INSERT INTO security_event (user_id, kind, device, address, createdAt)
        VALUES (%(user_id)s, %(kind)s, %(device)s, %(address)s, UTC_TIMESTAMP(6))
        """,
        user_id=user_id, kind=kind, device=client.device, address=client.address,
    )  # fmt: skip


def of_user(db: Db, user_id: str, before: int | None, limit: int) -> list[EventRow]:
    """The events of a user with an id under `before`, the latest first."""
    return db.all(
        EventRow,
        f"""
        SELECT {EVENT}
          FROM security_event
         WHERE user_id = %(user_id)s AND id < %(before)s
         ORDER BY id DESC
         LIMIT %(limit)s
        """,
        user_id=user_id, before=before or ABOVE_ALL, limit=limit,
    )  # fmt: skip


def forget_old(db: Db, days: int, most: int) -> int:
    return db.run(
        "DELETE FROM security_event WHERE createdAt < UTC_TIMESTAMP(6) - INTERVAL %(days)s DAY LIMIT %(most)s",
        days=days, most=most,
    )  # fmt: skip
