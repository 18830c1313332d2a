"""Idempotency-Key: a request runs at most once for each key; a retry gets the stored answer of the first request."""

import json
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import database
from auction.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from auction.idempotency import store

KEPT_HOURS = 25
GOOD_KEY = re.compile(r"[\x21-\x7e]{1,200}\Z")
# refusals that depend on the auction's state: a retry must get the same one
FINAL = (Conflict, Forbidden, NotFound, Invalid)


class IdempotencyKeyReused(Invalid):
    """This Idempotency-Key was used for another request."""


class IdempotencyKeyInFlight(Conflict):
    """The first request with this Idempotency-Key is still being worked on."""


class InvalidIdempotencyKey(Invalid):
    """An Idempotency-Key has 1 to 200 visible ASCII characters."""


class Claim(NamedTuple):
    """A user's key, and the digest of the request sent with it."""

    user_id: str
    key: str
    request: bytes


class StoredAnswer(NamedTuple):
    """An answer as it is stored: JSON for a 2xx, `{"code", "kind", "extra"}` for a refusal (status 0)."""

    status: int
    answer: str


def check_key(key: str) -> None:
    """Raises InvalidIdempotencyKey."""
    if not GOOD_KEY.match(key):
        raise InvalidIdempotencyKey


def run_once(db: database.Db, claim: Claim, work: Callable[[database.Db], StoredAnswer]) -> StoredAnswer:
    """Claim the key, run `work` and store its answer in one transaction, or return the answer stored before.

    Raises IdempotencyKeyReused, IdempotencyKeyInFlight.
    """
    stored = claim_key(db, claim)
    if stored is None:
        stored = _answer_of(db, work)
        store_answer(db, claim, stored)
    return stored


def claim_key(db: database.Db, claim: Claim) -> StoredAnswer | None:
    """Claim the key, or return the answer stored under it.

    Raises IdempotencyKeyReused, IdempotencyKeyInFlight.
    """
    try:
        store.claim(db, claim.user_id, claim.key, claim.request)
    except database.LockWait as error:
        raise IdempotencyKeyInFlight from error
    except database.Duplicate:
        return _find_answer(db, claim)
    return None


def store_answer(db: database.Db, claim: Claim, stored: StoredAnswer) -> None:
    """Store the answer of a claimed key."""
    store.set_answer(db, claim.user_id, claim.key, stored.status, stored.answer)


def add_answers(db: database.Db, answers: Sequence[tuple[Claim, StoredAnswer]]) -> None:
    """Claim several keys and store their answers at once.

    Raises database.Duplicate or LockWait when one is taken; the transaction must not be committed then.
    """
    store.add(db, [(*claim, stored.status, stored.answer) for claim, stored in answers])


def _answer_of(db: database.Db, work: Callable[[database.Db], StoredAnswer]) -> StoredAnswer:
    """Return the answer of `work`, also for a final refusal; rules refuse before they write, so it can be committed."""
    try:
        return work(db)
    except FINAL as refusal:
        return _stored(refusal)


def refusal_to_store(refusal: Refusal) -> StoredAnswer | None:
    """Return the answer to store for a refusal; None for one that a retry need not get again."""
    return _stored(refusal) if isinstance(refusal, FINAL) else None


def _stored(refusal: Refusal) -> StoredAnswer:
    kind = next(kind.__name__ for kind in FINAL if isinstance(refusal, kind))
    return StoredAnswer(0, json.dumps({"code": refusal.code, "kind": kind, "extra": refusal.extra}))


def _find_answer(db: database.Db, claim: Claim) -> StoredAnswer:
    row = store.find(db, claim.user_id, claim.key)
    if row is None or row["status"] is None or row["answer"] is None:
        raise IdempotencyKeyInFlight
    if row["request"] != claim.request:
        raise IdempotencyKeyReused
    return StoredAnswer(row["status"], row["answer"])


def forget_old(db: database.Db, most: int = 10_000) -> int:
    """Delete up to `most` answers that are too old for a retry; return how many."""
    return store.forget_older_than(db, KEPT_HOURS, most)
