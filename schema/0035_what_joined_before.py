"""Mends what a database of 2023 got from the steps above as they were before; any other database has none of it.

- 0010 made the buyer of a deleted item its seller, and let its auction extend, which no audit can follow. Who sold it
  is not known: nobody who is here.
- A server that is not strict let dates of zeros through, which no client can read.

Rows are looked for without a lock and changed by id, so that bids go on.
"""

from yoyo import step

NOBODY = "(삭제된 판매자)"  # no id of a user begins with a bracket
DELETED = "(삭제된 상품)"

ZERO = "(MONTH({0}) = 0 OR DAYOFMONTH({0}) = 0)"
# an item's times where they are zeros; the end is first, since it is set from what the start was
START = f"IF({ZERO.format('startTime')}, IF({ZERO.format('endTime')}, '1970-01-01 00:00:01', endTime), startTime)"
TIMES = (
    f"UPDATE item SET endTime = IF({ZERO.format('endTime')}, {START}, endTime), startTime = {START} WHERE id = %s",
    f"UPDATE item SET originalEnd = endTime WHERE id = %s AND {ZERO.format('originalEnd')}",
    f"UPDATE item SET createdAt = startTime WHERE id = %s AND {ZERO.format('createdAt')}",
    f"UPDATE item SET closedAt = endTime WHERE id = %s AND {ZERO.format('closedAt')}",
    "UPDATE prehistory JOIN item ON item.id = prehistory.item_id SET prehistory.endTime = item.endTime "
    f"WHERE item.id = %s AND {ZERO.format('prehistory.endTime')}",
    "UPDATE history JOIN item ON item.id = history.item_id SET history.closedAt = item.closedAt "
    f"WHERE item.id = %s AND {ZERO.format('history.closedAt')}",
    "UPDATE bid JOIN item ON item.id = bid.item_id SET bid.endTime = item.endTime "
    f"WHERE item.id = %s AND {ZERO.format('bid.endTime')}",
    "UPDATE bid JOIN item ON item.id = bid.item_id SET bid.createdAt = LEAST(item.startTime, item.endTime) "
    f"WHERE item.id = %s AND {ZERO.format('bid.createdAt')}",
)


def mend_sellers(connection):
    cursor = connection.cursor()
    cursor.execute(
        "SELECT id FROM item WHERE name = %s AND user_id <> %s AND content IS NULL AND image = '' AND price = 0"
        " AND startPrice = 0 AND extends = 1 AND startTime = endTime",
        (DELETED, NOBODY),
    )
    items = cursor.fetchall()
    if items:
        cursor.execute(
            "INSERT INTO `user` (id, phone, password, nickname, leftAt) SELECT %s, '', '!', NULL, UTC_TIMESTAMP(6)"
            " FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM `user` WHERE id = %s)",
            (NOBODY, NOBODY),
        )
    for (item_id,) in items:
        cursor.execute("UPDATE item SET user_id = %s, extends = 0 WHERE id = %s", (NOBODY, item_id))
        cursor.execute("UPDATE history SET seller_id = %s WHERE item_id = %s", (NOBODY, item_id))
    connection.commit()


def mend_times(connection):
    cursor = connection.cursor()
    zeros = " OR ".join(ZERO.format(name) for name in ("startTime", "endTime", "originalEnd", "createdAt", "closedAt"))
    cursor.execute(f"SELECT id FROM item WHERE {zeros}")
    for (item_id,) in cursor.fetchall():
        for statement in TIMES:
            cursor.execute(statement, (item_id,))
    connection.commit()


steps = [step(mend_sellers), step(mend_times)]
