"""The same Idempotency-Key never does its work twice: a retry is answered what was answered first."""

import json
import re
from collections.abc import Callable
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


class Kept(NamedTuple):
    """An answer as it was stored: JSON for a 2xx, `{"code", "extra"}` for a refusal (status 0)."""

    status: int
    answer: str


def once(db: database.Db, user_id: str, key: str, request: bytes, work: Callable[[database.Db], Kept]) -> Kept:
    """Claim the key, do the work and keep its answer, all in this transaction; or answer what is kept.

    Raises IdempotencyKeyReused, IdempotencyKeyInFlight, InvalidIdempotencyKey.
    """
    if not GOOD_KEY.match(key):
        raise InvalidIdempotencyKey
    try:
        store.claim(db, user_id, key, request)
    except database.LockWait as error:
        raise IdempotencyKeyInFlight from error
    except database.Duplicate:
        return _kept(db, user_id, key, request)
    kept = _done(db, work)
    store.keep_answer(db, user_id, key, kept.status, kept.answer)
    return kept


def _done(db: database.Db, work: Callable[[database.Db], Kept]) -> Kept:
    """A refusal is an answer too; rules refuse before they write, so nothing half-done is committed with it."""
    try:
        return work(db)
    except FINAL as refusal:
        return Kept(0, json.dumps({"code": refusal.code, "kind": _kind(refusal), "extra": refusal.extra}))


def _kind(refusal: Refusal) -> str:
    return next(kind.__name__ for kind in FINAL if isinstance(refusal, kind))


def _kept(db: database.Db, user_id: str, key: str, request: bytes) -> Kept:
    row = store.kept(db, user_id, key)
    if row is None or row["status"] is None:
        raise IdempotencyKeyInFlight
    if row["request"] != request:
        raise IdempotencyKeyReused
    return Kept(row["status"], row["answer"])


def forget_old(db: database.Db, most: int = 10_000) -> int:
    """Remove answers that nobody may still ask for. Returns how many."""
    return store.forget_older_than(db, KEPT_HOURS, most)
