"""What zxcvbn says of a password. Importing this takes 0.2 s, so the closing job, which never needs it, must not."""

# the package's own function would keep the user's words in a global that other threads use meanwhile
from zxcvbn import matching, scoring

# more than the limits on guesses let through in two years, from a hundred addresses at once
MIN_GUESSES = 10**6
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


def fault_of(password: str, words: list[str]) -> str | None:
    """Name what makes a password too easy to guess for one who knows these words; None for a good one."""
    known = matching.build_ranked_dict([word.lower() for word in [*words, *KOREAN]])
    matches = matching.omnimatch(password, {**matching.RANKED_DICTIONARIES, "user_inputs": known})
    found = scoring.most_guessable_match_sequence(password, matches)
    if found["guesses"] >= MIN_GUESSES:
        return None
    longest = max(found["sequence"], key=lambda match: len(match["token"]))
    if longest.get("dictionary_name") == "user_inputs" and longest["matched_word"] not in KOREAN:
        return "password_of_owner"
    return FAULTS.get(longest["pattern"], "weak_password")
