"""The tables `item` and `image`: one row's reading and writing. Lists are in listing.py, the search in finding.py."""

from datetime import datetime
from typing import Any

Row = dict[str, Any]

COLUMNS = """
       item.id, item.name, item.content, item.price, item.startPrice, item.bidCount, item.leader_id, item.maximum,
       item.reserve, item.buyNowPrice, item.buyNowUntil, item.startTime, item.endTime, item.originalEnd, item.extends,
       item.rulesVersion, item.state, item.relistOf, item.user_id, item.image, item.createdAt, item.closedAt,
       `user`.nickname, `user`.leftAt, UTC_TIMESTAMP(6) AS now
"""


def clock(db: Any) -> Any:
    """The database's time as `now`. A statement of its own: in a locking one it would be the time before the wait."""
    return db.one("SELECT UTC_TIMESTAMP(6) AS now")


HELD = """
        SELECT id, price, startPrice, bidCount, leader_id, maximum, reserve, buyNowPrice, buyNowUntil,
               startTime, endTime, originalEnd, extends, rulesVersion, state, user_id
          FROM item
         WHERE id = %(item_id)s
           FOR UPDATE"""


def hold(db: Any, item_id: int) -> Any:
    """Lock one auction's row until this transaction ends."""
    return db.one(HELD, item_id=item_id)


def hold_if_free(db: Any, item_id: int) -> Any:
    """As `hold`; no row when somebody else holds it."""
    return db.one(f"{HELD} SKIP LOCKED", item_id=item_id)


def find(db: Any, item_id: int) -> Row | None:
    return db.one(
        f"""
        SELECT {COLUMNS}
          FROM item
          JOIN `user` ON `user`.id = item.user_id
         WHERE item.id = %(item_id)s
        """,
        item_id=item_id,
    )


def find_many(db: Any, item_ids: list[int]) -> list[Row]:
    """In the order of `item_ids`."""
    if not item_ids:
        return []
    rows = db.all(
        f"""
        SELECT {COLUMNS}
          FROM item
          JOIN `user` ON `user`.id = item.user_id
         WHERE item.id IN %(item_ids)s
        """,
        item_ids=item_ids,
    )
    by_id = {row["id"]: row for row in rows}
    return [by_id[item_id] for item_id in item_ids if item_id in by_id]


def add(db: Any, values: Row) -> int:
    return db.insert(
        """
        INSERT INTO item (user_id, name, content, price, startPrice, reserve, buyNowPrice, buyNowUntil,
                          startTime, endTime, originalEnd, extends, rulesVersion, relistOf, image, createdAt)
        VALUES (%(seller_id)s, %(name)s, %(content)s, %(price)s, %(price)s, %(reserve)s, %(buy_now_price)s,
                %(buy_now_until)s, %(start_time)s, %(end_time)s, %(end_time)s, %(extends)s, %(rules_version)s,
                %(relist_of)s, %(image)s, %(now)s)
        """,
        **values,
    )


def change(db: Any, item_id: int, name: str, content: str, price: int, end_time: datetime) -> None:
    db.run(
        """
        UPDATE item
           SET name = %(name)s, content = %(content)s, price = %(price)s, startPrice = %(price)s,
               endTime = %(end_time)s, originalEnd = %(end_time)s
         WHERE id = %(item_id)s
        """,
        item_id=item_id, name=name, content=content, price=price, end_time=end_time,
    )  # fmt: skip


def save_standing(
    db: Any, item_id: int, price: int, leader_id: str | None, maximum: int | None, bid_count: int, end_time: datetime
) -> None:
    db.run(
        """
        UPDATE item
           SET price = %(price)s, leader_id = %(leader_id)s, maximum = %(maximum)s,
               bidCount = %(bid_count)s, endTime = %(end_time)s, changes = changes + 1
         WHERE id = %(item_id)s
        """,
        item_id=item_id, price=price, leader_id=leader_id, maximum=maximum, bid_count=bid_count, end_time=end_time,
    )  # fmt: skip


def close(db: Any, item_ids: list[int], state: str, closed_at: datetime) -> None:
    if item_ids:
        db.run(
            "UPDATE item SET state = %(state)s, closedAt = %(closed_at)s WHERE id IN %(item_ids)s",
            item_ids=item_ids, state=state, closed_at=closed_at,
        )  # fmt: skip


