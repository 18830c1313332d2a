"""Rate limits by network or user, counted over all workers and hosts in a sliding window.

The previous window counts by the share of it that lies within the last `window` seconds. A refused request is not
counted, so repeating it keeps nobody out for longer.
"""

import contextlib
import math
import time
from typing import NamedTuple

import database
from auction.appstate import PerApp
from auction.errors import TooMany, TryAgain
from auction.limits import store
from auction.limits.networks import networks


class Limit(NamedTuple):
    """At most `most` in `window` seconds. An exact one reads the database at every request."""

    name: str
    most: int
    window: int
    exact: bool = True


class TooManyRequests(TooMany):
    """Too many requests; wait and try again."""

    def __init__(self, retry_after: int, limit: Limit) -> None:
        super().__init__(retry_after)
        # draft-ietf-httpapi-ratelimit-headers-10
        self.headers = {
            "RateLimit-Policy": f'"{limit.name}";q={limit.most};w={limit.window}',
            "RateLimit": f'"{limit.name}";r=0;t={retry_after}',
        }


SIGN_UP = Limit("sign_up", 30, 3600)
WRONG_PASSWORD_OF_ACCOUNT = Limit("password_account", 10, 900)
WRONG_PASSWORD_OF_PAIR = Limit("password_pair", 10, 900)
WRONG_PASSWORD_FROM_ADDRESS = Limit("password_address", 100, 900)
WRONG_CURRENT_PASSWORD = Limit("password_current", 10, 900)
SECOND_FACTOR = Limit("second_factor", 10, 900)
BIDS = Limit("bids", 60, 60)
LISTINGS = Limit("listings", 30, 3600)
CARDS = Limit("cards", 60, 60)
WATCHES = Limit("watches", 120, 60)
PAYMENTS = Limit("payments", 30, 3600)
MESSAGES = Limit("messages", 30, 60)
SEARCHES = Limit("searches", 30, 60)
EVERYTHING = Limit("everything", 1200, 60, exact=False)

# of what is left below a limit, all workers together may have so much uncounted: one part in
UNCOUNTED = 20
MAX_LOCAL_COUNTS = 20_000


class _LocalCount:
    """This worker's share of one counter: the total when it was last read, and its own hits since."""

    __slots__ = ("pending", "total")

    def __init__(self) -> None:
        self.total, self.pending = 0.0, 0


_is_on: PerApp[bool] = PerApp(lambda: True)
_workers: PerApp[int] = PerApp(lambda: 1)
_local_counts: PerApp[dict[str, _LocalCount]] = PerApp(dict)
# by limit and subject: until when it was refused in this worker (monotonic clock)
_refused_until: PerApp[dict[str, float]] = PerApp(dict)


def configure(on: bool, workers: int = 1) -> None:
    """Switch the running application's limits on, or off for tests; `workers` of all hosts count together."""
    _is_on.set(on)
    _workers.set(workers)
    _local_counts.set({})
    _refused_until.set({})


def are_on() -> bool:
    """Whether anything is counted."""
    return _is_on.get()


def count(limit: Limit, subject: str) -> None:
    """Count one request of `subject`, a user's id or a network. Raises TooManyRequests when it is one too many."""
    if not _is_on.get():
        return
    if limit.exact:
        database.transact(take, limit, subject)
    else:
        _count_roughly(limit, subject)


def count_address(limit: Limit, address: str) -> None:
    """Count one request of an address by each of its networks. Raises TooManyRequests."""
    for network in networks(address):
        count(_times(limit, network.share), network.name)


def take(db: database.Db, limit: Limit, subject: str, hits: int = 1) -> float:
    """Count within a transaction, which a refusal rolls back. Returns the total. Raises TooManyRequests."""
    if not _is_on.get():
        return 0.0
    name = name_of(limit, subject)
    with db.pipeline() as pipeline:
        # the row's lock serialises simultaneous requests: exactly `most` of them pass
        store.add(pipeline, [(name, hits)], limit.window)
        counts = store.counts(pipeline, [name], limit.window)
    if refused := refusal(limit, subject, counts.result[0], hits):
        raise refused
    return _weighted(limit, counts.result[0])


