"""Items of 2023 get their search grams."""

from yoyo import step

from auction.items.search import grams


def index_names(connection):
    cursor = connection.cursor()
    cursor.execute("SELECT id, name FROM item")
    pairs = [(gram, item_id) for item_id, name in cursor.fetchall() for gram in grams(name)]
    if pairs:
        cursor.executemany("INSERT IGNORE INTO item_gram (gram, item_id) VALUES (%s, %s)", pairs)


steps = [step(index_names)]
