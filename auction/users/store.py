"""The table `user`. Times are UTC, by the database's clock."""

from datetime import datetime
from typing import TypedDict

from auction.mysql.columns import assignments, columns
from auction.users.rows import Found, Locale, NameRow, Settings, SettingsRow, UserRow
from database import Db

USER = columns(UserRow)


class Id(TypedDict):
    """A user's id."""

    id: str


class Departed(TypedDict):
    """When a user left."""

    id: str
    leftAt: datetime


class Kept(TypedDict):
    """The columns that stay when a user leaves."""

    createdAt: datetime
    retractions: int
    strikes: int | None


def add(db: Db, user_id: str, password: str, phone: str, nickname: str, locale: Locale) -> None:
    """Add a user. Raises database.Duplicate when the id is taken."""
    db.run(
        """
        INSERT INTO `user` (id, password, phone, nickname, locale, createdAt)
        VALUES (%(user_id)s, %(password)s, %(phone)s, %(nickname)s, %(locale)s, UTC_TIMESTAMP(6))
        """,
        user_id=user_id, password=password, phone=phone, nickname=nickname, locale=locale,
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


def lock_present(db: Db, user_ids: list[str]) -> list[Id]:
    """Lock those of these users who have not left against leaving, until the transaction ends; return them."""
    return db.all(
        Id,
        "SELECT id FROM `user` WHERE id IN %(user_ids)s AND leftAt IS NULL ORDER BY id LOCK IN SHARE MODE",
        user_ids=user_ids,
    )


def settings(db: Db, user_ids: list[str]) -> list[SettingsRow]:
    """The settings of these users."""
    return db.all(SettingsRow, f"SELECT {columns(SettingsRow)} FROM `user` WHERE id IN %(user_ids)s", user_ids=user_ids)


def save_settings(db: Db, user_id: str, settings: Settings) -> None:
    db.run(f"UPDATE `user` SET {assignments(Settings)} WHERE id = %(user_id)s", user_id=user_id, **settings)


def change(db: Db, user_id: str, nickname: str | None, phone: str, password: str) -> None:
    db.run(
        """
        UPDATE `user`
           SET nickname = %(nickname)s, phone = %(phone)s, password = %(password)s
         WHERE id = %(user_id)s
        """,
        user_id=user_id, nickname=nickname, phone=phone, password=password,
    )  # fmt: skip


def use_password(db: Db, user_id: str, verified: str, renewed: str) -> bool:
    """Lock a user who has not left and whose hash is `verified`, and store `renewed`; False where there is none.

    The time makes it a write, so that where several nodes write (Galera) it conflicts with a change on another one.
    """
    changed = db.run(
        """
        UPDATE `user`
           SET password = %(renewed)s, passwordUsedAt = UTC_TIMESTAMP(6)
         WHERE id = %(user_id)s AND password = %(verified)s AND leftAt IS NULL
        """,
        user_id=user_id, verified=verified, renewed=renewed,
    )  # fmt: skip
    return bool(changed)


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
            INSERT INTO `user` (id, nickname, phone, password, createdAt, retractions, strikes, leftAt)
            VALUES (%(user_id)s, NULL, '', '!', %(createdAt)s, %(retractions)s, %(strikes)s, UTC_TIMESTAMP(6))
            """,
            user_id=user_id, **kept,
        )  # fmt: skip
    finally:
        db.run("SET SESSION foreign_key_checks = 1")


def count_retraction(db: Db, user_id: str) -> None:
    db.run("UPDATE `user` SET retractions = retractions + 1 WHERE id = %(user_id)s", user_id=user_id)


def count_strike(db: Db, user_id: str) -> None:
    db.run("UPDATE `user` SET strikes = strikes + 1 WHERE id = %(user_id)s", user_id=user_id)


def names(db: Db, user_ids: list[str]) -> list[NameRow]:
    return db.all(NameRow, f"SELECT {columns(NameRow)} FROM `user` WHERE id IN %(user_ids)s", user_ids=user_ids)


def left_among(db: Db, user_ids: list[str]) -> list[Departed]:
    return db.all(
        Departed,
        "SELECT id, leftAt FROM `user` WHERE id IN %(user_ids)s AND leftAt IS NOT NULL",
        user_ids=user_ids,
    )
