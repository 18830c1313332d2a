"""Password hashing with Argon2id, by the parameters of OWASP's Password Storage Cheat Sheet (19,456 KiB, t=2, p=1)."""

from functools import cache
from typing import TYPE_CHECKING

from auction.config import password_cost
from auction.http.composing import nfc
from auction.threads import run_in_thread

if TYPE_CHECKING:
    from argon2 import PasswordHasher


# passes and KiB of memory for each setting of PASSWORD_COST
COSTS = {"full": (2, 19_456), "least": (1, 8)}


def hashed(password: str) -> str:
    """Return the hash to store for a password, however its letters are composed (NFC)."""
    return run_in_thread(_hasher().hash, nfc(password))


def verified(stored: str | None, password: str) -> str | None:
    """Return the hash to store from now on if `stored` is of this password, which is `stored` or a better one.

    Otherwise return None; equally late without such a user (`stored` None) or with a cheaper hash. Releases before
    NFC hashed what was typed.
    """
    spellings = dict.fromkeys((nfc(password), password))
    dummy = _dummy_hash(password_cost())
    matched = next((text for text in spellings if run_in_thread(_verify, stored or dummy, text)), None)
    if stored is None or matched is None:
        for text in spellings if stored and outdated(stored) else ():
            run_in_thread(_verify, dummy, text)
        return None
    return hashed(password) if outdated(stored) or matched != nfc(password) else stored


def outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    from argon2.exceptions import InvalidHashError

    try:
        return _hasher().check_needs_rehash(stored)
    except InvalidHashError:
        return False


def _verify(stored: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def _hasher() -> "PasswordHasher":
    return _hasher_of(password_cost())


@cache
def _hasher_of(cost: str) -> "PasswordHasher":
    # imported at first use: historyUpdate.py imports this module every minute and never hashes
    from argon2 import PasswordHasher
    from argon2.low_level import Type

    passes, memory = COSTS[cost]
    return PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=1, type=Type.ID)


@cache
def _dummy_hash(cost: str) -> str:
    return _hasher_of(cost).hash("nobody has this password")
