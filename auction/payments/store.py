"""The tables `payment` and `reconciliation`. Times are UTC."""

from auction.mysql.columns import columns
from auction.payments.rows import CheckRow, Id, PaymentRow, Seconds
from database import Db

PAYMENT = columns(PaymentRow)
# the provider is queried again after so many seconds, then after twice as many, and so on
FIRST_LOOK_S = 5
LONGEST_PAUSE_S = 600


def add(db: Db, order_id: int, ref: str, provider: str, amount: int) -> int:
    """Add the next attempt of a locked order; buyers have a minute before the provider is queried."""
    return db.insert(
        """
        INSERT INTO payment (order_id, number, ref, provider, amount, lookAt, startedAt)
        SELECT %(order_id)s, COALESCE(MAX(number), 0) + 1, %(ref)s, %(provider)s, %(amount)s,
               UTC_TIMESTAMP(6) + INTERVAL 60 SECOND, UTC_TIMESTAMP(6)
          FROM payment
         WHERE order_id = %(order_id)s
        """,
        order_id=order_id, ref=ref, provider=provider, amount=amount,
    )  # fmt: skip


def find(db: Db, payment_id: int) -> PaymentRow:
    return db.single(PaymentRow, f"SELECT {PAYMENT} FROM payment WHERE id = %(payment_id)s", payment_id=payment_id)


def hold(db: Db, payment_id: int) -> PaymentRow:
    return db.single(
        PaymentRow, f"SELECT {PAYMENT} FROM payment WHERE id = %(payment_id)s FOR UPDATE", payment_id=payment_id
    )


def by_ref(db: Db, provider: str, ref: str) -> PaymentRow | None:
    return db.one(
        PaymentRow,
        f"SELECT {PAYMENT} FROM payment WHERE ref = %(ref)s AND provider = %(provider)s",
        ref=ref, provider=provider,
    )  # fmt: skip


def by_refs(db: Db, refs: list[str]) -> list[PaymentRow]:
    return db.all(PaymentRow, f"SELECT {PAYMENT} FROM payment WHERE ref IN %(refs)s", refs=refs)


def by_ids(db: Db, payment_ids: list[int]) -> list[PaymentRow]:
    return db.all(PaymentRow, f"SELECT {PAYMENT} FROM payment WHERE id IN %(payment_ids)s", payment_ids=payment_ids)


def of_orders(db: Db, order_ids: list[int]) -> list[PaymentRow]:
    """Return the attempts of these orders, the first of each first."""
    return db.all(
        PaymentRow,
        f"SELECT {PAYMENT} FROM payment WHERE order_id IN %(order_ids)s ORDER BY order_id, number",
        order_ids=order_ids,
    )


def holder(db: Db, order_id: int) -> PaymentRow | None:
    """Return the attempt that is confirming or confirmed; locks of the order make sure that there comes no other."""
    return db.one(PaymentRow, f"SELECT {PAYMENT} FROM payment WHERE holds = %(order_id)s", order_id=order_id)


def begin(db: Db, payment_id: int, provider_key: str, checkout_url: str) -> None:
    db.run(
        "UPDATE payment SET providerKey = %(key)s, checkoutUrl = %(url)s WHERE id = %(payment_id)s",
        key=provider_key, url=checkout_url, payment_id=payment_id,
    )  # fmt: skip


def confirm(db: Db, payment_id: int) -> None:
    """Note that the money is about to be taken. Raises Duplicate where another attempt of the order is."""
    db.run(
        """
        UPDATE payment
           SET state = 'confirming', looks = 0, lookAt = UTC_TIMESTAMP(6) + INTERVAL %(pause)s SECOND
         WHERE id = %(payment_id)s
        """,
        pause=FIRST_LOOK_S, payment_id=payment_id,
    )  # fmt: skip


def decide(
    db: Db, payment_id: int, state: str, captured: int | None = None, method: str | None = None,
    failure: str | None = None,
) -> None:  # fmt: skip
    db.run(
        """
        UPDATE payment
           SET state = %(state)s, captured = %(captured)s, method = %(method)s, failure = %(failure)s,
               lookAt = NULL, decidedAt = UTC_TIMESTAMP(6)
         WHERE id = %(payment_id)s
        """,
        state=state, captured=captured, method=method, failure=failure, payment_id=payment_id,
    )  # fmt: skip


def undecided_seconds(db: Db) -> int:
    """For how long the oldest attempt whose money is being taken has been undecided; 0 where none is."""
    return db.single(
        Seconds,
        """
        SELECT COALESCE(TIMESTAMPDIFF(SECOND, MIN(startedAt), UTC_TIMESTAMP(6)), 0) AS seconds
          FROM payment
         WHERE lookAt IS NOT NULL AND state = 'confirming'
        """,
    )["seconds"]


def look_now(db: Db, provider: str, ref: str) -> None:
    db.run(
        """
        UPDATE payment
           SET lookAt = UTC_TIMESTAMP(6)
         WHERE ref = %(ref)s AND provider = %(provider)s AND lookAt > UTC_TIMESTAMP(6)
        """,
        ref=ref, provider=provider,
    )  # fmt: skip


def due(db: Db, most: int) -> list[int]:
    """Lock and return attempts that are to be looked at, the longest waiting first; others' are passed over."""
    rows = db.all(
        Id,
        "SELECT id FROM payment WHERE lookAt <= UTC_TIMESTAMP(6) ORDER BY lookAt LIMIT %(most)s FOR UPDATE SKIP LOCKED",
        most=most,
    )
    return [row["id"] for row in rows]


def postpone(db: Db, payment_ids: list[int]) -> None:
    db.run(
        """
        UPDATE payment
           SET looks = looks + 1,
               lookAt = UTC_TIMESTAMP(6) + INTERVAL LEAST(%(longest)s, %(first)s * POW(2, LEAST(looks, 10))) SECOND
         WHERE id IN %(payment_ids)s
        """,
        longest=LONGEST_PAUSE_S, first=FIRST_LOOK_S, payment_ids=payment_ids,
    )  # fmt: skip


def keep_check(db: Db, provider: str, mismatches: str) -> None:
    """Note what the comparison with a provider that has just been made has found."""
    db.run(
        """
        INSERT INTO reconciliation (provider, checkedAt, mismatches)
        VALUES (%(provider)s, UTC_TIMESTAMP(6), %(mismatches)s)
        ON DUPLICATE KEY UPDATE checkedAt = VALUES(checkedAt), mismatches = VALUES(mismatches)
        """,
        provider=provider, mismatches=mismatches,
    )  # fmt: skip


def checks(db: Db) -> list[CheckRow]:
    return db.all(CheckRow, f"SELECT {columns(CheckRow)} FROM reconciliation ORDER BY provider")
