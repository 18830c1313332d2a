"""Finds the rows of 2023 that cannot stay as they are: one SELECT for each table gives the rows and the reasons.

`--check` reads these, and `mending` keeps and changes exactly what they give.
"""

from typing import Any

import database

Row = dict[str, Any]

# a date of zeros, or one whose month or day is zero: servers that are not strict took them
ZERO = "(MONTH({0}) = 0 OR DAYOFMONTH({0}) = 0)"
# every auction of 2023 began when it was listed: a start in the future was written by a clock in Seoul
_START_OF_ZERO = f"IF({ZERO.format('item.endTime')}, '1970-01-01 00:00:01', LEAST(item.endTime, UTC_TIMESTAMP()))"
START = (
    f"CASE WHEN {ZERO.format('item.startTime')} THEN {_START_OF_ZERO} "
    "WHEN item.startTime > UTC_TIMESTAMP(6) THEN LEAST(item.startTime - INTERVAL 9 HOUR, UTC_TIMESTAMP()) "
    "ELSE item.startTime END"
)
END = f"IF({ZERO.format('item.endTime')}, {START}, item.endTime)"
PRICE = "LEAST(GREATEST(ROUND(item.price), 0), 1000000000000)"

# the columns of each table as 2023 had them; times as text, since a column of ours would refuse some
COLUMNS = {
    "history": "id, user_id, item_id",
    "prehistory": "id, user_id, item_id, endTime",
    "item": "id, endTime, startTime, name, content, price, user_id, image",
}

# the job of 2023 wrote a row for every bidder at every minute; prices only rose, so the latest row is the highest
_HISTORY = """
SELECT history.id, history.user_id, history.item_id,
       CASE WHEN item.id IS NULL AND history.item_id <= 0 THEN 'no_item'
            WHEN newest.id > history.id                   THEN 'earlier'
            WHEN item.id IS NULL                          THEN 'item_deleted'
            WHEN history.id <= 0 OR item.id <= 0          THEN 'renumbered'
       END AS reason
  FROM history
  JOIN (SELECT item_id, MAX(id) AS id FROM history GROUP BY item_id) AS newest ON newest.item_id = history.item_id
  LEFT JOIN item ON item.id = history.item_id
"""

_PREHISTORY = f"""
SELECT prehistory.id, prehistory.user_id, prehistory.item_id, CAST(prehistory.endTime AS CHAR) AS endTime,
       CASE WHEN item.id IS NULL                THEN 'no_item'
            WHEN sale.item_id IS NOT NULL       THEN 'sold'
            WHEN newest.id > prehistory.id      THEN 'earlier'
            WHEN `user`.id IS NULL              THEN 'no_bidder'
            WHEN {ZERO.format("prehistory.endTime")}
              OR prehistory.endTime <> item.endTime THEN 'other_end'
            WHEN prehistory.id <= 0 OR item.id <= 0     THEN 'renumbered'
       END AS reason
  FROM prehistory
  JOIN (SELECT item_id, MAX(id) AS id FROM prehistory GROUP BY item_id) AS newest
    ON newest.item_id = prehistory.item_id
  LEFT JOIN item ON item.id = prehistory.item_id
  LEFT JOIN (SELECT DISTINCT item_id FROM history) AS sale ON sale.item_id = prehistory.item_id
  LEFT JOIN `user` ON `user`.id = prehistory.user_id
"""

_ITEM = f"""
SELECT item.id, CAST(item.endTime AS CHAR) AS endTime, CAST(item.startTime AS CHAR) AS startTime, item.name,
       item.content, item.price, item.user_id, item.image,
       CAST({START} AS CHAR) AS newStart, CAST({END} AS CHAR) AS newEnd, {PRICE} AS newPrice,
       NULLIF(CONCAT_WS(', ',
         IF(item.id <= 0, 'id', NULL),
         IF({ZERO.format("item.startTime")}, 'zero_start', NULL),
         IF(item.startTime > UTC_TIMESTAMP(), 'future_start', NULL),
         IF({ZERO.format("item.endTime")}, 'zero_end', NULL),
         IF(item.price <> {PRICE}, 'price', NULL)), '') AS reason
  FROM item
"""

JUDGED = {
    "history": f"SELECT * FROM ({_HISTORY}) AS judged WHERE reason IS NOT NULL",
    "prehistory": f"SELECT * FROM ({_PREHISTORY}) AS judged WHERE reason IS NOT NULL",
    "item": f"SELECT * FROM ({_ITEM}) AS judged WHERE reason IS NOT NULL",
}
# a row with such a reason leaves its table; with any other it stays, changed
REMOVED = {"history": ("no_item", "earlier"), "prehistory": ("no_item", "sold", "earlier", "no_bidder"), "item": ()}


def judge(db: database.Db, table: str, most: int) -> list[Row]:
    """Return the first rows of each reason in one scan; `n` is how many rows have the same reason."""
    return db.all(
        f"SELECT * FROM (SELECT found.*, ROW_NUMBER() OVER (PARTITION BY reason ORDER BY id) AS place, "
        f"COUNT(*) OVER (PARTITION BY reason) AS n FROM ({JUDGED[table]}) AS found) AS placed "
        f"WHERE place <= %(most)s ORDER BY reason, id",
        most=most,
    )
