"""The table `secret`."""

from typing import TypedDict

from database import Db


class Secret(TypedDict):
    """A secret's bytes."""

    value: bytes


def find(db: Db, name: str) -> bytes:
    return db.single(Secret, "SELECT value FROM secret WHERE name = %(name)s", name=name)["value"]
