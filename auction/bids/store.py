"""The table `bid`: the append-only log of what was accepted."""

from typing import TypedDict

from auction.bids.rows import BestRow, BidRow, ItemBidOn, NewBid, OwnBid, OwnEntry
from auction.mysql.columns import ABOVE_ALL, columns, insert_into
from database import Db, Deferred, Pipeline

BID = columns(BidRow)
# joins what has made a bid fall; a bid stands where there is nothing
FALLEN = """
          LEFT JOIN removal ON removal.item_id = bid.item_id AND removal.user_id = bid.user_id
                           AND bid.id BETWEEN removal.firstBid AND removal.lastBid
"""


class Price(TypedDict):
    """A price (won)."""

    price: int


class EntryId(TypedDict):
    """The id of an entry; of the newest one of an empty log, 0."""

    id: int


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
           AND shown = 1
           AND id < %(before)s
         ORDER BY id DESC
         LIMIT %(limit)s
        """,
        item_id=item_id, before=before or ABOVE_ALL, limit=limit,
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
        item_id=item_id, before=before or ABOVE_ALL, limit=limit,
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
        user_id=user_id, before=before or ABOVE_ALL, limit=limit,
    )  # fmt: skip


def own_entries(db: Db, user_id: str, item_ids: list[int]) -> list[OwnEntry]:
    """What a user did on these auctions, without the bids that have fallen by version 2 of the rules."""
    if not item_ids:
        return []
    return db.all(
        OwnEntry,
        f"""
        SELECT {columns(OwnEntry, "bid")}
          FROM bid {FALLEN}
         WHERE bid.user_id = %(user_id)s
           AND bid.item_id IN %(item_ids)s
           AND removal.item_id IS NULL
        """,
        user_id=user_id, item_ids=item_ids,
    )  # fmt: skip


def fallen(db: Db, ids: list[int]) -> list[EntryId]:
    """Those of these entries that are bids which have fallen by version 2 of the rules."""
    if not ids:
        return []
    return db.all(
        EntryId,
        f"""
        SELECT bid.id
          FROM bid {FALLEN}
         WHERE bid.id IN %(ids)s
           AND bid.kind IN ('open', 'automatic', 'raise')
           AND removal.item_id IS NOT NULL
        """,
        ids=ids,
    )


def newest(db: Db, item_id: int) -> int:
    """The id of the newest entry of this item's log; 0 where there is none."""
    row = db.single(EntryId, "SELECT COALESCE(MAX(id), 0) AS id FROM bid WHERE item_id = %(item_id)s", item_id=item_id)
    return row["id"]


def price_by_bids(db: Db, item_id: int) -> int:
    """The price after the last entry that is neither a purchase at once nor a cancellation; 0 where there is none."""
    row = db.one(
        Price,
        """
        SELECT price
          FROM bid
         WHERE item_id = %(item_id)s AND kind NOT IN ('buy', 'cancel')
         ORDER BY id DESC
         LIMIT 1
        """,
        item_id=item_id,
    )
    return row["price"] if row else 0


def entry(db: Db, item_id: int, entry_id: int) -> BidRow | None:
    """One entry of this item's log."""
    return db.one(
        BidRow,
        f"SELECT {BID} FROM bid WHERE id = %(entry_id)s AND item_id = %(item_id)s",
        entry_id=entry_id, item_id=item_id,
    )  # fmt: skip


def entries_after(db: Db, item_id: int, after: int) -> list[BidRow]:
    """The entries of this item's log after this id, oldest first."""
    return db.all(
        BidRow,
        f"SELECT {BID} FROM bid WHERE item_id = %(item_id)s AND id > %(after)s ORDER BY id",
        item_id=item_id, after=after,
    )  # fmt: skip


def bests(db: Db, item_id: int, last: int, user_id: str | None = None) -> list[BestRow]:
    """The best standing bid up to the entry `last` of each bidder on this item, or of one of them."""
    one = "AND bid.user_id = %(user_id)s" if user_id else ""
    return db.all(
        BestRow,
        f"""
        SELECT bid.user_id, top.amount, MIN(bid.id) AS entry_id, top.open_amount
          FROM (SELECT bid.user_id, MAX(bid.offer) AS amount, MAX(IF(bid.kind = 'open', bid.offer, 0)) AS open_amount
                  FROM bid {FALLEN}
                 WHERE bid.item_id = %(item_id)s {one} AND bid.id <= %(last)s
                   AND bid.kind IN ('open', 'automatic', 'raise')
                   AND removal.item_id IS NULL
                 GROUP BY bid.user_id) AS top
          JOIN bid ON bid.user_id = top.user_id AND bid.item_id = %(item_id)s AND bid.offer = top.amount {FALLEN}
         WHERE bid.kind IN ('open', 'automatic', 'raise')
           AND removal.item_id IS NULL
         GROUP BY bid.user_id, top.amount, top.open_amount
        """,
        item_id=item_id, last=last, user_id=user_id,
    )  # fmt: skip


def standing_bids(db: Db, item_id: int, user_id: str, last: int) -> list[OwnBid]:
    """One bidder's standing bids up to the entry `last` on this item, oldest first."""
    return db.all(
        OwnBid,
        f"""
        SELECT {columns(OwnBid, "bid")}
          FROM bid {FALLEN}
         WHERE bid.item_id = %(item_id)s AND bid.user_id = %(user_id)s
           AND bid.id <= %(last)s
           AND bid.kind IN ('open', 'automatic', 'raise')
           AND removal.item_id IS NULL
         ORDER BY bid.id
        """,
        item_id=item_id, user_id=user_id, last=last,
    )  # fmt: skip