def refusal(limit: Limit, subject: str, counts: store.Counts, hits: int = 1) -> TooManyRequests | None:
    """Return the refusal of the last `hits` of these counts if they are too many; this worker remembers it."""
    if _weighted(limit, counts) <= limit.most:
        return None
    seconds, refused_until = _seconds_until_room(limit, counts, hits), _refused_until.get()
    if len(refused_until) > MAX_LOCAL_COUNTS:
        refused_until.clear()
    refused_until[name_of(limit, subject)] = time.monotonic() + seconds
    return TooManyRequests(seconds, limit)


def refuse_again(limit: Limit, subject: str) -> None:
    """Raise TooManyRequests, without the database, while a subject that was refused in this worker has no room."""
    left = _refused_until.get().get(name_of(limit, subject), 0.0) - time.monotonic()
    if left > 0:
        raise TooManyRequests(math.ceil(left), limit)


def take_address(db: database.Db, limit: Limit, address: str, of: str = "") -> float:
    """Count an address within a transaction by each of its networks, or with `of` each pair of a network and that.

    Returns the total of its narrowest network. Raises TooManyRequests.
    """
    totals = [take(db, _times(limit, network.share), of + network.name) for network in networks(address)]
    return totals[0]


def give_back_address(db: database.Db, limit: Limit, address: str, of: str = "") -> None:
    """Undo one count of `take_address`."""
    for network in networks(address):
        give_back(db, limit, of + network.name)


def give_back(db: database.Db, limit: Limit, subject: str) -> None:
    """Undo one count of `take`."""
    _add(db, limit, subject, -1)


def note(db: database.Db, limit: Limit, subject: str) -> None:
    """Count without a limit."""
    _add(db, limit, subject, 1)


def is_noted(db: database.Db, limit: Limit, subject: str) -> bool:
    """Whether `note` was called within the window."""
    with db.pipeline() as pipeline:
        counts = store.counts(pipeline, [name_of(limit, subject)], limit.window)
    return any(_weighted(limit, row) > 0 for row in counts.result)


def _add(db: database.Db, limit: Limit, subject: str, hits: int) -> None:
    if _is_on.get():
        with db.pipeline() as pipeline:
            store.add(pipeline, [(name_of(limit, subject), hits)], limit.window)


def _times(limit: Limit, share: int) -> Limit:
    return limit if share == 1 else limit._replace(most=limit.most * share)


def _count_roughly(limit: Limit, subject: str) -> None:
    """Count in the database several at once while far from the limit, each close to it."""
    local = _local_count(name_of(limit, subject))
    local.pending += 1
    if local.pending < int(limit.most - local.total) // (UNCOUNTED * _workers.get()):
        return
    hits, local.pending = local.pending, 0
    # should this be refused, the next request reads the database too
    local.total = limit.most
    # without the database, routes that do not need it (the page, the health checks) still answer
    with contextlib.suppress(TryAgain):
        local.total = database.transact(take, limit, subject, hits)


def _local_count(name: str) -> _LocalCount:
    counts = _local_counts.get()
    if len(counts) > MAX_LOCAL_COUNTS:
        counts.clear()
    return counts.setdefault(name, _LocalCount())


def name_of(limit: Limit, subject: str) -> str:
    """Return the name of a subject's counter."""
    return f"{limit.name}:{subject}"[:120]


def _weighted(limit: Limit, counts: store.Counts) -> float:
    share_of_previous = 1 - counts["elapsed"] / limit.window
    return float(counts["previous"]) * share_of_previous + float(counts["current"])


def _seconds_until_room(limit: Limit, counts: store.Counts, hits: int) -> int:
    """Whole seconds until one more request would pass, if there is none meanwhile."""
    current, previous, elapsed = float(counts["current"]), float(counts["previous"]), counts["elapsed"]
    room = limit.most - 1
    before = current - hits
    if before <= room and not previous:
        # only several at once were too many
        return 1
    if before <= room:
        # this window's own requests leave room once enough of the one before has slid out
        return max(1, math.ceil(limit.window * (1 - (room - before) / previous) - elapsed))
    return max(1, math.ceil(limit.window * (2 - room / before) - elapsed))


def forget_expired(db: database.Db, most: int = 10_000) -> int:
    """Delete expired counters; return how many."""
    return store.forget_expired(db, most)
