"""Time goes by in one auction: all its moments move into the past together, so that its log stays true."""

from database import Db

MOMENTS = {
    "item": ("id", "startTime", "endTime", "originalEnd", "closedAt", "createdAt"),
    "bid": ("item_id", "endTime", "createdAt"),
    "removal": ("item_id", "createdAt"),
    "prehistory": ("item_id", "endTime"),
    "history": ("item_id", "closedAt"),
}


def pass_time(db: Db, item_id: int, seconds: float) -> None:
    """Make it so many seconds later in this auction."""
    for table, (key, *columns) in MOMENTS.items():
        moved = ", ".join(f"{column} = {column} - INTERVAL %(micros)s MICROSECOND" for column in columns)
        db.run(
            f"UPDATE {table} SET {moved} WHERE {key} = %(item_id)s",
            item_id=item_id,
            micros=round(seconds * 1_000_000),
        )


def seconds_left(db: Db, item_id: int) -> float:
    """How long it is to the end by the database's clock; below zero after it."""
    row = db.one(
        "SELECT TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), endTime) AS micros FROM item WHERE id = %(item_id)s",
        item_id=item_id,
    )
    return float((row or {})["micros"]) / 1e6


def pass_time_to_end(db: Db, item_id: int, seconds_after: float = 1) -> None:
    """Let the auction's end be so many seconds ago (still to come: below zero)."""
    pass_time(db, item_id, seconds_left(db, item_id) + seconds_after)
