"""The table `contact`. Times are UTC, by the database's clock."""

from typing import TypedDict

from auction.contacts.rows import ContactRow, NewContact
from auction.mysql.columns import columns
from database import Db

CONTACT = columns(ContactRow)


class Id(TypedDict):
    """The id of a contact."""

    id: int


class Count(TypedDict):
    """How many rows there are."""

    number: int


def add(db: Db, contact: NewContact, verified: bool) -> int:
    """Add a contact; returns its id. Raises database.Duplicate for one that the user has."""
    return db.insert(
        """
        INSERT INTO contact (user_id, channel, address, digest, secret, label, verifiedAt, createdAt)
        VALUES (%(user_id)s, %(channel)s, %(address)s, %(digest)s, %(secret)s, %(label)s,
                CASE WHEN %(verified)s THEN UTC_TIMESTAMP(6) END, UTC_TIMESTAMP(6))
        """,
        verified=verified, **contact,
    )  # fmt: skip


def of_user(db: Db, user_id: str) -> list[ContactRow]:
    """All contacts of a user, the oldest first."""
    return db.all(ContactRow, f"SELECT {CONTACT} FROM contact WHERE user_id = %(user_id)s ORDER BY id", user_id=user_id)


def reachable(db: Db, user_ids: list[str]) -> list[ContactRow]:
    """The contacts of these users that are verified and not stopped."""
    return db.all(
        ContactRow,
        f"""
        SELECT {CONTACT}
          FROM contact
         WHERE user_id IN %(user_ids)s AND verifiedAt IS NOT NULL AND stoppedAt IS NULL
        """,
        user_ids=user_ids,
    )


def find(db: Db, contact_id: int) -> ContactRow | None:
    return db.one(ContactRow, f"SELECT {CONTACT} FROM contact WHERE id = %(contact_id)s", contact_id=contact_id)


def lock_free(db: Db, contact_ids: list[int]) -> list[ContactRow]:
    """Lock those of these contacts that no other transaction has locked."""
    return db.all(
        ContactRow,
        f"SELECT {CONTACT} FROM contact WHERE id IN %(contact_ids)s ORDER BY id FOR UPDATE SKIP LOCKED",
        contact_ids=contact_ids,
    )


def existing(db: Db, contact_ids: list[int]) -> set[int]:
    rows = db.all(Id, "SELECT id FROM contact WHERE id IN %(contact_ids)s", contact_ids=contact_ids)
    return {row["id"] for row in rows}


def hold(db: Db, contact_id: int) -> ContactRow | None:
    return db.one(
        ContactRow, f"SELECT {CONTACT} FROM contact WHERE id = %(contact_id)s FOR UPDATE", contact_id=contact_id
    )


def same_of_user(db: Db, user_id: str, digest: bytes) -> ContactRow | None:
    """The user's contact with this digest."""
    return db.one(
        ContactRow,
        f"SELECT {CONTACT} FROM contact WHERE user_id = %(user_id)s AND digest = %(digest)s",
        user_id=user_id, digest=digest,
    )  # fmt: skip


def owner_of(db: Db, digest: bytes) -> ContactRow | None:
    """The verified mail contact with this digest; there is one at most."""
    return db.one(ContactRow, f"SELECT {CONTACT} FROM contact WHERE owned = %(digest)s", digest=digest)


def count(db: Db, user_id: str) -> int:
    return db.single(
        Count, "SELECT COUNT(*) AS number FROM contact WHERE user_id = %(user_id)s", user_id=user_id
    )["number"]  # fmt: skip


def verify(db: Db, contact_id: int) -> None:
    """Mark a contact as verified. Raises database.Duplicate for a mail address that another user has verified."""
    db.run(
        """
        UPDATE contact
           SET verifiedAt = UTC_TIMESTAMP(6), failures = 0, stoppedAt = NULL
         WHERE id = %(contact_id)s
        """,
        contact_id=contact_id,
    )


def renew(db: Db, contact_id: int, secret: bytes | None, label: str | None) -> None:
    """Store another secret of a contact, to which messages are sent again."""
    db.run(
        """
        UPDATE contact
           SET secret = %(secret)s, label = %(label)s, failures = 0, stoppedAt = NULL
         WHERE id = %(contact_id)s
        """,
        contact_id=contact_id, secret=secret, label=label,
    )  # fmt: skip


def succeeded(db: Db, contact_id: int) -> None:
    db.run("UPDATE contact SET failures = 0 WHERE id = %(contact_id)s AND failures > 0", contact_id=contact_id)


def failed(db: Db, contact_id: int, stops: bool) -> None:
    """Count a permanent failure of a contact that has not stopped; with `stops` it stops now."""
    db.run(
        """
        UPDATE contact
           SET failures = failures + 1, stoppedAt = CASE WHEN %(stops)s THEN UTC_TIMESTAMP(6) END
         WHERE id = %(contact_id)s
        """,
        contact_id=contact_id, stops=stops,
    )  # fmt: skip


def delete(db: Db, contact_id: int, user_id: str) -> bool:
    """Delete a contact of this user; False where they have no such one."""
    return bool(
        db.run(
            "DELETE FROM contact WHERE id = %(contact_id)s AND user_id = %(user_id)s",
            contact_id=contact_id, user_id=user_id,
        )
    )  # fmt: skip


def delete_of_others(db: Db, digest: bytes, user_id: str) -> None:
    """Delete contacts of other users with this digest."""
    db.run("DELETE FROM contact WHERE digest = %(digest)s AND user_id <> %(user_id)s", digest=digest, user_id=user_id)


def delete_all(db: Db, user_id: str) -> None:
    db.run("DELETE FROM contact WHERE user_id = %(user_id)s", user_id=user_id)
