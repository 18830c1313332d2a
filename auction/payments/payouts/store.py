"""The tables `payout` and `payout_account`. Times are UTC."""

from auction.mysql.columns import ABOVE_ALL, columns
from auction.payments.rows import AccountRow, ApprovalRow, CountRow, Id, Number, PayoutRow, PayoutState, UserId
from database import Db

PAYOUT = columns(PayoutRow)


def add(db: Db, order_id: int, seller_id: str, amount: int) -> None:
    db.run(
        """
        INSERT INTO payout (order_id, seller_id, amount, createdAt)
        VALUES (%(order_id)s, %(seller_id)s, %(amount)s, UTC_TIMESTAMP(6))
        """,
        order_id=order_id, seller_id=seller_id, amount=amount,
    )  # fmt: skip


def of_orders(db: Db, order_ids: list[int]) -> list[PayoutRow]:
    return db.all(PayoutRow, f"SELECT {PAYOUT} FROM payout WHERE order_id IN %(order_ids)s", order_ids=order_ids)


def of_seller(db: Db, seller_id: str, before: int | None, limit: int) -> list[PayoutRow]:
    """Return a seller's payouts, newest first, below the id `before`."""
    return db.all(
        PayoutRow,
        f"""
        SELECT {PAYOUT}
          FROM payout
         WHERE seller_id = %(seller_id)s AND id < %(before)s
         ORDER BY id DESC
         LIMIT %(limit)s
        """,
        seller_id=seller_id, before=before or ABOVE_ALL, limit=limit,
    )  # fmt: skip


def in_state(db: Db, state: PayoutState, before: int | None, limit: int) -> list[PayoutRow]:
    """Return the payouts in a state, newest first, below the id `before`."""
    return db.all(
        PayoutRow,
        f"""
        SELECT {PAYOUT}
          FROM payout
         WHERE state = %(state)s AND id < %(before)s
         ORDER BY id DESC
         LIMIT %(limit)s
        """,
        state=state, before=before or ABOVE_ALL, limit=limit,
    )  # fmt: skip


def hold_sendable(db: Db, most: int, free: int, needed: int) -> list[PayoutRow]:
    """Lock due payouts of sellers who have an account, the oldest first: up to `free` won, or `needed` approvals."""
    return db.all(
        PayoutRow,
        f"""
        SELECT {columns(PayoutRow, "payout")}
          FROM payout
          JOIN payout_account ON payout_account.user_id = seller_id
         WHERE state = 'due'
           AND (amount <= %(free)s
                OR (SELECT COUNT(*) FROM payout_approval
                     WHERE payout_id = payout.id AND attempt = attempts + 1) >= %(needed)s)
         ORDER BY id
         LIMIT %(most)s
           FOR UPDATE
        """,
        most=most, free=free, needed=needed,
    )  # fmt: skip


def count_unapproved(db: Db, free: int, needed: int) -> int:
    """Return how many due payouts wait for approvals."""
    return db.single(
        Number,
        """
        SELECT COUNT(*) AS number
          FROM payout
         WHERE state = 'due' AND amount > %(free)s
           AND (SELECT COUNT(*) FROM payout_approval
                 WHERE payout_id = payout.id AND attempt = attempts + 1) < %(needed)s
        """,
        free=free, needed=needed,
    )["number"]  # fmt: skip


def approvals_of(db: Db, payout_ids: list[int]) -> list[ApprovalRow]:
    """Return all approvals of these payouts, the earliest first."""
    return db.all(
        ApprovalRow,
        f"""
        SELECT {columns(ApprovalRow)} FROM payout_approval WHERE payout_id IN %(payout_ids)s ORDER BY at, user_id
        """,
        payout_ids=payout_ids,
    )


def approve(db: Db, payout_id: int, attempt: int, user_id: str) -> None:
    db.run(
        """
        INSERT INTO payout_approval (payout_id, attempt, user_id, at)
        VALUES (%(payout_id)s, %(attempt)s, %(user_id)s, UTC_TIMESTAMP(6))
        """,
        payout_id=payout_id, attempt=attempt, user_id=user_id,
    )  # fmt: skip


def large_after(db: Db, payout_id: int, free: int, most: int) -> list[PayoutRow]:
    """Return payouts of more than `free` won with a higher id, in the order of their ids."""
    return db.all(
        PayoutRow,
        f"""
        SELECT {PAYOUT} FROM payout WHERE id > %(payout_id)s AND amount > %(free)s ORDER BY id LIMIT %(most)s
        """,
        payout_id=payout_id, free=free, most=most,
    )  # fmt: skip


def hold(db: Db, payout_id: int) -> PayoutRow | None:
    return db.one(PayoutRow, f"SELECT {PAYOUT} FROM payout WHERE id = %(payout_id)s FOR UPDATE", payout_id=payout_id)


def send(db: Db, payout_id: int) -> None:
    db.run(
        """
        UPDATE payout
           SET state = 'sent', attempts = attempts + 1, sentAt = UTC_TIMESTAMP(6)
         WHERE id = %(payout_id)s
        """,
        payout_id=payout_id,
    )


def decide(db: Db, payout_id: int, state: PayoutState) -> None:
    db.run(
        "UPDATE payout SET state = %(state)s, decidedAt = UTC_TIMESTAMP(6) WHERE id = %(payout_id)s",
        state=state, payout_id=payout_id,
    )  # fmt: skip


def retry_failed(db: Db) -> int:
    """Let all failed payouts be due again; return how many."""
    return db.run("UPDATE payout SET state = 'due', decidedAt = NULL WHERE state = 'failed'")


def retry_failed_of(db: Db, seller_id: str) -> None:
    db.run(
        "UPDATE payout SET state = 'due', decidedAt = NULL WHERE seller_id = %(seller_id)s AND state = 'failed'",
        seller_id=seller_id,
    )


def unpaid_of(db: Db, seller_id: str) -> bool:
    row = db.one(
        Id, "SELECT id FROM payout WHERE seller_id = %(seller_id)s AND state <> 'paid' LIMIT 1", seller_id=seller_id
    )
    return row is not None


def counts(db: Db) -> list[CountRow]:
    return db.all(
        CountRow, "SELECT state, COUNT(*) AS number, CAST(SUM(amount) AS SIGNED) AS amount FROM payout GROUP BY state"
    )


def accounts_of(db: Db, user_ids: list[str]) -> list[AccountRow]:
    return db.all(
        AccountRow, "SELECT user_id, sealed FROM payout_account WHERE user_id IN %(user_ids)s", user_ids=user_ids
    )


def with_account(db: Db, user_ids: list[str]) -> list[UserId]:
    """Return those of these users who have an account."""
    return db.all(UserId, "SELECT user_id FROM payout_account WHERE user_id IN %(user_ids)s", user_ids=user_ids)


def save_account(db: Db, user_id: str, sealed: bytes) -> None:
    db.run(
        """
        INSERT INTO payout_account (user_id, sealed, changedAt)
        VALUES (%(user_id)s, %(sealed)s, UTC_TIMESTAMP(6))
        ON DUPLICATE KEY UPDATE sealed = VALUES(sealed), changedAt = VALUES(changedAt)
        """,
        user_id=user_id, sealed=sealed,
    )  # fmt: skip


def forget_account(db: Db, user_id: str) -> None:
    db.run("DELETE FROM payout_account WHERE user_id = %(user_id)s", user_id=user_id)
