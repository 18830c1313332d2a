"""The table `idempotency`: answers stored under (user, key)."""

from typing import TypedDict

from auction.mysql.columns import columns
from database import Db


class AnswerRow(TypedDict):
    """A request's digest and its answer; status and answer are None while it is in progress."""

    request: bytes
    status: int | None
    answer: str | None


ANSWER = columns(AnswerRow)


def claim(db: Db, user_id: str, key: str, request: bytes) -> None:
    """Add a claim; waits while another transaction holds the key. Raises database.Duplicate when it is taken."""
    db.insert(
        """
        INSERT INTO idempotency (user_id, `key`, request, createdAt)
        VALUES (%(user_id)s, %(key)s, %(request)s, UTC_TIMESTAMP(6))
        """,
        user_id=user_id, key=key, request=request,
    )  # fmt: skip


def set_answer(db: Db, user_id: str, key: str, status: int, answer: str) -> None:
    db.run(
        """
        UPDATE idempotency
           SET status = %(status)s, answer = %(answer)s
         WHERE user_id = %(user_id)s AND `key` = %(key)s
        """,
        user_id=user_id, key=key, status=status, answer=answer,
    )  # fmt: skip


def add(db: Db, rows: list[tuple[str, str, bytes, int, str]]) -> None:
    """Add rows of user, key, request, status, answer. Raises database.Duplicate when a key is taken."""
    db.many(
        """
        INSERT INTO idempotency (user_id, `key`, request, status, answer, createdAt)
        VALUES (%s, %s, %s, %s, %s, UTC_TIMESTAMP(6))
        """,
        rows,
    )


def find(db: Db, user_id: str, key: str) -> AnswerRow | None:
    return db.one(
        AnswerRow, f"SELECT {ANSWER} FROM idempotency WHERE user_id = %(user_id)s AND `key` = %(key)s",
        user_id=user_id, key=key,
    )  # fmt: skip


def forget_older_than(db: Db, hours: int, most: int) -> int:
    return db.run(
        """
        DELETE FROM idempotency
         WHERE createdAt < UTC_TIMESTAMP(6) - INTERVAL %(hours)s HOUR
         ORDER BY createdAt
         LIMIT %(most)s
        """,
        hours=hours, most=most,
    )  # fmt: skip
