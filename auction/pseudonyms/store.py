"""The table `secret`."""

from typing import TypedDict

from database import Db


class Secret(TypedDict):
    """A secret's bytes."""

    value: bytes


def find(db: Db, name: str) -> bytes | None:
    row = db.one(Secret, "SELECT value FROM secret WHERE name = %(name)s", name=name)
    return row["value"] if row else None


def add(db: Db, name: str, value: bytes) -> None:
    """Add a secret. Raises database.Duplicate where another process was first."""
    db.run("INSERT INTO secret (name, value) VALUES (%(name)s, %(value)s)", name=name, value=value)
