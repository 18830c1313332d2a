"""How a Korean word is found inside words: every two neighbouring letters of a name are indexed.

Spaces do not count on either side, since Korean is spelled with and without them (아이폰13, 아이폰 13).
"""

import unicodedata


def squeezed(text: str) -> str:
    """The letters that count: one form and case of each, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def grams(name: str) -> list[bytes]:
    """Each pair of neighbouring letters of a name, and its last letter alone; none twice."""
    letters = squeezed(name)
    return list(dict.fromkeys(letters[at : at + 2].encode() for at in range(len(letters))))


def words(keyword: str) -> list[str]:
    """The words of a search; each must be found."""
    return [squeezed(word) for word in keyword.split()]


def grams_of_word(word: str) -> list[bytes]:
    """The pairs that every name with this word has; for a single letter, the letter, to be met as a beginning."""
    if len(word) == 1:
        return [word.encode()]
    return list(dict.fromkeys(word[at : at + 2].encode() for at in range(len(word) - 1)))
