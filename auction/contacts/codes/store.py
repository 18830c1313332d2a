"""The table `mail_code`. Times are UTC, by the database's clock."""

from auction.contacts.codes.rows import CodeRow, NewMail
from auction.mysql.columns import columns
from database import Db

CODE = columns(CodeRow)


def add(db: Db, new: NewMail, minutes: int) -> None:
    db.run(
        """
        INSERT INTO mail_code (purpose, recipient, user_id, contact_id, address, dueAt, expiresAt)
        VALUES (%(purpose)s, %(recipient)s, %(user_id)s, %(contact_id)s, %(address)s, UTC_TIMESTAMP(6),
                UTC_TIMESTAMP(6) + INTERVAL %(minutes)s MINUTE)
        """,
        minutes=minutes, **new,
    )  # fmt: skip


def request_reset(db: Db, recipient: bytes, slot_s: int, minutes: int) -> None:
    """Request a link to reset the password, unless one was requested within the same slot of time."""
    db.run(
        """
        INSERT IGNORE INTO mail_code (purpose, recipient, slot, dueAt, expiresAt)
        VALUES ('reset', %(recipient)s, UNIX_TIMESTAMP() DIV %(slot_s)s, UTC_TIMESTAMP(6),
                UTC_TIMESTAMP(6) + INTERVAL %(minutes)s MINUTE)
        """,
        recipient=recipient, slot_s=slot_s, minutes=minutes,
    )  # fmt: skip


def hold_due(db: Db, most: int) -> list[CodeRow]:
    """Lock mails that are to be sent now and that no other worker has locked, the longest waiting first."""
    return db.all(
        CodeRow,
        f"""
        SELECT {CODE}
          FROM mail_code
         WHERE dueAt <= UTC_TIMESTAMP(6)
         ORDER BY dueAt
         LIMIT %(most)s
           FOR UPDATE SKIP LOCKED
        """,
        most=most,
    )


def lease(db: Db, ids: list[int], seconds: int) -> None:
    """Let nobody else send these mails for so long, and count the attempt."""
    db.run(
        """
        UPDATE mail_code
           SET dueAt = UTC_TIMESTAMP(6) + INTERVAL %(seconds)s SECOND, attempts = attempts + 1
         WHERE id IN %(ids)s
        """,
        ids=ids, seconds=seconds,
    )  # fmt: skip


def store_digest(db: Db, code_id: int, user_id: str, digest: bytes, minutes: int) -> None:
    """Store the digest of what is about to be sent; it expires so many minutes from now."""
    db.run(
        """
        UPDATE mail_code
           SET digest = %(digest)s, user_id = %(user_id)s,
               expiresAt = UTC_TIMESTAMP(6) + INTERVAL %(minutes)s MINUTE
         WHERE id = %(code_id)s
        """,
        code_id=code_id, user_id=user_id, digest=digest, minutes=minutes,
    )  # fmt: skip


def sent(db: Db, code_id: int) -> None:
    db.run("UPDATE mail_code SET dueAt = NULL WHERE id = %(code_id)s", code_id=code_id)


def postpone(db: Db, code_id: int, seconds: int) -> None:
    db.run(
        "UPDATE mail_code SET dueAt = UTC_TIMESTAMP(6) + INTERVAL %(seconds)s SECOND WHERE id = %(code_id)s",
        code_id=code_id, seconds=seconds,
    )  # fmt: skip


def hold_of_contact(db: Db, contact_id: int) -> CodeRow | None:
    """The latest code of a contact that was sent and has not expired, locked."""
    return db.one(
        CodeRow,
        f"""
        SELECT {CODE}
          FROM mail_code
         WHERE contact_id = %(contact_id)s AND digest IS NOT NULL AND expiresAt > UTC_TIMESTAMP(6)
         ORDER BY id DESC
         LIMIT 1
           FOR UPDATE
        """,
        contact_id=contact_id,
    )


def by_digest(db: Db, digest: bytes) -> CodeRow | None:
    """The link with this digest that has not expired."""
    return db.one(
        CodeRow,
        f"""
        SELECT {CODE}
          FROM mail_code
         WHERE digest = %(digest)s AND purpose = 'reset' AND expiresAt > UTC_TIMESTAMP(6)
        """,
        digest=digest,
    )


def count_try(db: Db, code_id: int) -> None:
    db.run("UPDATE mail_code SET tries = tries + 1 WHERE id = %(code_id)s", code_id=code_id)


def delete(db: Db, code_id: int) -> bool:
    """Delete a code; False where it is gone already."""
    return bool(db.run("DELETE FROM mail_code WHERE id = %(code_id)s", code_id=code_id))


def delete_of_contact(db: Db, contact_id: int) -> None:
    db.run("DELETE FROM mail_code WHERE contact_id = %(contact_id)s", contact_id=contact_id)


def delete_resets(db: Db, user_id: str) -> None:
    db.run("DELETE FROM mail_code WHERE user_id = %(user_id)s AND purpose = 'reset'", user_id=user_id)


def delete_all(db: Db, user_id: str) -> None:
    db.run("DELETE FROM mail_code WHERE user_id = %(user_id)s", user_id=user_id)


def forget_expired(db: Db, most: int) -> int:
    return db.run("DELETE FROM mail_code WHERE expiresAt < UTC_TIMESTAMP(6) LIMIT %(most)s", most=most)
