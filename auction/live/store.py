"""What watchers look at, read from `item`: everything public that may change, and the newest entry of its log."""

from typing import Any

Row = dict[str, Any]


def read(db: Any, item_ids: list[int]) -> list[Row]:
    """By primary key, and one look into `bid`'s index each: a thousand items are a few milliseconds."""
    return db.all(
        """
        SELECT id, price, startPrice, bidCount, leader_id, startTime, endTime, state, UTC_TIMESTAMP(6) AS now,
               COALESCE((SELECT MAX(bid.id) FROM bid WHERE bid.item_id = item.id), 0) AS position
          FROM item
         WHERE id IN %(item_ids)s
        """,
        item_ids=item_ids,
    )
