"""The table `gram`: an inverted index with, for each n-gram and block of ids, a posting list of item ids."""

import heapq
from collections.abc import Iterator
from typing import TypedDict

from auction.items.search.ngrams import BLOCK, grams_of_words, intersect, posting_of, without_posting
from database import Db

# more lists would only take longer to intersect; candidates are compared with the keyword afterwards
MAX_GRAMS = 6
# the newest blocks hold a page of a common word; for a rarer one, the next four times as many are read, and so on
FIRST_BLOCKS = 4


class GramList(TypedDict):
    """A posting list, by its n-gram."""

    gram: bytes
    items: bytes


class NewestBlock(TypedDict):
    """The newest block in which an n-gram has a posting list."""

    newest: int


class KnownGram(NewestBlock):
    """The same with its n-gram."""

    gram: bytes


class GramSize(TypedDict):
    """The length of an n-gram's posting lists (bytes)."""

    gram: bytes
    size: int


class BlockList(TypedDict):
    """A posting list, by its block."""

    block: int
    items: bytes


def add(db: Db, item_id: int, grams: list[bytes]) -> None:
    block, written = posting_of(item_id)
    # always in the same order, so that two transactions cannot deadlock
    db.many(
        "INSERT INTO gram (gram, block, items) VALUES (%s, %s, %s)"
        " ON DUPLICATE KEY UPDATE items = CONCAT(items, VALUES(items))",
        [(gram, block, written) for gram in sorted(grams)],
    )


def remove(db: Db, item_id: int, grams: list[bytes]) -> None:
    """Remove the item from the posting lists of these n-grams; a list without it stays as it is."""
    if not grams:
        return
    block, _ = posting_of(item_id)
    rows = db.all(
        GramList,
        "SELECT gram, items FROM gram WHERE gram IN %(grams)s AND block = %(block)s ORDER BY gram FOR UPDATE",
        grams=grams, block=block,
    )  # fmt: skip
    db.many(
        "INSERT INTO gram (gram, block, items) VALUES (%s, %s, %s) ON DUPLICATE KEY UPDATE items = VALUES(items)",
        [(row["gram"], block, without_posting(row["items"], item_id)) for row in rows],
    )
    db.run("DELETE FROM gram WHERE gram IN %(grams)s AND block = %(block)s AND items = ''", grams=grams, block=block)


def candidates(db: Db, words: list[str], below: int | None = None) -> Iterator[int]:
    """Yield the ids of items whose names have every n-gram of all words, newest first, below the id `below`.

    Posting lists are read lazily: a caller that takes few ids reads few blocks.
    """
    grams = grams_of_words(words, MAX_GRAMS)
    newest = _newest_block(db, grams)
    if below is not None:
        newest = min(newest, below // BLOCK)
    blocks = FIRST_BLOCKS
    while newest >= 0:
        oldest = max(0, newest - blocks + 1)
        for block, lists in sorted(_lists(db, grams, oldest, newest).items(), reverse=True):
            if len(lists) == len(grams):
                yield from (item_id for item_id in intersect(block, lists) if below is None or item_id < below)
        newest, blocks = oldest - 1, blocks * 4


def any_of(db: Db, combinations: list[tuple[str, ...]], below: int | None = None) -> Iterator[int]:
    """Yield the candidates of all combinations of words, newest first, none twice."""
    before = None
    found = [candidates(db, list(words), below) for words in combinations]
    for item_id in found[0] if len(found) == 1 else heapq.merge(*found, reverse=True):
        if item_id != before:
            yield item_id
        before = item_id


def known(db: Db, grams: set[str]) -> set[str]:
    """Return those of these n-grams that some name has."""
    if not grams:
        return set()
    # with a loose scan of the index one row is read for each
    rows = db.all(
        KnownGram,
        "SELECT gram, MAX(block) AS newest FROM gram WHERE gram IN %(grams)s GROUP BY gram",
        grams=sorted(gram.encode() for gram in grams),
    )
    return {row["gram"].decode() for row in rows}


def rarest(db: Db, grams: list[bytes]) -> bytes:
    """Return that of these n-grams which the fewest names have, of those in the newest blocks."""
    rows = db.all(
        GramSize,
        """
        SELECT gram, CAST(SUM(LENGTH(items)) AS SIGNED) AS size
          FROM gram
         WHERE gram IN %(grams)s
           AND block > (SELECT MAX(id) FROM item) DIV %(block)s - %(blocks)s
         GROUP BY gram
        """,
        grams=grams, block=BLOCK, blocks=FIRST_BLOCKS,
    )  # fmt: skip
    sizes = {row["gram"]: row["size"] for row in rows}
    return min(grams, key=lambda gram: sizes.get(gram, 0))


def _newest_block(db: Db, grams: list[bytes]) -> int:
    """Return the newest block in which all these n-grams may have a posting list; -1 where one has none at all."""
    rows = db.all(
        NewestBlock, "SELECT MAX(block) AS newest FROM gram WHERE gram IN %(grams)s GROUP BY gram", grams=grams
    )
    return min(row["newest"] for row in rows) if len(rows) == len(grams) else -1


def _lists(db: Db, grams: list[bytes], oldest: int, newest: int) -> dict[int, list[bytes]]:
    by_block: dict[int, list[bytes]] = {}
    for row in db.all(
        BlockList,
        "SELECT block, items FROM gram WHERE gram IN %(grams)s AND block BETWEEN %(oldest)s AND %(newest)s",
        grams=grams, oldest=oldest, newest=newest,
    ):  # fmt: skip
        by_block.setdefault(row["block"], []).append(row["items"])
    return by_block
