"""What was listed before there was a search gets its grams, a block of ids at a time; a broken run may begin again."""

from yoyo import step

from auction.items.search import BLOCK, grams, listed


def index_names(connection):
    cursor = connection.cursor()
    cursor.execute("SELECT COALESCE(MAX(id), 0) FROM item")
    newest = cursor.fetchone()[0]
    for block in range(newest // BLOCK + 1):
        cursor.execute("SELECT id, name FROM item WHERE id >= %s AND id < %s", (block * BLOCK, (block + 1) * BLOCK))
        lists = listed_by_gram(cursor.fetchall())
        if lists:
            cursor.executemany(
                "INSERT INTO gram (gram, block, items) VALUES (%s, %s, %s)"
                " ON DUPLICATE KEY UPDATE items = VALUES(items)",
                [(gram, block, items) for gram, items in sorted(lists.items())],
            )
            connection.commit()


def listed_by_gram(rows):
    """The places of one block's items under each of their grams."""
    lists = {}
    for item_id, name in rows:
        _, place = listed(item_id)
        for gram in grams(name):
            lists[gram] = lists.get(gram, b"") + place
    return lists


steps = [step(index_names)]
