"""How often one address or user may do a thing, counted over all workers and hosts by a sliding window.

The window before counts by the share of it that still lies within the last `window` seconds. A refused try is not
counted, so nobody stays locked out by knocking.
"""

import contextlib
import math
import time
from typing import Any, NamedTuple

import database
from auction.errors import TooMany, TryAgain
from auction.limits import store


class TooManyRequests(TooMany):
    """Too many requests; wait and try again."""


class Limit(NamedTuple):
    """At most `most` in `window` seconds. An exact one asks the database every time."""

    name: str
    most: int
    window: int
    exact: bool = True


SIGN_UP = Limit("sign_up", 30, 3600)
WRONG_PASSWORD_OF_ACCOUNT = Limit("password_account", 10, 900)
WRONG_PASSWORD_FROM_ADDRESS = Limit("password_address", 100, 900)
BIDS = Limit("bids", 60, 60)
LISTINGS = Limit("listings", 30, 3600)
EVERYTHING = Limit("everything", 1200, 60, exact=False)

NEWS_AFTER = 1.0
REMEMBERED = 20_000

_on = True


class _Share:
    """What this worker knows of one counter: the total when last asked, and its own hits since."""

    __slots__ = ("asked_at", "pending", "total")

    def __init__(self) -> None:
        self.total, self.pending, self.asked_at = 0.0, 0, 0.0


_shares: dict[str, _Share] = {}


def configure(on: bool) -> None:
    """Switch all limits on, or off for benches and tests."""
    global _on
    _on = on
    _shares.clear()


def count(limit: Limit, whom: str) -> None:
    """Count one try. Raises TooManyRequests when it is one too many."""
    if not _on:
        return
    if limit.exact:
        database.transact(take, limit, whom)
    else:
        _count_roughly(limit, whom)


def take(db: database.Db, limit: Limit, whom: str, hits: int = 1) -> float:
    """Count within a transaction, which a refusal rolls back. Returns the total. Raises TooManyRequests."""
    if not _on:
        return 0.0
    name = _name(limit, whom)
    # the row's lock makes simultaneous tries queue: exactly `most` of them pass
    store.add(db, name, limit.window, hits)
    counts = store.counts(db, name, limit.window)
    total = _weighted(limit, counts)
    if total > limit.most:
        raise TooManyRequests(_seconds_until_room(limit, counts, hits))
    return total


def give_back(db: database.Db, limit: Limit, whom: str) -> None:
    """Take back one counted try that turned out well."""
    if _on:
        store.add(db, _name(limit, whom), limit.window, -1)


def _count_roughly(limit: Limit, whom: str) -> None:
    """Ask the database less often while far from the limit, every time close to it."""
    share = _share_of(_name(limit, whom))
    share.pending += 1
    step = max(1, int(limit.most - share.total) // 20)
    if share.pending < step and time.monotonic() - share.asked_at < NEWS_AFTER:
        return
    hits, share.pending = share.pending, 0
    # should this be refused, the next try asks too
    share.total = limit.most
    # while the database does not answer, what needs none (the page, the health checks) still goes out
    with contextlib.suppress(TryAgain):
        share.total = database.transact(take, limit, whom, hits)
    share.asked_at = time.monotonic()


def _share_of(name: str) -> _Share:
    if len(_shares) > REMEMBERED:
        _shares.clear()
    return _shares.setdefault(name, _Share())


def _name(limit: Limit, whom: str) -> str:
    return f"{limit.name}:{whom}"[:120]


def _weighted(limit: Limit, counts: dict[str, Any]) -> float:
    share_of_previous = 1 - int(counts["elapsed"]) / limit.window
    return float(counts["previous"]) * share_of_previous + float(counts["current"])


def _seconds_until_room(limit: Limit, counts: dict[str, Any], hits: int) -> int:
    """Whole seconds until one more try would pass, if nobody tries meanwhile."""
    current, previous, elapsed = (float(counts[key]) for key in ("current", "previous", "elapsed"))
    room = limit.most - 1
    before = current - hits
    if before <= room and not previous:
        # only several at once were too many
        return 1
    if before <= room:
        # this window's own tries leave room once enough of the one before has slid out
        return max(1, math.ceil(limit.window * (1 - (room - before) / previous) - elapsed))
    return max(1, math.ceil(limit.window * (2 - room / before) - elapsed))


def forget_expired(db: database.Db, most: int = 10_000) -> int:
    """Remove counters that no window needs any more. Returns how many."""
    return store.forget_expired(db, most)
