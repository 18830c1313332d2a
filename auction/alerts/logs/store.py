"""Reads the logs of bids, closings and accounts for the derivers. Times are UTC, by the database's clock."""

from datetime import datetime

from auction.alerts.rows import BidderRow, ClosedRow, DueRow, EndingRow, EndRow, EntryRow, EventRow
from auction.bids.log import BIDS, FALLS
from database import Db

# those who have bid and whose last entry among those joined is a bid
STILL_BIDDING = """
HAVING MAX(IF(bid.kind IN %(bids)s, bid.id, 0)) > MAX(IF(bid.kind IN %(falls)s, bid.id, 0))
"""


def block(address: str) -> str:
    """Return the SQL of an address's block, within which a customer of a provider moves: /24, or /48 of IPv6."""
    return f"LEFT(INET6_ATON({address}), IF({address} LIKE '%%:%%', 6, 3))"


def entries(db: Db, ids: list[int]) -> list[EntryRow]:
    """These entries of the log of bids, each with the entries that stood before and after it."""
    return db.all(
        EntryRow,
        """
        SELECT bid.id, bid.item_id, bid.user_id, bid.kind, bid.price, bid.leader_id, bid.reason,
               item.name, item.user_id AS seller_id, item.reserve,
               earlier.price AS priceBefore, earlier.leader_id AS leaderBefore,
               COALESCE(earlier.kind IN %(falls)s AND earlier.createdAt = bid.createdAt, 0) AS corrects,
               later.id AS lastId, later.price AS priceAfter, later.leader_id AS leaderAfter
          FROM bid
          JOIN item ON item.id = bid.item_id
          LEFT JOIN bid AS earlier ON earlier.id = (
                   SELECT id FROM bid AS other
                    WHERE other.item_id = bid.item_id AND other.id < bid.id
                      AND (bid.kind NOT IN %(falls)s OR other.createdAt < bid.createdAt)
                    ORDER BY id DESC LIMIT 1)
          LEFT JOIN bid AS later ON bid.kind IN %(falls)s AND later.id = (
                   SELECT MAX(id) FROM bid AS other
                    WHERE other.item_id = bid.item_id AND other.id >= bid.id AND other.createdAt = bid.createdAt)
         WHERE bid.id IN %(ids)s
         ORDER BY bid.id
        """,
        ids=ids, falls=FALLS,
    )  # fmt: skip


def bidders_before(db: Db, ids: list[int]) -> list[BidderRow]:
    """For each of these entries by which bids fall, those whose bids stayed."""
    return db.all(
        BidderRow,
        f"""
        SELECT fall.id, bid.user_id
          FROM bid AS fall
          JOIN bid ON bid.item_id = fall.item_id AND bid.createdAt <= fall.createdAt
         WHERE fall.id IN %(ids)s
         GROUP BY fall.id, bid.user_id
        {STILL_BIDDING}
           AND NOT MAX(bid.kind IN %(falls)s AND bid.createdAt = fall.createdAt)
        """,
        ids=ids, bids=BIDS, falls=FALLS,
    )  # fmt: skip


def ended_since(db: Db, since: datetime, now: datetime, most: int) -> list[EndRow]:
    """Closed auctions that ended from then until now, the earliest end first."""
    return db.all(
        EndRow,
        """
        SELECT id, endTime
          FROM item
         WHERE isOpen = 0 AND endTime BETWEEN %(since)s AND %(now)s
         ORDER BY endTime, id
         LIMIT %(most)s
        """,
        since=since, now=now, most=most,
    )  # fmt: skip


def ending(db: Db, first: datetime, last: datetime, most: int) -> list[EndRow]:
    """Auctions that have started, are not closed and end after `first`, until `last`; the earliest end first."""
    return db.all(
        EndRow,
        """
        SELECT id, endTime
          FROM item
         WHERE isOpen = 1 AND endTime > %(first)s AND endTime <= %(last)s AND startTime <= UTC_TIMESTAMP(6)
         ORDER BY endTime, id
         LIMIT %(most)s
        """,
        first=first, last=last, most=most,
    )  # fmt: skip


def endings(db: Db, item_ids: list[int]) -> list[EndingRow]:
    """Those of these auctions that have not ended."""
    return db.all(
        EndingRow,
        """
        SELECT id, name, user_id AS seller_id, leader_id, price, endTime
          FROM item
         WHERE id IN %(item_ids)s AND isOpen = 1 AND endTime > UTC_TIMESTAMP(6)
        """,
        item_ids=item_ids,
    )


def oldest_due(db: Db) -> datetime | None:
    """The end of the auction that ended first of those that are not closed yet; None where there is none."""
    return db.single(DueRow, "SELECT MIN(endTime) AS endTime FROM item WHERE isOpen = 1")["endTime"]


def closed(db: Db, item_ids: list[int]) -> list[ClosedRow]:
    """These closed auctions, each with the last entry of its log."""
    return db.all(
        ClosedRow,
        """
        SELECT item.id, item.name, item.user_id AS seller_id, item.leader_id, item.price, item.state,
               newest.kind AS lastKind, newest.reason
          FROM item
          LEFT JOIN bid AS newest ON newest.id = (
                   SELECT id FROM bid AS other WHERE other.item_id = item.id ORDER BY id DESC LIMIT 1)
         WHERE item.id IN %(item_ids)s
         ORDER BY item.endTime, item.id
        """,
        item_ids=item_ids,
    )


def bidders_of(db: Db, item_ids: list[int]) -> list[BidderRow]:
    """For each of these items, those whose bids stayed until it closed."""
    return db.all(
        BidderRow,
        f"""
        SELECT bid.item_id AS id, bid.user_id
          FROM bid
         WHERE bid.item_id IN %(item_ids)s
         GROUP BY bid.item_id, bid.user_id
        {STILL_BIDDING}
        """,
        item_ids=item_ids, bids=BIDS, falls=FALLS,
    )  # fmt: skip


def events(db: Db, ids: list[int]) -> list[EventRow]:
    """These security events, each with whether its device had signed in before from the same block of addresses."""
    return db.all(
        EventRow,
        f"""
        SELECT event.id, event.user_id, event.kind, event.device, event.address,
               EXISTS (SELECT 1 FROM security_event AS earlier
                        WHERE earlier.user_id = event.user_id AND earlier.id < event.id
                          AND earlier.kind = 'newSignIn' AND earlier.device <=> event.device
                          AND {block("earlier.address")} <=> {block("event.address")})
            OR EXISTS (SELECT 1 FROM sign_in
                        WHERE sign_in.user_id = event.user_id AND sign_in.createdAt < event.createdAt
                          AND sign_in.device <=> event.device
                          AND {block("sign_in.address")} <=> {block("event.address")}) AS isKnown
          FROM security_event AS event
         WHERE event.id IN %(ids)s
         ORDER BY event.id
        """,
        ids=ids,
    )
