"""The tables `passkey` and `passkey_challenge`. Times are UTC, by the database's clock."""

from auction.factors.rows import Challenge, PasskeyRow, Purpose
from auction.mysql.columns import columns
from database import Db

PASSKEY = columns(PasskeyRow)


def add(db: Db, user_id: str, credential_id: bytes, public_key: bytes, counter: int, label: str) -> int:
    """Add a passkey; returns its id. Raises database.Duplicate for a credential that some user has added."""
    return db.insert(
        """
        INSERT INTO passkey (user_id, credentialId, publicKey, counter, label, createdAt)
        VALUES (%(user_id)s, %(credential_id)s, %(public_key)s, %(counter)s, %(label)s, UTC_TIMESTAMP(6))
        """,
        user_id=user_id, credential_id=credential_id, public_key=public_key, counter=counter, label=label,
    )  # fmt: skip


def of_user(db: Db, user_id: str) -> list[PasskeyRow]:
    """The passkeys of a user, the oldest first."""
    return db.all(PasskeyRow, f"SELECT {PASSKEY} FROM passkey WHERE user_id = %(user_id)s ORDER BY id", user_id=user_id)


def use(db: Db, passkey_id: int, counter: int) -> bool:
    """Note a use; False where the counter has not grown since the last one, unless the authenticator does not count."""
    changed = db.run(
        """
        UPDATE passkey
           SET usedAt = UTC_TIMESTAMP(6), counter = %(counter)s
         WHERE id = %(passkey_id)s AND (counter < %(counter)s OR (counter = 0 AND %(counter)s = 0))
        """,
        passkey_id=passkey_id, counter=counter,
    )  # fmt: skip
    return bool(changed)


def delete(db: Db, passkey_id: int, user_id: str) -> bool:
    """Delete a passkey of a user; False where they have no such one."""
    return bool(
        db.run(
            "DELETE FROM passkey WHERE id = %(passkey_id)s AND user_id = %(user_id)s",
            passkey_id=passkey_id,
            user_id=user_id,
        )
    )


def delete_all(db: Db, user_id: str) -> None:
    db.run("DELETE FROM passkey WHERE user_id = %(user_id)s", user_id=user_id)


def put_challenge(db: Db, sign_in_id: str, purpose: Purpose, challenge: bytes, minutes: int) -> None:
    """Store a challenge in place of an earlier one of this sign-in and purpose."""
    db.run(
        """
        INSERT INTO passkey_challenge (sign_in_id, purpose, challenge, expiresAt)
        VALUES (%(sign_in_id)s, %(purpose)s, %(challenge)s, UTC_TIMESTAMP(6) + INTERVAL %(minutes)s MINUTE)
        ON DUPLICATE KEY UPDATE challenge = VALUES(challenge), expiresAt = VALUES(expiresAt)
        """,
        sign_in_id=sign_in_id, purpose=purpose, challenge=challenge, minutes=minutes,
    )  # fmt: skip


def hold_challenge(db: Db, sign_in_id: str, purpose: Purpose) -> Challenge | None:
    """The challenge of a sign-in that has not expired, locked."""
    return db.one(
        Challenge,
        """
        SELECT challenge
          FROM passkey_challenge
         WHERE sign_in_id = %(sign_in_id)s AND purpose = %(purpose)s AND expiresAt > UTC_TIMESTAMP(6)
           FOR UPDATE
        """,
        sign_in_id=sign_in_id, purpose=purpose,
    )  # fmt: skip


def delete_challenge(db: Db, sign_in_id: str, purpose: Purpose) -> None:
    db.run(
        "DELETE FROM passkey_challenge WHERE sign_in_id = %(sign_in_id)s AND purpose = %(purpose)s",
        sign_in_id=sign_in_id,
        purpose=purpose,
    )


def forget_expired(db: Db, most: int) -> int:
    return db.run("DELETE FROM passkey_challenge WHERE expiresAt < UTC_TIMESTAMP(6) LIMIT %(most)s", most=most)
