"""Searches in reverse: of many searches, those that find a new item. Why it works this way: docs/decisions/0115.

Each search is filed under terms of which every item has one that it finds, so a new item asks only for the searches
under its own terms: n-grams without accents, and sellers. `finds` then gives the verdict of the list (query.py).
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple, TypedDict

from auction.items.list_query import Filters
from auction.items.search import index
from auction.items.search.forgiving import Meaning, combinations, has_initials, is_known, meaning, pattern, spellings
from auction.items.search.hangul import INITIALS, is_syllable, one_letter_off
from auction.items.search.ngrams import grams, grams_of_words, normalized, words
from database import Db

# no n-gram begins with these, since names have no control characters
SELLER, SLIP = b"\x01", b"\x02"


class Listed(TypedDict):
    """What of an item a search looks at."""

    name: str
    user_id: str
    price: int


class _Name(NamedTuple):
    """A name without spaces, without case and accents, its letters then, and its n-grams."""

    letters: str
    folded: str
    folded_letters: frozenset[str]
    grams: frozenset[bytes]


class _Word(NamedTuple):
    """A word without case and accents; one with initials is found by its pattern instead."""

    folded: str
    pattern: re.Pattern[str] | None


class _Wanted(NamedTuple):
    """The spellings of each word of a keyword, and the n-grams of which a name has those of one combination."""

    words: tuple[tuple[_Word, ...], ...]
    grams: tuple[frozenset[bytes], ...]


class _Keyword(NamedTuple):
    """A keyword's words, what is wanted where some name has them, and their letters other than initials, folded."""

    words: tuple[str, ...]
    as_written: _Wanted
    letters: frozenset[str]


def terms_of_item(item: Listed) -> set[bytes]:
    """Return all terms of an item: the n-grams and letters of its name, and its seller."""
    name, seller = _folded(normalized(item["name"])), _seller(item["user_id"])
    return {*grams(name), seller, SLIP + seller, *(SLIP + letter.encode() for letter in name)}


def terms_of_search(db: Db, filters: Filters) -> set[bytes]:
    """Return the terms to file a search under; none for one that has neither a keyword nor a seller."""
    found = words(filters.get("keyword") or "")
    known = spellings(found)
    if filters.get("seller"):
        seller = _seller(filters["seller"] or "")
        return {seller if not found or is_known(db, known) else SLIP + seller}
    if not found:
        return set()
    rarest = {index.rarest(db, grams_of_words(each, index.MAX_GRAMS)) for each in combinations(known)}
    terms = {_folded(term.decode()).encode() for term in rarest}
    return terms if is_known(db, known) else terms | _slips(db, found)


def finds(filters: Filters, item: Listed) -> bool:
    """Whether the list with these filters has an item that is live, where some name has the keyword as it is."""
    wanted = _keyword(filters.get("keyword") or "").as_written
    return _in_bounds(filters, item) and _has(_name(item["name"]), wanted, not _is_narrow(filters))


def finds_corrected(db: Db, filters: Filters, item: Listed) -> bool:
    """Whether the list has an item that is live, where it corrects a letter of the keyword because no name has it."""
    keyword, name = _keyword(filters.get("keyword") or ""), _name(item["name"])
    if not (_in_bounds(filters, item) and _may_be_slip(keyword, name)):
        return False
    return _has(name, _wanted(meaning(db, list(keyword.words))), not _is_narrow(filters))


def _seller(user_id: str) -> bytes:
    return SELLER + user_id.encode()


def _slips(db: Db, found: list[str]) -> set[bytes]:
    """Return two letters of a keyword that no name has: where one letter of it is corrected, one of the two stays."""
    letters = [letter.encode() for word in found for letter in word if letter not in INITIALS]
    if len(letters) < 2:
        return set()
    first = index.rarest(db, letters)
    letters.remove(first)
    return {SLIP + _folded(letter.decode()).encode() for letter in (first, index.rarest(db, letters))}


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


@lru_cache(20_000)
def _keyword(keyword: str) -> _Keyword:
    found = words(keyword)
    letters = frozenset(_folded("".join(found))).difference(INITIALS)
    return _Keyword(tuple(found), _wanted(spellings(found)), letters)


def _wanted(found: Meaning) -> _Wanted:
    by_combination = (frozenset(grams_of_words(each, index.MAX_GRAMS)) for each in combinations(found))
    return _Wanted(tuple(tuple(map(_word, each)) for each in found), tuple(by_combination))


@lru_cache(20_000)
def _word(word: str) -> _Word:
    return _Word(_folded(word), re.compile(pattern(word), re.IGNORECASE) if has_initials(word) else None)


@lru_cache(1_000)
def _name(name: str) -> _Name:
    letters = name.replace(" ", "")
    folded = _folded(letters)
    return _Name(letters, folded, frozenset(folded), frozenset(grams(name)))


def _has(name: _Name, wanted: _Wanted, by_grams: bool) -> bool:
    """Whether a name has a spelling of each word and, with `by_grams`, all n-grams by which it would be found."""
    for spelled in wanted.words:
        if not any(_has_word(name, word) for word in spelled):
            return False
    return not by_grams or any(each <= name.grams for each in wanted.grams)


def _has_word(name: _Name, word: _Word) -> bool:
    if word.pattern:
        return word.pattern.search(name.letters) is not None
    return word.folded in name.folded


def _may_be_slip(keyword: _Keyword, name: _Name) -> bool:
    """Whether a name has all words but one, and that one with one letter off, so that it may have them corrected."""
    if len(keyword.letters - name.folded_letters) > 1:
        return False
    missing = [word for word in keyword.words if not _has_word(name, _word(word))]
    return len(missing) <= 1 and any(_has_one_off(name, word) for word in missing or keyword.words)


def _has_one_off(name: _Name, word: str) -> bool:
    """Whether a name has a word with one letter of a syllable changed."""
    return any(
        _has_word(name, _word(word[:at] + other + word[at + 1 :]))
        for at, letter in enumerate(word)
        if is_syllable(letter)
        for other in _one_letter_off(letter).intersection(name.letters)
    )


@lru_cache(4_096)
def _one_letter_off(syllable: str) -> frozenset[str]:
    return frozenset(one_letter_off(syllable))


@lru_cache(20_000)
def _folded(text: str) -> str:
    """Return a text without case, width and accents, as the collation of names (utf8mb4_unicode_520_ci) compares."""
    return "".join(map(_folded_letter, text))


@lru_cache(4_096)
def _folded_letter(letter: str) -> str:
    base = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    folded = unicodedata.normalize("NFKC", base.casefold())
    return folded if len(folded) == 1 else letter
