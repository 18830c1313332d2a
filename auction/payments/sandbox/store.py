"""The tables `sandbox_payment` and `sandbox_movement`. Times are UTC."""

from datetime import datetime
from typing import Literal, TypedDict

from auction.mysql.columns import columns
from auction.payments.rows import Id
from database import Db

Fault = Literal[
    "none", "event-first", "event-only", "return-only", "neither", "twice", "answer-lost", "late", "declined",
    "other-amount", "refund-lost", "refund-refused",
]  # fmt: skip
# how long the sandbox takes where it is late
LATE_S = 20


class SandboxRow(TypedDict):
    """A payment as the sandbox knows it. Whole won, naive UTC."""

    id: int
    paymentKey: str
    ref: str
    amount: int
    title: str
    back: str
    state: Literal["open", "authorized", "done", "failed"]
    fault: Fault
    createdAt: datetime


class MovementRow(TypedDict):
    """Money that was taken, or given back where `amount` is below 0; `isPast` once that has happened."""

    ref: str
    amount: int
    at: datetime
    isPast: int


SANDBOX = columns(SandboxRow)


def add(db: Db, payment_key: str, ref: str, amount: int, title: str, back: str) -> None:
    """Add a payment; nothing changes where there is one of this reference."""
    db.run(
        """
        INSERT INTO sandbox_payment (paymentKey, ref, amount, title, back, createdAt)
        VALUES (%(payment_key)s, %(ref)s, %(amount)s, %(title)s, %(back)s, UTC_TIMESTAMP(6))
        ON DUPLICATE KEY UPDATE ref = ref
        """,
        payment_key=payment_key, ref=ref, amount=amount, title=title, back=back,
    )  # fmt: skip


def find(db: Db, payment_key: str) -> SandboxRow | None:
    return db.one(SandboxRow, f"SELECT {SANDBOX} FROM sandbox_payment WHERE paymentKey = %(key)s", key=payment_key)


def find_by_ref(db: Db, ref: str) -> SandboxRow:
    return db.single(SandboxRow, f"SELECT {SANDBOX} FROM sandbox_payment WHERE ref = %(ref)s", ref=ref)


def hold(db: Db, payment_key: str) -> SandboxRow | None:
    return db.one(
        SandboxRow, f"SELECT {SANDBOX} FROM sandbox_payment WHERE paymentKey = %(key)s FOR UPDATE", key=payment_key
    )


def change(db: Db, sandbox_id: int, state: str, fault: Fault) -> None:
    db.run(
        "UPDATE sandbox_payment SET state = %(state)s, fault = %(fault)s WHERE id = %(sandbox_id)s",
        state=state, fault=fault, sandbox_id=sandbox_id,
    )  # fmt: skip


def move(db: Db, sandbox_id: int, once: str, amount: int, seconds: int = 0) -> None:
    """Take an amount, or give it back, so many seconds from now. Raises Duplicate where `once` was used before."""
    db.run(
        """
        INSERT INTO sandbox_movement (sandbox_id, once, amount, at)
        VALUES (%(sandbox_id)s, %(once)s, %(amount)s, UTC_TIMESTAMP(6) + INTERVAL %(seconds)s SECOND)
        """,
        sandbox_id=sandbox_id, once=once, amount=amount, seconds=seconds,
    )  # fmt: skip


def movements(db: Db, sandbox_id: int) -> list[MovementRow]:
    return db.all(
        MovementRow,
        """
        SELECT ref, sandbox_movement.amount, at, at <= UTC_TIMESTAMP(6) AS isPast
          FROM sandbox_movement
          JOIN sandbox_payment ON sandbox_payment.id = sandbox_id
         WHERE sandbox_id = %(sandbox_id)s
         ORDER BY sandbox_movement.id
        """,
        sandbox_id=sandbox_id,
    )


def was_moved(db: Db, sandbox_id: int, once: str) -> bool:
    return db.one(
        Id,
        "SELECT id FROM sandbox_movement WHERE sandbox_id = %(sandbox_id)s AND once = %(once)s",
        sandbox_id=sandbox_id, once=once,
    ) is not None  # fmt: skip


def moved(db: Db, since: datetime, until: datetime) -> list[MovementRow]:
    """Return what moved from `since` on and before `until`, and has happened by now."""
    return db.all(
        MovementRow,
        """
        SELECT ref, sandbox_movement.amount, at, 1 AS isPast
          FROM sandbox_movement
          JOIN sandbox_payment ON sandbox_payment.id = sandbox_id
         WHERE at >= %(since)s AND at < %(until)s AND at <= UTC_TIMESTAMP(6)
         ORDER BY at, sandbox_movement.id
        """,
        since=since, until=until,
    )  # fmt: skip
