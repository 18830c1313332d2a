"""Derives endingSoon, for those who watch an auction, or have bid on it and do not lead. closings.py: watchedEnded."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import database
from auction.alerts import positions
from auction.alerts.logs import store
from auction.alerts.rows import EndingRow
from auction.appstate import PerApp
from auction.http.fields import utc
from auction.items.watches import rules as watches
from auction.notifications import rules as notifications
from auction.notifications.rules import New

# minutes before the end, the longest first
WARNINGS = (60, 10)
# auctions handled in one transaction
AT_ONCE = 500

# the auctions that this process has handled and that may be read again, by minutes
_handled: PerApp[dict[int, set[int]]] = PerApp(lambda: {minutes: set() for minutes in WARNINGS})


def derive() -> int:
    """Add the notifications of auctions that end soon; return how many were new."""
    return sum(_derive(minutes) for minutes in WARNINGS)


def _derive(minutes: int) -> int:
    name, handled, ahead = f"ending{minutes}", _handled.get()[minutes], timedelta(minutes=minutes)
    with database.reading() as db:
        position = positions.time_position(db, name)
        # of an auction that ends within a shorter warning, that one alone is due
        later = position["now"] + timedelta(minutes=max((each for each in WARNINGS if each < minutes), default=0))
        first, last = max(position["at"] + ahead, later), position["now"] + ahead
        rows = store.ending(db, first, last, len(handled) + AT_ONCE)
    fresh = [row for row in rows if row["id"] not in handled][:AT_ONCE]
    done = database.transact(add_for, [row["id"] for row in fresh], minutes) if fresh else 0
    handled.intersection_update(row["id"] for row in rows)
    handled.update(row["id"] for row in fresh)
    sure = fresh[-1]["endTime"] - ahead if len(fresh) == AT_ONCE else position["sureUntil"]
    positions.note_time(name, position, min(sure, position["sureUntil"]))
    return done


def add_for(db: database.Db, item_ids: list[int], minutes: int) -> int:
    """Add the notifications of these auctions, of which so many minutes are left; return how many were new."""
    watchers = watches.watchers_of(db, item_ids)
    for row in store.bidders_of(db, item_ids):
        watchers.setdefault(row["id"], []).append(row["user_id"])
    return notifications.add_all(
        db, (new for row in store.endings(db, item_ids) for new in news_of(row, watchers.get(row["id"], []), minutes))
    )


def news_of(row: EndingRow, users: Iterable[str], minutes: int) -> Iterator[New]:
    """Yield what an auction that ends soon is news of, for those of these users who neither lead nor sell."""
    data = {"minutes": minutes, "price": row["price"], "name": row["name"], "endTime": _z(row["endTime"])}
    for user_id in sorted(set(users) - {row["leader_id"], row["seller_id"]}):
        yield New(user_id, "endingSoon", f"item:{row['id']}:{minutes}", row["id"], data)


def _z(moment: datetime) -> str:
    return utc(moment).isoformat().replace("+00:00", "Z")
