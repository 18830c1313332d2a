"""The tables of roles and of the trail, whose events are only ever added. Times are UTC, by the database's clock."""

from auction.mysql.columns import ABOVE_ALL, columns, insert_into
from auction.operators.rows import EventRow, Head, Role, RoleRow
from database import Db

EVENT = columns(EventRow)


def role_of(db: Db, user_id: str) -> RoleRow | None:
    return db.one(RoleRow, f"SELECT {columns(RoleRow)} FROM role WHERE user_id = %(user_id)s", user_id=user_id)


def hold_role(db: Db, user_id: str) -> RoleRow | None:
    """The role of a user, which stays so until the transaction ends."""
    return db.one(
        RoleRow,
        f"SELECT {columns(RoleRow)} FROM role WHERE user_id = %(user_id)s LOCK IN SHARE MODE",
        user_id=user_id,
    )


def roles(db: Db) -> list[RoleRow]:
    """All roles, by user; there are a few."""
    return db.all(RoleRow, f"SELECT {columns(RoleRow)} FROM role ORDER BY user_id")


def give(db: Db, user_id: str, role: Role) -> None:
    db.run(
        """
        INSERT INTO role (user_id, role, changedAt)
        VALUES (%(user_id)s, %(role)s, UTC_TIMESTAMP(6))
        ON DUPLICATE KEY UPDATE role = VALUES(role), changedAt = VALUES(changedAt)
        """,
        user_id=user_id, role=role,
    )  # fmt: skip


def take_away(db: Db, user_id: str) -> None:
    db.run("DELETE FROM role WHERE user_id = %(user_id)s", user_id=user_id)


def begin_trail(db: Db, digest: bytes) -> None:
    """Add the head of an empty trail, unless there is one; either is locked until the transaction ends."""
    db.run(
        "INSERT INTO audit_head (id, number, digest) VALUES (1, 0, %(digest)s) ON DUPLICATE KEY UPDATE id = 1",
        digest=digest,
    )


def head(db: Db) -> Head | None:
    return db.one(Head, f"SELECT {columns(Head)} FROM audit_head WHERE id = 1")


def hold_head(db: Db) -> Head:
    return db.single(Head, f"SELECT {columns(Head)} FROM audit_head WHERE id = 1 FOR UPDATE")


def move_head(db: Db, number: int, digest: bytes) -> None:
    db.run("UPDATE audit_head SET number = %(number)s, digest = %(digest)s WHERE id = 1", number=number, digest=digest)


def add_event(db: Db, event: EventRow) -> None:
    """Add an event. Raises database.Duplicate where another has the same one before it."""
    db.run(insert_into("audit_event", EventRow), **event)


def events_before(db: Db, before: int | None, limit: int, target: str | None) -> list[EventRow]:
    """The events with an id under `before`, of one target if it is given, the latest first."""
    of_target = "target = %(target)s AND" if target is not None else ""
    return db.all(
        EventRow,
        f"""
        SELECT {EVENT}
          FROM audit_event
         WHERE {of_target} id < %(before)s
         ORDER BY id DESC
         LIMIT %(limit)s
        """,
        target=target, before=before or ABOVE_ALL, limit=limit,
    )  # fmt: skip


def events_of(db: Db, kind: str, targets: list[str]) -> list[EventRow]:
    """The events of a kind about these targets, in their order."""
    return db.all(
        EventRow,
        f"SELECT {EVENT} FROM audit_event WHERE target IN %(targets)s AND kind = %(kind)s ORDER BY id",
        kind=kind, targets=targets,
    )  # fmt: skip


def events_after(db: Db, after: int, limit: int) -> list[EventRow]:
    """The events with a higher id, in their order."""
    return db.all(
        EventRow,
        f"SELECT {EVENT} FROM audit_event WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",
        after=after, limit=limit,
    )  # fmt: skip
