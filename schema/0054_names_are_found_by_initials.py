"""Items listed before initials were indexed get the bigrams of their initials, a block of ids at a time.

A broken run may begin again: an item that stands twice in a list is found once. Nothing here may be imported from the
application, which changes while this file does not.
"""

import struct
import unicodedata

from yoyo import step

BLOCK = 4096  # ids listed in one row


def index_initials(connection):
    cursor = connection.cursor()
    block = next_block(cursor, 0)
    while block is not None:
        cursor.execute("SELECT id, name FROM item WHERE id >= %s AND id < %s", (block * BLOCK, (block + 1) * BLOCK))
        add(cursor, block, cursor.fetchall())
        connection.commit()
        block = next_block(cursor, block + 1)


def next_block(cursor, block):
    """The first block from this one on that has an item; None at the end."""
    cursor.execute("SELECT MIN(id) FROM item WHERE id >= %s", (block * BLOCK,))
    first = cursor.fetchone()[0]
    return None if first is None else first // BLOCK


def add(cursor, block, rows):
    """Add the block's items to the lists of their initials; one that is there is not added again."""
    places = {}
    for item_id, name in rows:
        for gram in initials(name):
            places.setdefault(gram, set()).add(item_id % BLOCK)
    for gram, found in sorted(places.items()):
        cursor.execute("SELECT items FROM gram WHERE gram = %s AND block = %s FOR UPDATE", (gram, block))
        row = cursor.fetchone()
        before = struct.unpack(f">{len(row[0]) // 2}H", row[0]) if row else ()
        items = struct.pack(f">{len(found | set(before))}H", *sorted(found | set(before)))
        cursor.execute(
            "INSERT INTO gram (gram, block, items) VALUES (%s, %s, %s) ON DUPLICATE KEY UPDATE items = VALUES(items)",
            (gram, block, items),
        )


def initials(name):
    """The bigrams of a name's initials (UTF-8), where they are not its own bigrams."""
    letters = "".join(unicodedata.normalize("NFKC", name).casefold().split())
    pairs = [letters[at : at + 2] for at in range(len(letters) - 1)]
    found = {"".join(map(initial, pair)) for pair in pairs} - set(pairs)
    return {pair.encode() for pair in found}


def initial(letter):
    return chr(0x1100 + (ord(letter) - 0xAC00) // 588) if "\uac00" <= letter <= "\ud7a3" else letter


steps = [step(index_initials)]
