"""Derives endingSoon, for those who watch an auction, or have bid on it and do not lead. closings.py: watchedEnded."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import partial

import database
from auction.alerts.logs import store
from auction.alerts.positions import EndLog, Found
from auction.alerts.rows import EndingRow
from auction.alerts.store import TimePosition
from auction.appstate import PerApp
from auction.http.fields import rfc3339, utc
from auction.items.watches import rules as watches
from auction.notifications import rules as notifications
from auction.notifications.rules import New
from auction.users import recipients
from auction.users.recipients import MINUTES, Minutes

_logs = PerApp(lambda: {minutes: EndLog(f"ending{minutes}", timedelta(minutes=minutes)) for minutes in MINUTES})


def derive() -> int:
    """Add the notifications of auctions that end soon; return how many were new."""
    return sum(
        log.look(partial(_ending, minutes=minutes), partial(add_for, minutes=minutes))
        for minutes, log in _logs.get().items()
    )


def _ending(db: database.Db, position: TimePosition, most: int, minutes: Minutes) -> Found:
    ahead = timedelta(minutes=minutes)
    # of an auction that ends within a shorter warning, that one alone is due
    later = position["now"] + timedelta(minutes=max((each for each in MINUTES if each < minutes), default=0))
    first, last = max(position["at"] + ahead, later), position["now"] + ahead
    return Found(store.ending(db, first, last, most), position["sureUntil"])


def add_for(db: database.Db, item_ids: list[int], minutes: Minutes) -> int:
    """Add the notifications of these auctions, of which so many minutes are left; return how many were new."""
    watchers = watches.watchers_of(db, item_ids)
    for row in store.bidders_of(db, item_ids):
        watchers.setdefault(row["id"], []).append(row["user_id"])
    settings = recipients.settings_of(db, {user_id for users in watchers.values() for user_id in users})
    willing = {user_id for user_id, row in settings.items() if recipients.wants(row, minutes)}
    endings = store.endings(db, item_ids)
    return notifications.add_all(
        db, (new for row in endings for new in news_of(row, willing & {*watchers.get(row["id"], [])}, minutes))
    )


def news_of(row: EndingRow, users: Iterable[str], minutes: Minutes) -> Iterator[New]:
    """Yield what an auction that ends soon is news of, for those of these users who neither lead nor sell."""
    data = {"minutes": minutes, "price": row["price"], "name": row["name"], "endTime": rfc3339(utc(row["endTime"]))}
    for user_id in sorted(set(users) - {row["leader_id"], row["seller_id"]}):
        yield New(user_id, "endingSoon", f"item:{row['id']}:{minutes}", row["id"], data)
