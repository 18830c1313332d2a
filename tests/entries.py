"""The ids of the log behind the numbers that the public sees."""

from typing import Any

from auction.pseudonyms import rules as pseudonyms
from database import Db


def entry_id(db: Db, number: int) -> int:
    """The id of the row of `bid` that the API shows under this number."""
    return pseudonyms.restored(_key(db), number)


def public_number(db: Db, row_id: int) -> int:
    """The number under which the API shows this row of `bid`."""
    return pseudonyms.permuted(_key(db), row_id)


def _key(db: Db) -> bytes:
    row: Any = db.one("SELECT value FROM secret WHERE name = %(name)s", name=pseudonyms.NAME)
    return bytes(row["value"])
