"""Reads the public, changeable columns of `item` and the newest entry of its log."""

import json
from datetime import datetime
from typing import Any, TypedDict

from database import Db

Row = list[Any]


class Reading(TypedDict):
    """What was read at `now`: a JSON list of rows, or None where there are none."""

    now: datetime
    items: str | None


def read(db: Db, item_ids: list[int]) -> tuple[datetime, list[Row]]:
    """The database's time and a row for each item found, with its columns in the order of live/rules.state_of.

    By primary key, and one look into `bid`'s index each. All in one value: the driver takes 10 µs for each row that
    it is given, which at a thousand rows four times a second would be felt by those who bid.
    """
    found = db.single(
        Reading,
        """
        SELECT UTC_TIMESTAMP(6) AS now,
               JSON_ARRAYAGG(JSON_ARRAY(
                   id, price, startPrice, rulesVersion, bidCount, leader_id IS NOT NULL, startTime, endTime, state,
                   COALESCE((SELECT MAX(bid.id) FROM bid WHERE bid.item_id = item.id), 0)
               )) AS items
          FROM item
         WHERE id IN %(item_ids)s
        """,
        item_ids=item_ids,
    )
    return found["now"], json.loads(found["items"] or "[]")
