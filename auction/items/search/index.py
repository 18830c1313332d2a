"""The table `gram`: for each letter and pair of letters, the items that have it in their name, block by block."""

from collections.abc import Iterator
from typing import TypedDict

from auction.items.search.ngrams import BLOCK, grams_of_words, intersect, posting_of, without_posting
from database import Db

# more would only make the crossing longer; the letters themselves are compared afterwards
MOST_GRAMS = 6
# a page of a common word is found in the newest blocks; of a rarer one, four times as many are read, and so on
FIRST_BLOCKS = 4


class GramList(TypedDict):
    """The items of one block whose names have a gram."""

    gram: bytes
    items: bytes


class NewestBlock(TypedDict):
    """The newest block of a gram."""

    newest: int


class BlockList(TypedDict):
    """One gram's items in a block."""

    block: int
    items: bytes


def add(db: Db, item_id: int, grams: list[bytes]) -> None:
    block, written = posting_of(item_id)
    # one order for everybody, so that two listings never wait for each other in a circle
    db.many(
        "INSERT INTO gram (gram, block, items) VALUES (%s, %s, %s)"
        " ON DUPLICATE KEY UPDATE items = CONCAT(items, VALUES(items))",
        [(gram, block, written) for gram in sorted(grams)],
    )


def remove(db: Db, item_id: int, grams: list[bytes]) -> None:
    """Write each list without the item. Raises nothing for a list that did not have it."""
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


def found(db: Db, words: list[str], below: int | None = None) -> Iterator[int]:
    """Ids below `below` of items whose names have every pair of letters of all words, newest first.

    Lists are read as ids are taken, for whoever takes no more than a few.
    """
    grams = grams_of_words(words, MOST_GRAMS)
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


def _newest_block(db: Db, grams: list[bytes]) -> int:
    """The newest block in which all of them may meet; -1 where one is in no name at all."""
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
