"""What passkeys have to sign: random, for one sign-in and one purpose, and used up by the answer that proves."""

import secrets

import database
from auction.factors.errors import WrongSecondFactor
from auction.factors.passkeys import store
from auction.factors.rows import Purpose

MINUTES = 5


def new(db: database.Db, sign_in_id: str, purpose: Purpose) -> bytes:
    """Return a challenge for a sign-in, in place of an earlier one."""
    challenge = secrets.token_bytes(32)
    store.put_challenge(db, sign_in_id, purpose, challenge, MINUTES)
    return challenge


def use(db: database.Db, sign_in_id: str, purpose: Purpose) -> bytes:
    """Use up the challenge of a sign-in, and return it. Raises WrongSecondFactor where there is none."""
    found = store.hold_challenge(db, sign_in_id, purpose)
    if found is None:
        raise WrongSecondFactor
    store.delete_challenge(db, sign_in_id, purpose)
    return found["challenge"]


def forget_expired(db: database.Db, most: int = 10_000) -> int:
    """Delete up to `most` expired challenges; return how many."""
    return store.forget_expired(db, most)
