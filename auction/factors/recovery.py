"""Recovery codes: ten for each user, each of which stands in once for a factor that was lost."""

import hashlib
import re
import secrets

HOW_MANY = 10
# Crockford's base32: none of these letters looks like another
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH, GROUP = 24, 6
AS_READ = str.maketrans("ilo", "110")


def new_codes() -> list[str]:
    """Return ten random codes of 120 bits, in groups of six letters."""
    return [_grouped("".join(secrets.choice(LETTERS) for _ in range(LENGTH))) for _ in range(HOW_MANY)]


def digest_of(code: str) -> bytes:
    """Return what is stored of a code; case, spaces and dashes do not count, and i, l, o are read as 1, 1, 0.

    A fast hash is enough: nobody guesses 120 bits.
    """
    letters = re.sub(r"[\s-]", "", code.lower()).translate(AS_READ)
    return hashlib.sha256(letters.encode()).digest()


def _grouped(letters: str) -> str:
    return "-".join(letters[place : place + GROUP] for place in range(0, LENGTH, GROUP))
