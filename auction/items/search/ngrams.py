"""N-grams and posting lists: each letter (unigram) and pair of neighbouring letters (bigram) of a name is indexed.

So a Korean word is found inside a longer one. Spaces are ignored, since Korean is spelled with and without them
(아이폰13, 아이폰 13).
"""

import struct
import unicodedata
from collections.abc import Sequence

from auction.items.search.hangul import INITIALS, initial

# ids per posting list: one list for all ids would be a huge row, and one row for each id too many rows
BLOCK = 4096


def normalized(text: str) -> str:
    """Return the text in NFKC, case-folded, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def grams(name: str) -> list[bytes]:
    """Return the distinct unigrams and bigrams of a name, and the bigrams of its initials: 에어팟 has ᄋᄋ and ᄋᄑ."""
    letters = normalized(name)
    pairs = _pairs(letters)
    initials = ["".join(map(initial, pair)) for pair in pairs]
    return [gram.encode() for gram in dict.fromkeys([*letters, *pairs, *initials])]


def _pairs(letters: str) -> list[str]:
    return [letters[at : at + 2] for at in range(len(letters) - 1)]


def words(keyword: str) -> list[str]:
    """Return the normalised words of a keyword; a match has all of them."""
    return [word for word in map(normalized, keyword.split()) if word]


def pairs_of_word(word: str) -> list[str]:
    """Return the bigrams by which a word is found; one with an initial that stands alone is of initials alone."""
    return ["".join(map(initial, pair)) if set(pair) & set(INITIALS) else pair for pair in _pairs(word)]


def grams_of_words(found: Sequence[str], most: int) -> list[bytes]:
    """Return up to `most` bigrams, taken from each word in turn; for a word of one letter, its unigram."""
    lists = [pairs_of_word(word) or [word] for word in found]
    in_turn = (grams[at] for at in range(max(map(len, lists), default=0)) for grams in lists if at < len(grams))
    return [gram.encode() for gram in dict.fromkeys(in_turn)][:most]


def posting_of(item_id: int) -> tuple[int, bytes]:
    """Return an item's block, and its posting as stored there."""
    block, place = divmod(item_id, BLOCK)
    return block, struct.pack(">H", place)


def without_posting(items: bytes, item_id: int) -> bytes:
    """Return a posting list without this item."""
    gone = item_id % BLOCK
    left = [place for place in _places(items) if place != gone]
    return struct.pack(f">{len(left)}H", *left)


def intersect(block: int, lists: Sequence[bytes]) -> list[int]:
    """Return the ids that are in all of these posting lists of one block, newest first."""
    shortest, *longer = sorted(lists, key=len)
    places = set(_places(shortest))
    for items in longer:
        places.intersection_update(_places(items))
    return [block * BLOCK + place for place in sorted(places, reverse=True)]


def _places(items: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(items) // 2}H", items)
