"""Estimates how many guesses a password takes (zxcvbn), and names what makes it weak."""

from collections.abc import Iterable

from auction.http.composing import nfc
from auction.threads import run_in_thread

# the first letters are mostly enough, and estimated in 1 ms; of many digits and signs 32 would take 150 ms
LENGTHS = (16, 32)
SITE = ("ssgbay", "쓱bay", "쓱베이")


def weakness(password: str, of_user: Iterable[str]) -> str | None:
    """Name what makes a password weak, by a text of http/texts.toml; None for a good one.

    `of_user` are words that others know of its user: id, nickname, phone.
    """
    # imported at first use, and before the thread: there it could wait for ever
    from auction.users import estimation

    words = [*_words(of_user), *SITE]
    if "".join(filter(str.isalnum, nfc(password).lower())) in words:
        # a phone number with hyphens elsewhere, an id without its dots
        return "password_of_owner"
    fault = None
    for length in LENGTHS:
        fault = run_in_thread(estimation.fault_of, nfc(password)[:length], words)
        if fault is None or len(password) <= length:
            break
    return fault


def _words(of_user: Iterable[str]) -> Iterable[str]:
    """Each text, and its parts of three letters or more."""
    for text in of_user:
        whole = nfc(text).lower()
        parts = "".join(letter if letter.isalnum() else " " for letter in whole).split()
        yield from dict.fromkeys([whole, "".join(parts), *(part for part in parts if len(part) > 2)])
