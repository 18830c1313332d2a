"""Prehistory has a row of an auction while somebody leads it, history one once it is sold; closing moves them on."""

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
# before every auction: a datetime-local box of 2023 let the year 23 pass
FIRST = (datetime.min, 0)


@dataclass(frozen=True)
class Closed:
    """What a closing run did: how many it sold, how many stayed unsold, how late the latest was (seconds)."""

    sold: int = 0
    unsold: int = 0
    late: float = 0.0

    def __add__(self, other: "Closed") -> "Closed":
        return Closed(self.sold + other.sold, self.unsold + other.unsold, max(self.late, other.late))


def save_leader(pipeline: database.Pipeline, item_id: int, leader_id: str, end_time: datetime) -> None:
    """Write into prehistory who leads, and the end."""
    store.save_leader(pipeline, item_id, leader_id, end_time)


def close_all_due(run: database.RunTransaction, batch: int = BATCH, helper: Callable[[], Closed] = Closed) -> Closed:
    """Close all ended auctions, a small transaction at a time, so that bidders elsewhere hardly wait.

    `run` gives each batch its own transaction. Safe with many closers at once and after a kill at any point:
    a batch is locked, sold and marked in one transaction, and what another closer holds is left to it. `helper` is a
    second closer, run beside this one when there is more than one batch: the database uses one core for each.
    """
    done, last = run(partial(_close_after, most=batch, after=FIRST))
    if done.sold + done.unsold < batch:
        return done
    # imported here because most runs find nothing to do, and start every minute
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as executor:
        other = executor.submit(helper)
        done += _close_rest(run, batch, last)
        return done + other.result()


def _close_rest(run: database.RunTransaction, batch: int, last: tuple[datetime, int]) -> Closed:
    """Batch after batch, until one is not full."""
    total = Closed()
    while True:
        # let bidders who queued behind the batch before go first
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
    """Close up to `most` auctions that ended after this one (end and id); returns the last one closed, too."""
    due, now = items.hold_due(db, most, *after)
    if not due:
        return Closed(), after
    sold = [row["id"] for row in due if _sells(row)]
    unsold = [row["id"] for row in due if not _sells(row)]
    with db.pipeline() as pipeline:
        sell(pipeline, sold, now)
        items.close(pipeline, unsold, "unsold", now)
        for row in due:
            if row["leader_id"] is not None:
                store.remove_leader(pipeline, row["id"])
    late = (now - due[0]["endTime"]).total_seconds()
    return Closed(len(sold), len(unsold), late), (due[-1]["endTime"], due[-1]["id"])


def closing_lateness(db: database.Db) -> float:
    """How long the oldest ended auction has waited to be closed (seconds)."""
    return items.closing_lateness(db)


def sell(pipeline: database.Pipeline, item_ids: list[int], now: datetime) -> None:
    """Sell held auctions to their leaders at their prices: one history row each."""
    store.add_sales(pipeline, item_ids, now)
    items.close(pipeline, item_ids, "sold", now)


def sell_held(pipeline: database.Pipeline, auction: Auction) -> None:
    """Sell one held auction to its leader, before its end."""
    sell(pipeline, [auction.id], auction.now)
    store.remove_leader(pipeline, auction.id)


def remove_leader(pipeline: database.Pipeline, item_id: int) -> None:
    """Delete prehistory's row of an auction that nobody leads any more."""
    store.remove_leader(pipeline, item_id)


def _sells(row: DueItem) -> bool:
    """Is there a standing bid at or over the reserve?"""
    return row["leader_id"] is not None and (row["reserve"] is None or row["price"] >= row["reserve"])


def leaders_of(db: database.Db, item_ids: list[int]) -> dict[int, LeaderRow]:
    """Prehistory's row of each of these items that has one."""
    return {row["item_id"]: row for row in store.leaders_of(db, item_ids)}


def sales_of(db: database.Db, item_ids: list[int]) -> dict[int, SaleRow]:
    """History's row of each of these items that has one."""
    return {row["item_id"]: row for row in store.sales_of(db, item_ids)}


def won_by(db: database.Db, user_id: str, before: int | None, limit: int) -> list[SaleRow]:
    """Sales to this user, newest first."""
    return store.won_by(db, user_id, before, limit)


def sold_by(db: database.Db, user_id: str, before: int | None, limit: int) -> list[SaleRow]:
    """Sales by this user, newest first."""
    return store.sold_by(db, user_id, before, limit)


def counts(db: database.Db, user_id: str) -> SaleCounts:
    """How many sales this user made (`sold`) and won (`bought`)."""
    return store.counts(db, user_id)
