"""Derives notifications from auctions that have closed, by their end, a purchase or early: won, sold, unsold, lost,
and watchedEnded for those who watch and have not bid."""

from collections.abc import Iterator
from typing import Any

import database
from auction.alerts import positions
from auction.alerts.logs import store
from auction.alerts.rows import ClosedRow
from auction.appstate import PerApp
from auction.items.watches import rules as watches
from auction.notifications import rules as notifications
from auction.notifications.rules import New

# closed auctions handled in one transaction
AT_ONCE = 500
OUTCOMES = {"buy": "bought", "end": "early", "cancel": "cancelled"}

# the auctions that this process has handled and that may be read again
_handled: PerApp[set[int]] = PerApp(set)


def derive() -> int:
    """Add the notifications of up to AT_ONCE auctions that have closed; return how many."""
    handled = _handled.get()
    with database.reading() as db:
        position = positions.time_position(db, positions.CLOSINGS)
        # read first: what is still open then and closes meanwhile is read again
        due = store.oldest_due(db)
        ended = store.ended_since(db, position["at"], position["now"], len(handled) + AT_ONCE)
    fresh = [row for row in ended if row["id"] not in handled][:AT_ONCE]
    done = database.transact(add_for, [row["id"] for row in fresh]) if fresh else 0
    handled.intersection_update(row["id"] for row in ended)
    handled.update(row["id"] for row in fresh)
    sure = min(position["sureUntil"], due or position["sureUntil"])
    if len(fresh) == AT_ONCE:
        sure = min(sure, fresh[-1]["endTime"])
    positions.note_time(positions.CLOSINGS, position, sure)
    return done


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
