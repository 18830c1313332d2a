"""The table `sign_in`. Times are UTC, by the database's clock."""

from datetime import datetime
from typing import TypedDict

from auction.mysql.columns import columns
from auction.users.rows import Client, Found, SignInRow
from database import Db, Deferred, Pipeline


class Proof(TypedDict):
    """Until when a second factor that was shown counts. Naive UTC."""

    provenUntil: datetime


SIGN_IN = columns(SignInRow)
LIVE = """
    SELECT 1 AS found
      FROM sign_in
     WHERE id = %(sign_in_id)s AND endedAt IS NULL AND expiresAt > UTC_TIMESTAMP(6)
    """


def begin(db: Db, sign_in_id: str, user_id: str, refresh: str, client: Client, days: int) -> None:
    db.run(
        """
        INSERT INTO sign_in (id, user_id, refresh, device, address, createdAt, lastUsedAt, expiresAt)
        VALUES (%(sign_in_id)s, %(user_id)s, %(refresh)s, %(device)s, %(address)s, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6),
                UTC_TIMESTAMP(6) + INTERVAL %(days)s DAY)
        """,
        sign_in_id=sign_in_id, user_id=user_id, refresh=refresh, days=days,
        device=client.device, address=client.address,
    )  # fmt: skip


def rotate(db: Db, sign_in_id: str, used: str, fresh: str, address: str | None) -> bool:
    """Replace the refresh token; True for only one of several simultaneous rotations of the same token."""
    changed = db.run(
        """
        UPDATE sign_in
           SET refresh = %(fresh)s, address = %(address)s, lastUsedAt = UTC_TIMESTAMP(6)
         WHERE id = %(sign_in_id)s AND refresh = %(used)s AND endedAt IS NULL AND expiresAt > UTC_TIMESTAMP(6)
        """,
        sign_in_id=sign_in_id, used=used, fresh=fresh, address=address,
    )  # fmt: skip
    return bool(changed)


def touch(db: Db, sign_in_id: str, address: str | None) -> bool:
    """Note that a sign-in was used; False where it has ended."""
    changed = db.run(
        """
        UPDATE sign_in
           SET address = %(address)s, lastUsedAt = UTC_TIMESTAMP(6)
         WHERE id = %(sign_in_id)s AND endedAt IS NULL AND expiresAt > UTC_TIMESTAMP(6)
        """,
        sign_in_id=sign_in_id, address=address,
    )  # fmt: skip
    return bool(changed)


def is_live(db: Db, sign_in_id: str) -> bool:
    return bool(db.one(Found, LIVE, sign_in_id=sign_in_id))


def live(pipeline: Pipeline, sign_in_id: str) -> Deferred[Found | None]:
    """Return None where a sign-in has ended or expired."""
    return pipeline.one(Found, LIVE, sign_in_id=sign_in_id)


def is_recent(db: Db, sign_in_id: str, minutes: int) -> bool:
    """Whether a sign-in has begun within so many minutes."""
    return bool(
        db.one(
            Found,
            """
            SELECT 1 AS found
              FROM sign_in
             WHERE id = %(sign_in_id)s AND createdAt > UTC_TIMESTAMP(6) - INTERVAL %(minutes)s MINUTE
            """,
            sign_in_id=sign_in_id, minutes=minutes,
        )
    )  # fmt: skip


def prove(db: Db, sign_in_id: str) -> None:
    """Note that a second factor was shown with a sign-in just now."""
    db.run("UPDATE sign_in SET provenAt = UTC_TIMESTAMP(6) WHERE id = %(sign_in_id)s", sign_in_id=sign_in_id)


def unprove_all(db: Db, user_id: str) -> None:
    db.run("UPDATE sign_in SET provenAt = NULL WHERE user_id = %(user_id)s", user_id=user_id)


def proven_until(db: Db, sign_in_id: str, minutes: int) -> datetime | None:
    """So many minutes after a second factor was shown with a live sign-in; None where none was or that is over."""
    row = db.one(
        Proof,
        """
        SELECT provenAt + INTERVAL %(minutes)s MINUTE AS provenUntil
          FROM sign_in
         WHERE id = %(sign_in_id)s
           AND endedAt IS NULL
           AND expiresAt > UTC_TIMESTAMP(6)
           AND provenAt > UTC_TIMESTAMP(6) - INTERVAL %(minutes)s MINUTE
        """,
        sign_in_id=sign_in_id, minutes=minutes,
    )  # fmt: skip
    return row["provenUntil"] if row else None


def hold(pipeline: Pipeline, sign_in_id: str, user_id: str) -> Deferred[Found | None]:
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


def end(db: Db, sign_in_id: str, user_id: str) -> bool:
    """End this user's sign-in; False where they have none that lives."""
    changed = db.run(
        """
        UPDATE sign_in
           SET endedAt = UTC_TIMESTAMP(6)
         WHERE id = %(sign_in_id)s AND user_id = %(user_id)s AND endedAt IS NULL AND expiresAt > UTC_TIMESTAMP(6)
        """,
        sign_in_id=sign_in_id, user_id=user_id,
    )  # fmt: skip
    return bool(changed)


def end_all(db: Db, user_id: str, but: str = "") -> bool:
    """End all sign-ins of a user `but` one; False where there was none."""
    changed = db.run(
        """
        UPDATE sign_in
           SET endedAt = UTC_TIMESTAMP(6)
         WHERE user_id = %(user_id)s AND id <> %(but)s AND endedAt IS NULL
        """,
        user_id=user_id, but=but,
    )  # fmt: skip
    return bool(changed)


def living(db: Db, user_id: str, most: int) -> list[SignInRow]:
    """The sign-ins of a user that live, the latest first."""
    return db.all(
        SignInRow,
        f"""
        SELECT {SIGN_IN}
          FROM sign_in
         WHERE user_id = %(user_id)s AND endedAt IS NULL AND expiresAt > UTC_TIMESTAMP(6)
         ORDER BY expiresAt DESC
         LIMIT %(most)s
        """,
        user_id=user_id, most=most,
    )  # fmt: skip


def forget_expired(db: Db, most: int) -> int:
    return db.run("DELETE FROM sign_in WHERE expiresAt < UTC_TIMESTAMP(6) LIMIT %(most)s", most=most)
