"""The table `bid`: the append-only log of what was accepted."""

from auction.bids.rows import BidRow, ItemBidOn, NewBid, OwnEntry
from auction.mysql.columns import columns, insert_into
from database import Db, Deferred, Pipeline

BID = columns(BidRow)


def add(pipeline: Pipeline, bid: NewBid) -> Deferred[int]:
    """Its id."""
    return pipeline.insert(insert_into("bid", NewBid), **bid)


def public_log(db: Db, item_id: int, before: int | None, limit: int) -> list[BidRow]:
    """Newest first, without the silent raises of a leader."""
    return db.all(
        BidRow,
        f"""
        SELECT {BID}
          FROM bid
         WHERE item_id = %(item_id)s
           AND kind <> 'raise'
           AND id < %(before)s
         ORDER BY id DESC
         LIMIT %(limit)s
        """,
        item_id=item_id, before=before or 2**62, limit=limit,
    )  # fmt: skip


def log_with_raises(db: Db, item_id: int, before: int | None, limit: int) -> list[BidRow]:
    """Newest first, with the silent raises: once an auction is over they explain its price."""
    return db.all(
        BidRow,
        f"""
        SELECT {BID}
          FROM bid
         WHERE item_id = %(item_id)s
           AND id < %(before)s
         ORDER BY id DESC
         LIMIT %(limit)s
        """,
        item_id=item_id, before=before or 2**62, limit=limit,
    )  # fmt: skip


def whole_log(db: Db, item_id: int) -> list[BidRow]:
    """Every entry of one auction, oldest first."""
    return db.all(
        BidRow,
        f"""
        SELECT {BID}
          FROM bid
         WHERE item_id = %(item_id)s
         ORDER BY id
        """,
        item_id=item_id,
    )


def logs_of(db: Db, item_ids: list[int]) -> list[BidRow]:
    """Every entry of these auctions, each auction's oldest first."""
    return db.all(
        BidRow,
        f"""
        SELECT {BID}
          FROM bid
         WHERE item_id IN %(item_ids)s
         ORDER BY item_id, id
        """,
        item_ids=item_ids,
    )


def items_bid_on(db: Db, user_id: str, before: int | None, limit: int) -> list[ItemBidOn]:
    """The items a user bid on, newest listing first."""
    return db.all(
        ItemBidOn,
        """
        SELECT item_id
          FROM bid
         WHERE user_id = %(user_id)s
           AND kind IN ('open', 'automatic', 'raise', 'buy')
           AND item_id < %(before)s
         GROUP BY item_id
         ORDER BY item_id DESC
         LIMIT %(limit)s
        """,
        user_id=user_id, before=before or 2**62, limit=limit,
    )  # fmt: skip


def own_entries(db: Db, user_id: str, item_ids: list[int]) -> list[OwnEntry]:
    """What a user did on these auctions."""
    if not item_ids:
        return []
    return db.all(
        OwnEntry,
        f"""
        SELECT {columns(OwnEntry)}
          FROM bid
         WHERE user_id = %(user_id)s
           AND item_id IN %(item_ids)s
        """,
        user_id=user_id, item_ids=item_ids,
    )  # fmt: skip
