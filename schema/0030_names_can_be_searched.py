"""What was listed before there was a search gets its grams."""

from yoyo import step

from auction.items.search import grams, listed


def index_names(connection):
    cursor = connection.cursor()
    cursor.execute("SELECT id, name FROM item")
    rows = [(gram, *listed(item_id)) for item_id, name in cursor.fetchall() for gram in grams(name)]
    if rows:
        cursor.executemany(
            "INSERT INTO gram (gram, block, items) VALUES (%s, %s, %s)"
            " ON DUPLICATE KEY UPDATE items = CONCAT(items, VALUES(items))",
            rows,
        )


steps = [step(index_names)]
