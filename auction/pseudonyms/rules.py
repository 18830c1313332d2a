"""What the public sees in place of bidders and of ids in the log: names and numbers that tell nothing else.

Ids of entries are consecutive, so a gap between two of one auction would tell of a silent raise. A keyed permutation of
52 bits (a Feistel network) hides them; the numbers stay exact in JavaScript. The key is not the one that signs tokens.
"""

import hmac
from hashlib import blake2b

from auction.appstate import PerApp
from auction.secrets.rules import shared

NAME = "pseudonyms"
HALF_BITS = 26
HALF = (1 << HALF_BITS) - 1
ROUNDS = 6


# the key of this site (schema/0055_key_of_pseudonyms.py)
_key: PerApp[bytes] = PerApp(lambda: shared(NAME))


def prepare() -> None:
    """Read the key, if it has not been read yet: not for the first time within a transaction."""
    _key.get()


def public_number(entry_id: int) -> int:
    """The number that the public sees for an id of the log."""
    return permuted(_key.get(), entry_id)


def entry_id(number: int) -> int:
    """The id of the log behind a public number; 0, which no entry has, behind any other."""
    return restored(_key.get(), number)


def bidder_key(item_id: int, user_id: str) -> str:
    """Identifies a bidder within one auction, and in no other."""
    return hmac.new(_key.get(), f"{item_id}:{user_id}".encode(), "sha256").hexdigest()[:16]


def permuted(key: bytes, number: int) -> int:
    """The permutation of numbers below 2**52."""
    left, right = number >> HALF_BITS, number & HALF
    for turn in range(ROUNDS):
        left, right = right, left ^ _mixed(key, turn, right)
    return left << HALF_BITS | right


def restored(key: bytes, number: int) -> int:
    """The inverse of `permuted`; 0 for what it never gives."""
    if not 0 <= number < 1 << 2 * HALF_BITS:
        return 0
    left, right = number >> HALF_BITS, number & HALF
    for turn in reversed(range(ROUNDS)):
        left, right = right ^ _mixed(key, turn, left), left
    return left << HALF_BITS | right


def _mixed(key: bytes, turn: int, half: int) -> int:
    digest = blake2b(half.to_bytes(4, "big") + bytes([turn]), key=key, digest_size=4).digest()
    return int.from_bytes(digest, "big") & HALF
