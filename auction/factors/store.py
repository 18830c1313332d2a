"""The tables `totp` and `recovery_code`. Times are UTC, by the database's clock."""

from collections.abc import Sequence

from auction.factors.rows import Count, TotpRow
from auction.mysql.columns import columns
from database import Db

TOTP = columns(TotpRow)


def totp_of(db: Db, user_id: str) -> TotpRow | None:
    return db.one(TotpRow, f"SELECT {TOTP} FROM totp WHERE user_id = %(user_id)s", user_id=user_id)


def begin_totp(db: Db, user_id: str, sealed: bytes) -> None:
    """Store a secret that is to be confirmed, in place of an earlier one."""
    db.run(
        """
        INSERT INTO totp (user_id, sealed, createdAt, confirmedAt, lastStep)
        VALUES (%(user_id)s, %(sealed)s, UTC_TIMESTAMP(6), NULL, 0)
        ON DUPLICATE KEY UPDATE sealed = VALUES(sealed), createdAt = VALUES(createdAt), confirmedAt = NULL, lastStep = 0
        """,
        user_id=user_id, sealed=sealed,
    )  # fmt: skip


def confirm_totp(db: Db, user_id: str) -> None:
    db.run("UPDATE totp SET confirmedAt = UTC_TIMESTAMP(6) WHERE user_id = %(user_id)s", user_id=user_id)


def use_step(db: Db, user_id: str, sealed: bytes, step: int) -> bool:
    """Note that the code of a step was shown; False where that step or a later one was before."""
    changed = db.run(
        """
        UPDATE totp
           SET lastStep = %(step)s
         WHERE user_id = %(user_id)s AND sealed = %(sealed)s AND lastStep < %(step)s
        """,
        user_id=user_id, sealed=sealed, step=step,
    )  # fmt: skip
    return bool(changed)


def delete_totp(db: Db, user_id: str) -> bool:
    """Delete a user's secret; False where there was none that is confirmed."""
    return bool(db.run("DELETE FROM totp WHERE user_id = %(user_id)s AND confirmedAt IS NOT NULL", user_id=user_id))


def delete_any_totp(db: Db, user_id: str) -> None:
    """Delete a user's secret, also one that was not confirmed."""
    db.run("DELETE FROM totp WHERE user_id = %(user_id)s", user_id=user_id)


def add_recovery_codes(db: Db, user_id: str, digests: Sequence[bytes]) -> None:
    db.many(
        "INSERT INTO recovery_code (user_id, digest) VALUES (%s, %s)",
        [(user_id, digest) for digest in digests],
    )


def use_recovery_code(db: Db, user_id: str, digest: bytes) -> bool:
    """Use a code up; False where it is none of this user's or was used."""
    changed = db.run(
        """
        UPDATE recovery_code
           SET usedAt = UTC_TIMESTAMP(6)
         WHERE user_id = %(user_id)s AND digest = %(digest)s AND usedAt IS NULL
        """,
        user_id=user_id, digest=digest,
    )  # fmt: skip
    return bool(changed)


def count_recovery_codes(db: Db, user_id: str) -> int:
    """How many codes of a user were not used."""
    row = db.single(
        Count,
        "SELECT COUNT(*) AS number FROM recovery_code WHERE user_id = %(user_id)s AND usedAt IS NULL",
        user_id=user_id,
    )
    return row["number"]


def delete_recovery_codes(db: Db, user_id: str) -> None:
    db.run("DELETE FROM recovery_code WHERE user_id = %(user_id)s", user_id=user_id)
