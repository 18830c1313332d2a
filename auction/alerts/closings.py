"""Derives notifications from auctions that have closed, by their end, a purchase or early: won, sold, unsold, lost,
and watchedEnded for those who watch and have not bid."""

from collections.abc import Iterator
from typing import Any

import database
from auction.alerts.logs import store
from auction.alerts.positions import CLOSINGS, EndLog, Found
from auction.alerts.rows import ClosedRow
from auction.alerts.store import TimePosition
from auction.appstate import PerApp
from auction.items.watches import rules as watches
from auction.notifications import rules as notifications
from auction.notifications.rules import New

OUTCOMES = {"buy": "bought", "end": "early", "cancel": "cancelled"}

_log = PerApp(lambda: EndLog(CLOSINGS))


def derive() -> int:
    """Add the notifications of auctions that have closed; return how many."""
    return _log.get().look(_closed, add_for)


def _closed(db: database.Db, position: TimePosition, most: int) -> Found:
    # read first: what is still open then and closes meanwhile is read again
    due = store.oldest_due(db)
    rows = store.ended_since(db, position["at"], position["now"], most)
    return Found(rows, min(position["sureUntil"], due or position["sureUntil"]))


def add_for(db: database.Db, item_ids: list[int]) -> int:
    """Add the notifications of these closed auctions; return how many were new."""
    bidders: dict[int, list[str]] = {}
    for row in store.bidders_of(db, item_ids):
        bidders.setdefault(row["id"], []).append(row["user_id"])
    watchers = watches.watchers_of(db, item_ids)
    return notifications.add_all(
        db,
        (
            new
            for row in store.closed(db, item_ids)
            for new in news_of(row, bidders.get(row["id"], []), watchers.get(row["id"], []))
        ),
    )


def news_of(row: ClosedRow, bidders: list[str], watchers: list[str]) -> Iterator[New]:
    """Yield what a closed auction is news of; `bidders` are those whose bids stayed until it closed."""
    about, item_id, winner = f"item:{row['id']}", row["id"], row["leader_id"] if row["state"] == "sold" else None
    data: dict[str, Any] = {"price": row["price"], "name": row["name"], "outcome": _outcome(row)}
    if winner:
        yield New(winner, "won", about, item_id, data)
        yield New(row["seller_id"], "sold", about, item_id, data)
    elif row["state"] == "unsold":
        yield New(row["seller_id"], "unsold", about, item_id, data)
    elif row["reason"]:
        data["reason"] = row["reason"]
    for bidder in bidders:
        if bidder != winner:
            yield New(bidder, "lost", about, item_id, data)
    for watcher in sorted({*watchers} - {*bidders, row["seller_id"]}):
        yield New(watcher, "watchedEnded", about, item_id, data)


def _outcome(row: ClosedRow) -> str:
    """How the auction closed: `ended`, `bought`, `early`, `cancelled` or `reserveNotMet`."""
    if row["state"] == "unsold" and row["leader_id"]:
        return "reserveNotMet"
    return OUTCOMES.get(row["lastKind"] or "", "ended")
