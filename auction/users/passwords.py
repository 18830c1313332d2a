"""Password hashing with Argon2id, by the parameters of OWASP's Password Storage Cheat Sheet (19,456 KiB, t=2, p=1)."""

from functools import cache
from typing import TYPE_CHECKING

from auction.config import password_cost
from auction.threads import run_in_thread

if TYPE_CHECKING:
    from argon2 import PasswordHasher


# passes and KiB of memory for each setting of PASSWORD_COST
COSTS = {"full": (2, 19_456), "least": (1, 8)}


def hashed(password: str) -> str:
    """Return the hash to store for a password."""
    return run_in_thread(_hasher().hash, password)


def matches(stored: str | None, password: str) -> bool:
    """Whether it is this password. Takes equally long without such a user (`stored` None) or with a cheaper hash."""
    dummy = _dummy_hash(password_cost())
    right = run_in_thread(_verify, stored or dummy, password) and stored is not None
    if not right and stored and outdated(stored):
        run_in_thread(_verify, dummy, password)
    return right


def outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    from argon2.exceptions import InvalidHashError

    try:
        return _hasher().check_needs_rehash(stored)
    except InvalidHashError:
        return False


def common(password: str) -> bool:
    """Whether it is one of the 30,000 most common passwords (zxcvbn's list)."""
    return password.lower() in _common()


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


@cache
def _common() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"])
