"""What no new id or nickname may be: invisible letters, and words that pass for the operator's."""

import re
import unicodedata
from collections.abc import Iterator

# letters that are shown as nothing, though Unicode counts them as letters, marks or symbols
BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
VARIATION = re.compile("[\u180b-\u180f\ufe00-\ufe0e\U000e0100-\U000e01ef]")
JOINER, EMOJI_STYLE = "\u200d", "\ufe0f"
# what the style follows besides symbols: keycaps, and punctuation that is an emoji too
STYLED = "#*0123456789\u203c\u2049\u2194"
# two letters that look like one, then what looks like a Latin letter, also digits
PAIRS = (("rn", "m"), ("vv", "w"))
LOOKALIKES = {
    "a": "4@\u0430\u03b1\u0251", "b": "8\u0432\u03b2\u044c", "c": "\u0441\u03f2", "d": "\u0501",
    "e": "3\u0435\u03b5", "f": "\u03dd", "g": "9\u0261\u0581", "h": "\u04bb\u0570", "k": "\u043a\u03ba",
    "l": "1|!i\u0456\u0131\u03b9\u04cf\u0269\u0196", "m": "\u043c\u03bc", "n": "\u0578\u03b7\u043f",
    "o": "0\u043e\u03bf\u0585", "p": "\u0440\u03c1", "r": "\u0433\u1d26", "s": "5$\u0455\ua731",
    "t": "7\u0442\u03c4", "u": "\u057d\u03c5\u1d1c", "v": "\u03bd\u0475", "w": "\u0461\u051d",
    "y": "\u0443\u04af\u03b3",
}  # fmt: skip
DIGITS = "0123456789"
SEPARATORS = re.compile(r"[\W_]+")
FOLD = str.maketrans({other: letter for letter, others in LOOKALIKES.items() for other in others})
# reserved wherever they occur
NAMES = ("ssgbay", "쓱bay", "쓱베이", "관리자", "운영자", "운영팀", "운영진", "고객센터", "고객지원")
# reserved as a word of their own, with or without digits after them
WORDS = (
    "admin", "administrator", "sysadmin", "root", "system", "operator", "moderator", "staff", "official", "support",
    "helpdesk", "help", "security", "webmaster", "postmaster", "공식",
)  # fmt: skip


def fault_of(name: str) -> str | None:
    """Name what is wrong with a new id or nickname, by a text of http/texts.toml; None if nothing is."""
    if any(_is_invisible(name, place) for place in range(len(name))):
        return "invisible_characters"
    return "reserved_word" if _is_reserved(name) else None


def _is_invisible(name: str, place: int) -> bool:
    """Whether this letter is shown as nothing or changes the order of others; emoji are joined by such letters."""
    letter = name[place]
    if letter == JOINER:
        return not (_is_emoji(name[place - 1 : place]) and _is_emoji(name[place + 1 : place + 2]))
    if letter == EMOJI_STYLE:
        return not _is_emoji(name[place - 1 : place])
    return letter in BLANK or unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp") or bool(VARIATION.match(letter))


def _is_emoji(letter: str) -> bool:
    # skin colours are of the category Sk
    return letter != "" and (letter in EMOJI_STYLE + STYLED or unicodedata.category(letter) in ("So", "Sk"))


def _is_reserved(name: str) -> bool:
    readings = [*_readings(name)]
    wholes = {skeleton("".join(words)) for words in readings}
    tokens = {skeleton(part) for words in readings for word in words for part in (word, word.rstrip(DIGITS))}
    return bool((tokens | wholes) & _WORDS) or any(reserved in whole for reserved in _NAMES for whole in wholes)


def _readings(name: str) -> Iterator[list[str]]:
    """Split a name into words in each way that it may be read: without some of the digits at its end, and signs between
    letters taken for spaces or for the letters that they look like."""
    for text in (name.casefold(), unicodedata.normalize("NFKC", name).casefold()):
        for part in (text[:end] for end in range(len(text.rstrip(DIGITS)), len(text) + 1)):
            yield SEPARATORS.split(part)
            yield SEPARATORS.split(part.translate(FOLD))


def skeleton(text: str) -> str:
    """Reduce a text to what it looks like: without case, width, accents, and one letter for all that look alike."""
    # once before, since decomposing turns some letters into others that they do not look like
    apart = unicodedata.normalize("NFKD", text.casefold().translate(FOLD)).casefold()
    plain = "".join(letter for letter in apart if unicodedata.category(letter) != "Mn").translate(FOLD)
    for pair, letter in PAIRS:
        plain = plain.replace(pair, letter)
    return plain


_WORDS = {skeleton(word) for word in WORDS}
_NAMES = [skeleton(name) for name in NAMES]