def hold_due(db: Any, most: int, after_end: datetime, after_id: int) -> Any:
    """Lock auctions whose end has come, the longest due first; those that another closer holds are left to it.

    Beginning after the last one closed spares walking over the index entries that closing it has left.
    """
    return db.all(
        """
        SELECT id, leader_id, price, reserve, endTime
          FROM item
         WHERE isOpen = 1
           AND endTime BETWEEN %(after_end)s AND UTC_TIMESTAMP(6)
           AND (endTime > %(after_end)s OR id > %(after_id)s)
         ORDER BY endTime, id
         LIMIT %(most)s
           FOR UPDATE SKIP LOCKED
        """,
        most=most, after_end=after_end, after_id=after_id,
    )  # fmt: skip


def closing_lateness(db: Any) -> float:
    late = db.one(
        """
        SELECT TIMESTAMPDIFF(MICROSECOND, MIN(endTime), UTC_TIMESTAMP(6)) / 1e6 AS seconds
          FROM item
         WHERE isOpen = 1
        """
    )["seconds"]
    return max(0.0, float(late or 0))


def remove(db: Any, item_id: int) -> None:
    db.run("DELETE FROM image WHERE item_id = %(item_id)s", item_id=item_id)
    db.run("DELETE FROM item WHERE id = %(item_id)s", item_id=item_id)


def add_images(db: Any, item_id: int, images: list[tuple[str, str, int, int]]) -> None:
    db.many(
        "INSERT INTO image (item_id, position, name, thumbnail, width, height) VALUES (%s, %s, %s, %s, %s, %s)",
        [(item_id, position, *image) for position, image in enumerate(images)],
    )


def images_of(db: Any, item_ids: list[int]) -> list[Row]:
    if not item_ids:
        return []
    return db.all(
        """
        SELECT item_id, name, thumbnail, width, height
          FROM image
         WHERE item_id IN %(item_ids)s
         ORDER BY item_id, position
        """,
        item_ids=item_ids,
    )


def known_images(db: Any, names: list[str]) -> set[str]:
    """Those of these files that some listing shows."""
    if not names:
        return set()
    rows = db.all(
        """
        SELECT name, thumbnail
          FROM image
         WHERE name IN %(names)s
            OR name IN %(full_names)s
        """,
        names=names, full_names=[name.replace("_t.webp", ".webp") for name in names],
    )  # fmt: skip
    return {row[key] for row in rows for key in ("name", "thumbnail")}


def was_bid_on(db: Any, item_id: int) -> bool:
    """Has anybody ever bid, even if they took it back?"""
    return bool(db.one("SELECT 1 AS bid FROM bid WHERE item_id = %(item_id)s LIMIT 1", item_id=item_id))


def listed_by(db: Any, seller_id: str, before: int | None, limit: int) -> list[Row]:
    return db.all(
        """
        SELECT id
          FROM item
         WHERE user_id = %(seller_id)s AND id < %(before)s
         ORDER BY id DESC
         LIMIT %(limit)s
        """,
        seller_id=seller_id, before=before or 2**31, limit=limit,
    )  # fmt: skip


def after_id(db: Any, item_id: int, limit: int) -> list[Row]:
    """What an audit compares, in the order of ids."""
    return db.all(
        """
        SELECT id, user_id, name, price, startPrice, bidCount, leader_id, maximum, reserve, buyNowPrice,
               startTime, endTime, originalEnd, extends, rulesVersion, state, closedAt
          FROM item
         WHERE id > %(item_id)s
         ORDER BY id
         LIMIT %(limit)s
        """,
        item_id=item_id, limit=limit,
    )  # fmt: skip


def counts_of_seller(db: Any, user_id: str) -> Row:
    return db.one(
        """
        SELECT COUNT(*)                                                                   AS listings,
               CAST(COALESCE(SUM(isOpen = 1 AND endTime > UTC_TIMESTAMP(6)), 0) AS SIGNED) AS living
          FROM item
         WHERE user_id = %(user_id)s
        """,
        user_id=user_id,
    )


def leads_anywhere(db: Any, user_id: str) -> bool:
    return bool(
        db.one("SELECT 1 AS leads FROM item WHERE leader_id = %(user_id)s AND isOpen = 1 LIMIT 1", user_id=user_id)
    )
