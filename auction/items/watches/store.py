"""The tables `watch` (who watches which item) and `watch_count` (how many do). Times are UTC."""

from datetime import datetime
from typing import TypedDict

from auction.items.list_query import NEWEST_BID
from database import Db


class ItemId(TypedDict):
    """The id of a watched item."""

    item_id: int


class Watcher(ItemId):
    """Who watches an item."""

    user_id: str


class Number(TypedDict):
    """A number of rows."""

    number: int


class Moment(TypedDict):
    """The database's time, and the newest entry of the bid log then."""

    now: datetime
    position: int


class Ending(TypedDict):
    """A watched item and its end as it was at some moment."""

    id: int
    end: datetime


def add(db: Db, user_id: str, item_id: int) -> int:
    """Add a row; return 0 where it was there before."""
    return db.run(
        """
        INSERT IGNORE INTO watch (user_id, item_id, createdAt)
        VALUES (%(user_id)s, %(item_id)s, UTC_TIMESTAMP(6))
        """,
        user_id=user_id, item_id=item_id,
    )  # fmt: skip


def remove(db: Db, user_id: str, item_id: int) -> int:
    """Delete a row; return 0 where there was none."""
    return db.run(
        "DELETE FROM watch WHERE user_id = %(user_id)s AND item_id = %(item_id)s", user_id=user_id, item_id=item_id
    )


def count(db: Db, item_id: int, more: int) -> None:
    """Count so many more users who watch an item, or with a negative number fewer."""
    db.run(
        """
        INSERT INTO watch_count (item_id, number)
        VALUES (%(item_id)s, %(more)s)
        ON DUPLICATE KEY UPDATE number = number + %(more)s
        """,
        item_id=item_id, more=more,
    )  # fmt: skip


def remove_item(db: Db, item_id: int) -> None:
    db.run("DELETE FROM watch WHERE item_id = %(item_id)s", item_id=item_id)


def remove_count(db: Db, item_id: int) -> None:
    db.run("DELETE FROM watch_count WHERE item_id = %(item_id)s", item_id=item_id)


def count_without(db: Db, user_id: str) -> None:
    """Count this user no longer at all that they watch."""
    db.run(
        """
        UPDATE watch_count
          JOIN watch ON watch.item_id = watch_count.item_id
           SET watch_count.number = watch_count.number - 1
         WHERE watch.user_id = %(user_id)s
        """,
        user_id=user_id,
    )


def remove_user(db: Db, user_id: str) -> None:
    db.run("DELETE FROM watch WHERE user_id = %(user_id)s", user_id=user_id)


def number_of(db: Db, user_id: str) -> int:
    return db.single(Number, "SELECT COUNT(*) AS number FROM watch WHERE user_id = %(user_id)s", user_id=user_id)[
        "number"
    ]


def among(db: Db, user_id: str, item_ids: list[int]) -> set[int]:
    """Return those of these items that this user watches."""
    if not item_ids:
        return set()
    rows = db.all(
        ItemId,
        "SELECT item_id FROM watch WHERE user_id = %(user_id)s AND item_id IN %(item_ids)s",
        user_id=user_id, item_ids=item_ids,
    )  # fmt: skip
    return {row["item_id"] for row in rows}


def watchers_of(db: Db, item_ids: list[int]) -> list[Watcher]:
    return db.all(Watcher, "SELECT item_id, user_id FROM watch WHERE item_id IN %(item_ids)s", item_ids=item_ids)


def moment(db: Db) -> Moment:
    return db.single(Moment, f"SELECT UTC_TIMESTAMP(6) AS now, {NEWEST_BID} AS position")


def endings(db: Db, user_id: str, now: datetime, position: int) -> list[Ending]:
    """Return a user's watched items with their ends as of this time and position of the bid log, in no order."""
    return db.all(
        Ending,
        """
        SELECT item.id,
               LEAST(COALESCE(earlier.endTime, item.originalEnd),
                     IF(item.closedAt <= %(now)s, item.closedAt, TIMESTAMP'9999-12-31 00:00:00')) AS end
          FROM watch
          JOIN item ON item.id = watch.item_id
          LEFT JOIN bid AS earlier
            ON earlier.id = (SELECT MAX(id) FROM bid WHERE bid.item_id = item.id AND bid.id <= %(position)s)
         WHERE watch.user_id = %(user_id)s
        """,
        user_id=user_id, now=now, position=position,
    )  # fmt: skip
