"""Items listed before there was a search get their grams, a block of ids at a time; a broken run may begin again.

Nothing here may be imported from the application, which changes while this file does not: how a name is indexed
(`grams`) stands here as it was when the table was made.
"""

import struct
import time
import unicodedata

from yoyo import step

BLOCK = 4096  # ids listed in one row
REPORT_EVERY = 5  # seconds


def index_names(connection):
    cursor = connection.cursor()
    cursor.execute("SELECT COUNT(*) FROM item")
    total = cursor.fetchone()[0]
    done, began, block = 0, time.monotonic(), next_block(cursor, 0)
    while block is not None:
        cursor.execute("SELECT id, name FROM item WHERE id >= %s AND id < %s", (block * BLOCK, (block + 1) * BLOCK))
        rows = cursor.fetchall()
        write(cursor, block, lists_by_gram(rows))
        connection.commit()
        done += len(rows)
        report(done, total, began)
        block = next_block(cursor, block + 1)


def next_block(cursor, block):
    """The first block from this one on that has an item; None at the end."""
    cursor.execute("SELECT MIN(id) FROM item WHERE id >= %s", (block * BLOCK,))
    first = cursor.fetchone()[0]
    return None if first is None else first // BLOCK


def write(cursor, block, lists):
    if lists:
        cursor.executemany(
            "INSERT INTO gram (gram, block, items) VALUES (%s, %s, %s) ON DUPLICATE KEY UPDATE items = VALUES(items)",
            [(gram, block, items) for gram, items in sorted(lists.items())],
        )


def lists_by_gram(rows):
    """The places of one block's items under each of their grams, two bytes each."""
    lists = {}
    for item_id, name in rows:
        place = struct.pack(">H", item_id % BLOCK)
        for gram in grams(name):
            lists[gram] = lists.get(gram, b"") + place
    return lists


def grams(name):
    """Each letter of a name and each pair of neighbouring letters (UTF-8), none twice; spaces and case do not count."""
    letters = "".join(unicodedata.normalize("NFKC", name).casefold().split())
    pairs = [letters[at : at + 2] for at in range(len(letters) - 1)]
    return [gram.encode() for gram in dict.fromkeys([*letters, *pairs])]


def report(done, total, began):
    seconds = time.monotonic() - began
    if seconds > REPORT_EVERY and done < total:
        left = seconds / done * (total - done)
        print(f"    검색 {done:,} / {total:,} · names, about {left:.0f} s left", flush=True)


steps = [step(index_names)]
