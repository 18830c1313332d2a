"""The table `refund`. Times are UTC."""

from auction.mysql.columns import columns
from auction.payments.rows import Id, Number, RefundRow
from database import Db

REFUND = columns(RefundRow)
FIRST_PAUSE_S = 5
LONGEST_PAUSE_S = 3_600


def add(db: Db, payment_id: int, order_id: int, amount: int, reason: str) -> None:
    db.run(
        """
        INSERT INTO refund (payment_id, order_id, amount, reason, tryAt, createdAt)
        VALUES (%(payment_id)s, %(order_id)s, %(amount)s, %(reason)s, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
        """,
        payment_id=payment_id, order_id=order_id, amount=amount, reason=reason,
    )  # fmt: skip


def find(db: Db, refund_id: int) -> RefundRow:
    return db.single(RefundRow, f"SELECT {REFUND} FROM refund WHERE id = %(refund_id)s", refund_id=refund_id)


def hold(db: Db, refund_id: int) -> RefundRow:
    return db.single(RefundRow, f"SELECT {REFUND} FROM refund WHERE id = %(refund_id)s FOR UPDATE", refund_id=refund_id)


def by_ids(db: Db, refund_ids: list[int]) -> list[RefundRow]:
    return db.all(RefundRow, f"SELECT {REFUND} FROM refund WHERE id IN %(refund_ids)s", refund_ids=refund_ids)


def of_orders(db: Db, order_ids: list[int]) -> list[RefundRow]:
    return db.all(
        RefundRow, f"SELECT {REFUND} FROM refund WHERE order_id IN %(order_ids)s ORDER BY id", order_ids=order_ids
    )


def due(db: Db, most: int) -> list[int]:
    """Lock and return refunds that are to be tried, the longest waiting first; others' are passed over."""
    rows = db.all(
        Id,
        "SELECT id FROM refund WHERE tryAt <= UTC_TIMESTAMP(6) ORDER BY tryAt LIMIT %(most)s FOR UPDATE SKIP LOCKED",
        most=most,
    )
    return [row["id"] for row in rows]


def postpone(db: Db, refund_ids: list[int]) -> None:
    db.run(
        """
        UPDATE refund
           SET attempts = attempts + 1,
               tryAt = UTC_TIMESTAMP(6) + INTERVAL LEAST(%(longest)s, %(first)s * POW(2, LEAST(attempts, 10))) SECOND
         WHERE id IN %(refund_ids)s
        """,
        longest=LONGEST_PAUSE_S, first=FIRST_PAUSE_S, refund_ids=refund_ids,
    )  # fmt: skip


def decide(db: Db, refund_id: int, state: str, failure: str | None = None) -> None:
    db.run(
        """
        UPDATE refund
           SET state = %(state)s, failure = %(failure)s, tryAt = NULL, decidedAt = UTC_TIMESTAMP(6)
         WHERE id = %(refund_id)s
        """,
        state=state, failure=failure, refund_id=refund_id,
    )  # fmt: skip


def stuck(db: Db, most: int) -> list[RefundRow]:
    return db.all(RefundRow, f"SELECT {REFUND} FROM refund WHERE state = 'stuck' ORDER BY id LIMIT %(most)s", most=most)


def count_stuck(db: Db) -> int:
    return db.single(Number, "SELECT COUNT(*) AS number FROM refund WHERE state = 'stuck'")["number"]


def retry_stuck(db: Db) -> int:
    """Send all stuck refunds again, those that were refused under a new idempotency key; return how many."""
    return db.run(
        """
        UPDATE refund
           SET state = 'due', round = round + IF(failure = 'no_answer', 0, 1), attempts = 0,
               tryAt = UTC_TIMESTAMP(6), decidedAt = NULL
         WHERE state = 'stuck'
        """
    )
