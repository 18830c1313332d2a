"""Searches in reverse: of many searches, those that find a new item. Why it works this way: docs/decisions/0115.

Each search is filed under terms of which every item has one that it finds, so a new item asks only for the searches
under its own terms. Terms are n-grams without accents. `finds` then gives the verdict of the list (query.py).
"""

import re
import unicodedata
from functools import lru_cache
from typing import TypedDict

from auction.items.list_query import Filters
from auction.items.search import index
from auction.items.search.forgiving import Meaning, combinations, has_initials, is_known, meaning, pattern, spellings
from auction.items.search.hangul import INITIALS
from auction.items.search.ngrams import grams, grams_of_words, normalized, words
from database import Db

# no n-gram begins with it, since names have no control characters
SELLER = b"\x01"


class Listed(TypedDict):
    """What of an item a search looks at."""

    name: str
    user_id: str
    price: int


def terms_of_item(item: Listed) -> list[bytes]:
    """Return all terms of an item: the n-grams of its name, and its seller."""
    return [*grams(_folded(normalized(item["name"]))), _seller(item["user_id"])]


def terms_of_search(db: Db, filters: Filters) -> set[bytes]:
    """Return the terms to file a search under; none for one that has neither a keyword nor a seller."""
    if filters.get("seller"):
        return {_seller(filters["seller"] or "")}
    found = words(filters.get("keyword") or "")
    if not found:
        return set()
    known = spellings(found)
    terms = {index.rarest(db, grams_of_words(each, index.MAX_GRAMS)) for each in combinations(known)}
    if not is_known(db, known):
        terms |= _slips(db, found)
    return {_folded(term.decode()).encode() for term in terms}


def finds(db: Db, filters: Filters, item: Listed) -> bool:
    """Whether the list with these filters has an item that is live; the database is read where a slip is possible."""
    found = words(filters.get("keyword") or "")
    if not _in_bounds(filters, item):
        return False
    by_grams = not _is_narrow(filters)
    if not found or _has(item["name"], spellings(found), by_grams):
        return True
    return _may_be_slip(found, item["name"]) and _has(item["name"], meaning(db, found), by_grams)


def _seller(user_id: str) -> bytes:
    return SELLER + user_id.encode()


def _slips(db: Db, found: list[str]) -> set[bytes]:
    """Return two letters of a keyword that no name has: where one letter of it is corrected, one of the two stays."""
    letters = [letter.encode() for word in found for letter in word if letter not in INITIALS]
    if len(letters) < 2:
        return set()
    first = index.rarest(db, letters)
    letters.remove(first)
    return {first, index.rarest(db, letters)}


def _in_bounds(filters: Filters, item: Listed) -> bool:
    seller, low, high = filters.get("seller"), filters.get("min_price"), filters.get("max_price")
    return (
        (seller is None or seller == item["user_id"])
        and (low is None or low <= item["price"])
        and (high is None or item["price"] <= high)
    )


def _is_narrow(filters: Filters) -> bool:
    """Whether the list looks at each name instead of n-grams; between two prices it does where there are few."""
    return any(filters.get(name) is not None for name in ("seller", "min_price", "max_price"))


def _has(name: str, wanted: Meaning, by_grams: bool) -> bool:
    """Whether a name has a spelling of each word and, with `by_grams`, all n-grams by which it would be found."""
    if not all(any(_has_word(name, word) for word in each) for each in wanted):
        return False
    known = set(grams(name)) if by_grams else set()
    return not by_grams or any(known.issuperset(grams_of_words(each, index.MAX_GRAMS)) for each in combinations(wanted))


def _has_word(name: str, word: str) -> bool:
    if has_initials(word):
        return re.search(pattern(word), name.replace(" ", ""), re.IGNORECASE) is not None
    return _folded(word) in _folded(name.replace(" ", ""))


def _may_be_slip(found: list[str], name: str) -> bool:
    """Whether a name has all letters of the words but one, so that it may have them corrected."""
    letters = _folded(normalized(name))
    wanted = _folded("".join(found))
    return sum(letter not in letters for letter in wanted if letter not in INITIALS) <= 1


def _folded(text: str) -> str:
    """Return a text without case, width and accents, as the collation of names (utf8mb4_unicode_520_ci) compares."""
    return "".join(map(_folded_letter, text))


@lru_cache(4096)
def _folded_letter(letter: str) -> str:
    base = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    folded = unicodedata.normalize("NFKC", base.casefold())
    return folded if len(folded) == 1 else letter
