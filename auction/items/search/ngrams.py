"""How a Korean word is found inside words: every letter of a name, and every two neighbouring letters, are indexed.

Spaces do not count on either side, since Korean is spelled with and without them (아이폰13, 아이폰 13).
"""

import struct
import unicodedata
from collections.abc import Sequence

# ids are listed in blocks, so that a list is neither one huge row nor a row an item
BLOCK = 4096


def normalized(text: str) -> str:
    """The letters that count: one form and case of each, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def grams(name: str) -> list[bytes]:
    """Each letter of a name and each pair of neighbouring letters; none twice."""
    letters = normalized(name)
    return [gram.encode() for gram in dict.fromkeys([*letters, *_pairs(letters)])]


def _pairs(letters: str) -> list[str]:
    return [letters[at : at + 2] for at in range(len(letters) - 1)]


def words(keyword: str) -> list[str]:
    """The words of a search; each must be found."""
    return [word for word in map(normalized, keyword.split()) if word]


def grams_of_words(found: Sequence[str], most: int) -> list[bytes]:
    """Up to `most` pairs that every name with these words has, from each word in turn; of a single letter, itself."""
    lists = [_pairs(word) or [word] for word in found]
    in_turn = (grams[at] for at in range(max(map(len, lists), default=0)) for grams in lists if at < len(grams))
    return [gram.encode() for gram in dict.fromkeys(in_turn)][:most]


def posting_of(item_id: int) -> tuple[int, bytes]:
    """The block of an item's postings, and the posting as it is stored there."""
    block, place = divmod(item_id, BLOCK)
    return block, struct.pack(">H", place)


def without_posting(items: bytes, item_id: int) -> bytes:
    """A list without this item."""
    gone = item_id % BLOCK
    left = [place for place in _places(items) if place != gone]
    return struct.pack(f">{len(left)}H", *left)


def intersect(block: int, lists: Sequence[bytes]) -> list[int]:
    """The ids that are in all of a block's lists, newest first."""
    shortest, *longer = sorted(lists, key=len)
    places = set(_places(shortest))
    for items in longer:
        places.intersection_update(_places(items))
    return [block * BLOCK + place for place in sorted(places, reverse=True)]


def _places(items: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(items) // 2}H", items)
