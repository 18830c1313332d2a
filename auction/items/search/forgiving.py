"""What a keyword may mean beside its letters: initials, a word of the other script, a word with one letter off.

docs/decisions/0107 says why these, and in this order.
"""

import tomllib
from itertools import islice, product
from pathlib import Path

from auction.items.search import index
from auction.items.search.hangul import INITIALS, is_syllable, one_letter_off, syllables_with
from auction.items.search.ngrams import pairs_of_word
from database import Db

# all combinations of spellings are looked up
MAX_COMBINATIONS = 4
LONGEST_SLIP = 8
# so many likely corrections are looked for in names
MAX_CORRECTIONS = 24
_pairs = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))["pairs"]
SPELLINGS: dict[str, list[str]] = {
    **_pairs,
    **{korean: [latin for latin in _pairs if korean in _pairs[latin]] for found in _pairs.values() for korean in found},
}

# for each word of a keyword its spellings
Meaning = list[list[str]]


def meaning(db: Db, words: list[str]) -> Meaning:
    """Return each word with its spellings; where no name has them, one word of it with another letter."""
    found = spellings(words)
    if is_known(db, found):
        return found
    corrected = _corrected(db, words)
    return [[word] for word in corrected] if corrected else found


def spellings(words: list[str]) -> Meaning:
    """Return each word with its spellings in the other script."""
    return [[word, *_other_script(word)] for word in words]


def is_known(db: Db, found: Meaning) -> bool:
    """Whether some name has a spelling of each word."""
    return any(_exists(db, list(combination)) for combination in combinations(found))


def combinations(found: Meaning) -> list[tuple[str, ...]]:
    """Return the first combinations of one spelling for each word."""
    return list(islice(product(*found), MAX_COMBINATIONS))


def has_initials(word: str) -> bool:
    """Whether a word is to be found by initials: it has one that stands alone, and another letter."""
    return len(word) > 1 and any(letter in INITIALS for letter in word)


def pattern(word: str) -> str:
    """Return a regular expression for a word with initials."""
    return "".join(syllables_with(letter) if letter in INITIALS else _literal(letter) for letter in word)


def _literal(letter: str) -> str:
    return f"\\{letter}" if letter in r"\.^$|?*+()[]{}" else letter


def _other_script(word: str) -> list[str]:
    """Return the word with the longest known part of it in the other script."""
    known = max((part for part in SPELLINGS if part in word), key=len, default="")
    return [word.replace(known, spelling) for spelling in SPELLINGS.get(known, [])]


def _exists(db: Db, words: list[str]) -> bool:
    return next(index.candidates(db, words), None) is not None


def _corrected(db: Db, words: list[str]) -> list[str]:
    """Return the words with one letter of one of them changed so that some name has them; [] where none has."""
    for at, word in enumerate(words):
        for other in islice(_likely(db, word), MAX_CORRECTIONS):
            changed = [*words[:at], other, *words[at + 1 :]]
            if _exists(db, changed):
                return changed
    return []


def _likely(db: Db, word: str) -> list[str]:
    """Return the words with one letter off of which each pair of syllables stands in some name."""
    if not 2 <= len(word) <= LONGEST_SLIP:
        return []
    others = [
        word[:at] + syllable + word[at + 1 :]
        for at, letter in enumerate(word)
        if is_syllable(letter)
        for syllable in one_letter_off(letter)
    ]
    known = index.known(db, {pair for other in others for pair in pairs_of_word(other)})
    return [other for other in others if known.issuperset(pairs_of_word(other))]
