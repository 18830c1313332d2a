"""Reads the public, changeable columns of `item` and the newest entry of its log."""

import json
from datetime import datetime
from typing import Any, TypedDict

from database import Db

Row = list[Any]
# a sign-in, and its user's newest notification with the time when one was last seen
Mark = tuple[str, tuple[int, str]]


class Marks(TypedDict):
    """A JSON list, or None where there is no such sign-in."""

    marks: str | None


class Reading(TypedDict):
    """What was read at `now`: a JSON list of rows, or None where there are none."""

    now: datetime
    items: str | None


def inbox_marks(db: Db, sign_in_ids: list[str]) -> list[Mark]:
    """Of each of these sign-ins that lives: its id, and what changes with its user's inbox.

    That is the id of the newest notification and when one was last seen: two looks into an index. One value as `read`.
    """
    found = db.single(
        Marks,
        """
        SELECT JSON_ARRAYAGG(JSON_ARRAY(
                   sign_in.id,
                   (SELECT id FROM notification AS own
                     WHERE own.user_id = sign_in.user_id ORDER BY own.id DESC LIMIT 1),
                   (SELECT seenAt FROM notification AS own
                     WHERE own.user_id = sign_in.user_id ORDER BY own.seenAt DESC LIMIT 1)
               )) AS marks
          FROM sign_in
         WHERE id IN %(sign_in_ids)s AND endedAt IS NULL AND expiresAt > UTC_TIMESTAMP(6)
        """,
        sign_in_ids=sign_in_ids,
    )
    return [
        (sign_in_id, (newest or 0, str(seen or ""))) for sign_in_id, newest, seen in json.loads(found["marks"] or "[]")
    ]


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
