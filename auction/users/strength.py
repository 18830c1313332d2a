"""Estimates how many guesses a password takes (zxcvbn), and names what makes it weak."""

from collections.abc import Iterable

from auction.http.composing import nfc
from auction.threads import run_in_thread

# more than the limits on guesses let through in two years, from a hundred addresses at once
MIN_GUESSES = 10**6
# the first letters are mostly enough, and estimated in 1 ms; of many digits and signs 32 would take 150 ms
LENGTHS = (16, 32)
SITE = ("ssgbay", "쓱bay", "쓱베이")
# common in Korea and not in zxcvbn's lists, as words and as typed with the keyboard in English
KOREAN = (
    "비밀번호", "안녕하세요", "사랑해", "사랑해요", "대한민국", "qlalfqjsgh", "dkssudgktpdy", "tkfkdgo", "tkfkdgody",
    "eogksalsrnr", "gksrnr", "dkssud",
)  # fmt: skip
# by the pattern of zxcvbn that costs a password the most; texts of http/texts.toml
FAULTS = {
    "repeat": "password_repeats", "sequence": "password_in_a_row", "spatial": "password_in_a_row",
    "date": "password_is_a_date", "regex": "password_is_a_date", "dictionary": "common_password",
}  # fmt: skip


def weakness(password: str, of_user: Iterable[str]) -> str | None:
    """Name what makes a password weak, by a text of http/texts.toml; None for a good one.

    `of_user` are words that others know of its user: id, nickname, phone.
    """
    words = [*_words(of_user), *SITE]
    if "".join(filter(str.isalnum, nfc(password).lower())) in words:
        # a phone number with hyphens elsewhere, an id without its dots
        return "password_of_owner"
    fault = None
    for length in LENGTHS:
        fault = run_in_thread(_weakness, nfc(password)[:length], [*words, *KOREAN])
        if fault is None or len(password) <= length:
            break
    return fault


def _weakness(password: str, words: list[str]) -> str | None:
    # imported at first use: the closing job imports this module every minute. The package's own function would keep
    # the words in a global that other threads use meanwhile
    from zxcvbn import matching, scoring

    known = matching.build_ranked_dict([word.lower() for word in words])
    matches = matching.omnimatch(password, {**matching.RANKED_DICTIONARIES, "user_inputs": known})
    found = scoring.most_guessable_match_sequence(password, matches)
    if found["guesses"] >= MIN_GUESSES:
        return None
    longest = max(found["sequence"], key=lambda match: len(match["token"]))
    if longest.get("dictionary_name") == "user_inputs" and longest["matched_word"] not in KOREAN:
        return "password_of_owner"
    return FAULTS.get(longest["pattern"], "weak_password")


def _words(of_user: Iterable[str]) -> Iterable[str]:
    """Each text, and its parts of three letters or more."""
    for text in of_user:
        whole = nfc(text).lower()
        parts = "".join(letter if letter.isalnum() else " " for letter in whole).split()
        yield from dict.fromkeys([whole, "".join(parts), *(part for part in parts if len(part) > 2)])
