"""When a delivery may be sent: quiet hours, digests, the pause between mails about one auction, and retries.

Pure functions. Moments are naive UTC, as in the database; hours are those of a user's time zone.
"""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

# between two mails about one auction to one address
PAUSE = timedelta(minutes=10)
# a mail is not held back until less than this is left of the auction
TIME_TO_ACT = timedelta(minutes=5)
RETRIES = (
    timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10),
    timedelta(hours=1), timedelta(hours=6), timedelta(hours=24),
)  # fmt: skip
MAX_ATTEMPTS = len(RETRIES) + 1
# of a retry's pause, so that what failed together is not tried together
JITTER = 0.2


def quiet_until(now: datetime, zone: str, quiet_from: str | None, quiet_to: str | None) -> datetime | None:
    """Return the end of the quiet hours (HH:MM) that `now` is in; None outside of them, or where there are none."""
    if quiet_from is None or quiet_to is None or quiet_from == quiet_to:
        return None
    begin, end = time.fromisoformat(quiet_from), time.fromisoformat(quiet_to)
    wall = _local(now, zone).time()
    is_quiet = begin <= wall < end if begin < end else wall >= begin or wall < end
    return _next(now, zone, end) if is_quiet else None


def next_digest(now: datetime, zone: str, hour: int) -> datetime:
    """Return the next time after `now` when it is `hour` o'clock."""
    return _next(now, zone, time(hour))


def mail_time(now: datetime, last: datetime | None, ends_at: datetime | None) -> datetime:
    """Return when a mail about an auction may be sent, the latest one having been sent at `last`.

    `ends_at` is the auction's end. A mail after it waits for nothing, nor does one that would come too late to act.
    """
    if last is None:
        return now
    held = last + PAUSE
    if ends_at is not None and held > ends_at - TIME_TO_ACT:
        return now
    return max(now, held)


def retry_pause(attempts: int, pick: Callable[[float, float], float] = random.uniform) -> timedelta | None:
    """Return how long to wait after this many attempts that failed; None when there have been enough."""
    if attempts >= MAX_ATTEMPTS:
        return None
    return RETRIES[attempts - 1] * pick(1 - JITTER, 1 + JITTER)


def _local(now: datetime, zone: str) -> datetime:
    return now.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))


def _next(now: datetime, zone: str, wall: time) -> datetime:
    """The first moment after `now` with this time of day. When clocks are set back, one time of day comes twice."""
    return min(moment for moment in _moments(now, zone, wall) if moment > now)


def _moments(now: datetime, zone: str, wall: time) -> Iterator[datetime]:
    today = _local(now, zone).date()
    for day in (today, today + timedelta(days=1)):
        for fold in (0, 1):
            local = datetime.combine(day, wall.replace(fold=fold), ZoneInfo(zone))
            yield local.astimezone(UTC).replace(tzinfo=None)
