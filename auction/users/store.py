"""The tables `user` and `sign_in`. Times are UTC, by the database's clock."""

from datetime import datetime
from typing import TypedDict

from auction.mysql.columns import columns
from auction.users.rows import UserRow
from database import Db, Deferred, Pipeline

USER = columns(UserRow)


class Found(TypedDict):
    """The result of a query for existence."""

    found: int


class Id(TypedDict):
    """A user's id."""

    id: str


class Kept(TypedDict):
    """The columns that stay when a user leaves."""

    createdAt: datetime
    retractions: int


def add(db: Db, user_id: str, password: str, phone: str, nickname: str) -> None:
    """Add a user. Raises database.Duplicate when the id is taken."""
    db.run(
        """
        INSERT INTO `user` (id, password, phone, nickname, createdAt)
        VALUES (%(user_id)s, %(password)s, %(phone)s, %(nickname)s, UTC_TIMESTAMP(6))
        """,
        user_id=user_id, password=password, phone=phone, nickname=nickname,
    )  # fmt: skip


def spelled_alike(db: Db, user_id: str) -> bool:
    """Whether a user has this id, whatever its case; only 2023 allowed capitals. `user_id` is in lower case."""
    return bool(db.one(Found, "SELECT 1 AS found FROM `user` WHERE alike = %(user_id)s LIMIT 1", user_id=user_id))


def ids_alike(db: Db, user_id: str) -> list[str]:
    """Return up to two ids that differ from this one at most in case, of users who have not left."""
    rows = db.all(
        Id, "SELECT id FROM `user` WHERE alike = LOWER(%(user_id)s) AND leftAt IS NULL LIMIT 2", user_id=user_id
    )
    return [row["id"] for row in rows]


def find(db: Db, user_id: str) -> UserRow | None:
    return db.one(
        UserRow,
        f"""
        SELECT {USER}
          FROM `user`
         WHERE id = %(user_id)s
        """,
        user_id=user_id,
    )


def hold(db: Db, user_id: str) -> UserRow | None:
    return db.one(
        UserRow,
        f"""
        SELECT {USER}
          FROM `user`
         WHERE id = %(user_id)s
           FOR UPDATE
        """,
        user_id=user_id,
    )


def change(db: Db, user_id: str, nickname: str | None, phone: str, password: str) -> None:
    db.run(
        """
        UPDATE `user`
           SET nickname = %(nickname)s, phone = %(phone)s, password = %(password)s
         WHERE id = %(user_id)s
        """,
        user_id=user_id, nickname=nickname, phone=phone, password=password,
    )  # fmt: skip


def change_password(db: Db, user_id: str, password: str) -> None:
    db.run("UPDATE `user` SET password = %(password)s WHERE id = %(user_id)s", user_id=user_id, password=password)


def anonymise(db: Db, user_id: str) -> None:
    """Anonymise a locked user by deleting the row and inserting it again.

    An UPDATE would not do where several nodes write (Galera): a bid or listing that refers to the user conflicts with
    the row's deletion on another node, but not with its update, so both would commit and a user who has left would
    lead.
    """
    kept = db.single(Kept, f"SELECT {columns(Kept)} FROM `user` WHERE id = %(user_id)s", user_id=user_id)
    # at commit the row that others refer to exists again
    db.run("SET SESSION foreign_key_checks = 0")
    try:
        db.run("DELETE FROM `user` WHERE id = %(user_id)s", user_id=user_id)
        db.run(
            """
            INSERT INTO `user` (id, nickname, phone, password, createdAt, retractions, leftAt)
            VALUES (%(user_id)s, NULL, '', '!', %(createdAt)s, %(retractions)s, UTC_TIMESTAMP(6))
            """,
            user_id=user_id, **kept,
        )  # fmt: skip
    finally:
        db.run("SET SESSION foreign_key_checks = 1")


def count_retraction(db: Db, user_id: str) -> None:
    db.run("UPDATE `user` SET retractions = retractions + 1 WHERE id = %(user_id)s", user_id=user_id)


def begin_sign_in(db: Db, sign_in_id: str, user_id: str, refresh: str, days: int) -> None:
    db.run(
        """
        INSERT INTO sign_in (id, user_id, refresh, createdAt, expiresAt)
        VALUES (%(sign_in_id)s, %(user_id)s, %(refresh)s, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL %(days)s DAY)
        """,
        sign_in_id=sign_in_id, user_id=user_id, refresh=refresh, days=days,
    )  # fmt: skip


def rotate(db: Db, sign_in_id: str, used: str, fresh: str) -> bool:
    """Replace the refresh token; True for only one of several simultaneous rotations of the same token."""
    changed = db.run(
        """
        UPDATE sign_in
           SET refresh = %(fresh)s
         WHERE id = %(sign_in_id)s AND refresh = %(used)s AND endedAt IS NULL AND expiresAt > UTC_TIMESTAMP(6)
        """,
        sign_in_id=sign_in_id, used=used, fresh=fresh,
    )  # fmt: skip
    return bool(changed)


def is_live(db: Db, sign_in_id: str) -> bool:
    return bool(
        db.one(
            Found,
            """
            SELECT 1 AS found
              FROM sign_in
             WHERE id = %(sign_in_id)s AND endedAt IS NULL AND expiresAt > UTC_TIMESTAMP(6)
            """,
            sign_in_id=sign_in_id,
        )
    )


def hold_sign_in(pipeline: Pipeline, sign_in_id: str, user_id: str) -> Deferred[Found | None]:
    """Lock a live sign-in until the transaction ends; leaving and signing out wait. None where it has ended."""
    return pipeline.one(
        Found,
        """
        SELECT 1 AS found
          FROM sign_in
          JOIN `user` ON `user`.id = sign_in.user_id
         WHERE sign_in.id = %(sign_in_id)s
           AND sign_in.user_id = %(user_id)s
           AND sign_in.endedAt IS NULL
           AND sign_in.expiresAt > UTC_TIMESTAMP(6)
           AND `user`.leftAt IS NULL
          LOCK IN SHARE MODE
        """,
        sign_in_id=sign_in_id,
        user_id=user_id,
    )


def end_sign_in(db: Db, sign_in_id: str) -> None:
    db.run(
        "UPDATE sign_in SET endedAt = UTC_TIMESTAMP(6) WHERE id = %(sign_in_id)s AND endedAt IS NULL",
        sign_in_id=sign_in_id,
    )


def end_sign_ins(db: Db, user_id: str, but: str) -> None:
    db.run(
        """
        UPDATE sign_in
           SET endedAt = UTC_TIMESTAMP(6)
         WHERE user_id = %(user_id)s AND id <> %(but)s AND endedAt IS NULL
        """,
        user_id=user_id, but=but,
    )  # fmt: skip


def forget_expired(db: Db, most: int) -> int:
    return db.run("DELETE FROM sign_in WHERE expiresAt < UTC_TIMESTAMP(6) LIMIT %(most)s", most=most)
