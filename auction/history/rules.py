"""Prehistory has a row for each auction with a leader, history one for each sale; closing moves rows to history."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import database
from auction.history import store
from auction.history.rows import LeaderRow, SaleCounts, SaleRow
from auction.items import rules as items
from auction.items.rows import DueItem
from auction.items.rules import Auction

BATCH = 500
# before every auction: the form of 2023 accepted the year 23
FIRST = (datetime.min, 0)


@dataclass(frozen=True)
class Closed:
    """Result of a closing run: how many were sold, how many unsold, and how late the latest was (seconds)."""

    sold: int = 0
    unsold: int = 0
    late: float = 0.0

    def __add__(self, other: "Closed") -> "Closed":
        return Closed(self.sold + other.sold, self.unsold + other.unsold, max(self.late, other.late))


def save_leader(pipeline: database.Pipeline, item_id: int, leader_id: str, end_time: datetime) -> None:
    """Write an auction's leader and end into prehistory."""
    store.save_leader(pipeline, item_id, leader_id, end_time)


def close_all_due(run: database.RunTransaction, batch: int = BATCH, helper: Callable[[], Closed] = Closed) -> Closed:
    """Close all ended auctions in small transactions, so that bidders hardly wait for them.

    `run` runs each batch in its own transaction. Any number of closers may run at once, or be killed at any point:
    a batch is locked, sold and marked in one transaction, and rows locked by another closer are skipped. `helper` is
    a second closer, run in a thread when there is more than one batch: the database uses one core for each.
    """
    done, last = run(partial(_close_after, most=batch, after=FIRST))
    if done.sold + done.unsold < batch:
        return done
    # imported here because most runs, one each minute, do not need it
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as executor:
        other = executor.submit(helper)
        done += _close_rest(run, batch, last)
        return done + other.result()


def _close_rest(run: database.RunTransaction, batch: int, last: tuple[datetime, int]) -> Closed:
    """Close batch after batch, until one is not full."""
    total = Closed()
    while True:
        # let bidders who waited for the last batch go first
        time.sleep(0)
        done, last = run(partial(_close_after, most=batch, after=last))
        total += done
        if done.sold + done.unsold < batch:
            return total


def close_due(db: database.Db, most: int = BATCH) -> Closed:
    """Close up to `most` ended auctions in this transaction."""
    closed, _ = _close_after(db, most, FIRST)
    return closed


def _close_after(db: database.Db, most: int, after: tuple[datetime, int]) -> tuple[Closed, tuple[datetime, int]]:
    """Close up to `most` auctions after the one with this end and id; also return the last one closed."""
    due, now = items.hold_due(db, most, *after)
    if not due:
        return Closed(), after
    sold = [row["id"] for row in due if _sells(row)]
    unsold = [row["id"] for row in due if not _sells(row)]
    with db.pipeline() as pipeline:
        sell(pipeline, sold, now)
        items.close(pipeline, unsold, "unsold", now)
        store.remove_leaders(pipeline, [row["id"] for row in due if row["leader_id"] is not None])
    late = (now - due[0]["endTime"]).total_seconds()
    return Closed(len(sold), len(unsold), late), (due[-1]["endTime"], due[-1]["id"])


def closing_lateness(db: database.Db) -> float:
    """Return how long the oldest ended auction has been waiting to be closed (seconds)."""
    return items.closing_lateness(db)


def sell(pipeline: database.Pipeline, item_ids: list[int], now: datetime) -> None:
    """Sell locked auctions to their leaders at the standing prices: one history row each."""
    store.add_sales(pipeline, item_ids, now)
    items.close(pipeline, item_ids, "sold", now)


def sell_held(pipeline: database.Pipeline, auction: Auction) -> None:
    """Sell one locked auction to its leader before its end."""
    sell(pipeline, [auction.id], auction.now)
    store.remove_leaders(pipeline, [auction.id])


def remove_leader(pipeline: database.Pipeline, item_id: int) -> None:
    """Delete the row of an auction without a leader from prehistory."""
    store.remove_leaders(pipeline, [item_id])


def _sells(row: DueItem) -> bool:
    """Whether there is a standing bid of at least the reserve."""
    return row["leader_id"] is not None and (row["reserve"] is None or row["price"] >= row["reserve"])


def leaders_of(db: database.Db, item_ids: list[int]) -> dict[int, LeaderRow]:
    """Return the prehistory rows of these items, by item id."""
    return {row["item_id"]: row for row in store.leaders_of(db, item_ids)}


def sales_of(db: database.Db, item_ids: list[int]) -> dict[int, SaleRow]:
    """Return the history rows of these items, by item id."""
    return {row["item_id"]: row for row in store.sales_of(db, item_ids)}


def find_sales(db: database.Db, ids: list[int]) -> list[SaleRow]:
    """Return the history rows with these ids, oldest first."""
    return store.find_sales(db, ids) if ids else []


def won_by(db: database.Db, user_id: str, before: int | None, limit: int) -> list[SaleRow]:
    """Return the sales to this user, newest first, below the id `before`."""
    return store.won_by(db, user_id, before, limit)


def sold_by(db: database.Db, user_id: str, before: int | None, limit: int) -> list[SaleRow]:
    """Return the sales by this user, newest first, below the id `before`."""
    return store.sold_by(db, user_id, before, limit)


def counts(db: database.Db, user_id: str) -> SaleCounts:
    """Count the items that this user sold and bought."""
    return store.counts(db, user_id)
