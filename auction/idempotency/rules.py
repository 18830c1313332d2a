"""The same Idempotency-Key never does its work twice: a retry is answered what was answered first."""

import json
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import database
from auction.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from auction.idempotency import store

KEPT_HOURS = 25
GOOD_KEY = re.compile(r"[\x21-\x7e]{1,200}\Z")
# noes that the auction's state decides; a retry must hear the same one
FINAL = (Conflict, Forbidden, NotFound, Invalid)


class IdempotencyKeyReused(Invalid):
    """This Idempotency-Key was used for another request."""


class IdempotencyKeyInFlight(Conflict):
    """The first request with this Idempotency-Key is still being worked on."""


class InvalidIdempotencyKey(Invalid):
    """An Idempotency-Key has 1 to 200 visible ASCII characters."""


class Claim(NamedTuple):
    """A user's key, and the digest that tells their requests apart."""

    user_id: str
    key: str
    request: bytes


class Kept(NamedTuple):
    """An answer as it was stored: JSON for a 2xx, `{"code", "extra"}` for a refusal (status 0)."""

    status: int
    answer: str


def check_key(key: str) -> None:
    """Raises InvalidIdempotencyKey."""
    if not GOOD_KEY.match(key):
        raise InvalidIdempotencyKey


def once(db: database.Db, claim: Claim, work: Callable[[database.Db], Kept]) -> Kept:
    """Claim the key, do the work and keep its answer, all in this transaction; or answer what is kept.

    Raises IdempotencyKeyReused, IdempotencyKeyInFlight.
    """
    try:
        store.claim(db, claim.user_id, claim.key, claim.request)
    except database.LockWait as error:
        raise IdempotencyKeyInFlight from error
    except database.Duplicate:
        return _kept(db, claim)
    kept = _done(db, work)
    store.keep_answer(db, claim.user_id, claim.key, kept.status, kept.answer)
    return kept


def claim_all(db: database.Db, claims: Sequence[Claim]) -> None:
    """Claim several keys in one round trip. Raises database.Duplicate or LockWait when one is not free."""
    with db.pipeline() as pipeline:
        for claim in claims:
            store.claim(pipeline, claim.user_id, claim.key, claim.request)


def keep_all(db: database.Db, kept: Sequence[tuple[Claim, Kept]]) -> None:
    """Keep the answers of claimed keys in one round trip."""
    with db.pipeline() as pipeline:
        for claim, answer in kept:
            store.keep_answer(pipeline, claim.user_id, claim.key, answer.status, answer.answer)


def keep_new(db: database.Db, kept: Sequence[tuple[Claim, Kept]]) -> None:
    """Claim several keys and keep their answers at once.

    Raises database.Duplicate or LockWait when one is not free; nothing that was answered may be committed then.
    """
    store.add(db, [(*claim, answer.status, answer.answer) for claim, answer in kept])


def _done(db: database.Db, work: Callable[[database.Db], Kept]) -> Kept:
    """A refusal is an answer too; rules refuse before they write, so nothing half-done is committed with it."""
    try:
        return work(db)
    except FINAL as refusal:
        return refused(refusal)


def refused(refusal: Refusal) -> Kept:
    """A final no as it is kept. Raises the refusal itself when it is none that a retry must hear again."""
    if not isinstance(refusal, FINAL):
        raise refusal
    return Kept(0, json.dumps({"code": refusal.code, "kind": _kind(refusal), "extra": refusal.extra}))


def _kind(refusal: Refusal) -> str:
    return next(kind.__name__ for kind in FINAL if isinstance(refusal, kind))


def _kept(db: database.Db, claim: Claim) -> Kept:
    row = store.kept(db, claim.user_id, claim.key)
    if row is None or row["status"] is None:
        raise IdempotencyKeyInFlight
    if row["request"] != claim.request:
        raise IdempotencyKeyReused
    return Kept(row["status"], row["answer"])


def forget_old(db: database.Db, most: int = 10_000) -> int:
    """Remove answers that nobody may still ask for. Returns how many."""
    return store.forget_older_than(db, KEPT_HOURS, most)
