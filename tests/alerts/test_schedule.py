"""When a delivery may be sent, over all clocks and choices."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auction.alerts.schedule import (
    MAX_ATTEMPTS,
    PAUSE,
    RETRIES,
    TIME_TO_ACT,
    mail_time,
    next_digest,
    quiet_until,
    retry_pause,
)

ZONES = ("Asia/Seoul", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "UTC")
zones = st.sampled_from(ZONES)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31))
clocks = st.times().map(lambda at: f"{at:%H:%M}")


def wall(moment, zone):
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))


@settings(max_examples=400, deadline=None)
@given(moments, zones, clocks, clocks)
def test_quiet_hours_are_those_of_the_users_clock_and_end_within_a_day(now, zone, begin, end):
    shown = f"{wall(now, zone):%H:%M}"
    inside = begin <= shown < end if begin < end else (begin != end and (shown >= begin or shown < end))
    until = quiet_until(now, zone, begin, end)
    assert (until is not None) == inside
    if until:
        assert now < until <= now + timedelta(hours=25)


def test_the_default_quiet_night_ends_at_eight_in_seoul():
    assert quiet_until(datetime(2026, 11, 27, 14, 0), "Asia/Seoul", "22:00", "08:00") == datetime(2026, 11, 27, 23)
    assert quiet_until(datetime(2026, 11, 27, 12, 59, 59), "Asia/Seoul", "22:00", "08:00") is None
    assert quiet_until(datetime(2026, 11, 27, 23, 0), "Asia/Seoul", "22:00", "08:00") is None


@pytest.mark.parametrize(("begin", "end"), [(None, None), (None, "08:00"), ("22:00", None), ("08:00", "08:00")])
def test_without_a_beginning_and_an_end_no_hour_is_quiet(begin, end):
    assert quiet_until(datetime(2026, 11, 27, 15), "Asia/Seoul", begin, end) is None


def test_quiet_hours_outlast_the_hour_that_comes_twice():
    # on 1 November 2026 New York's clocks go from 02:00 back to 01:00, at 06:00 UTC
    second = datetime(2026, 11, 1, 6, 15)
    assert quiet_until(second, "America/New_York", "22:00", "01:30") == datetime(2026, 11, 1, 6, 30)


@settings(max_examples=300, deadline=None)
@given(moments, zones, st.integers(0, 23))
def test_a_digest_is_due_within_a_day_at_the_users_hour(now, zone, hour):
    due = next_digest(now, zone, hour)
    assert now < due <= now + timedelta(hours=25)
    shown = wall(due, zone)
    # an hour that clocks skip is found just behind the gap
    skipped = shown.utcoffset() != wall(due - timedelta(hours=2), zone).utcoffset()
    assert (shown.hour, shown.minute) == (hour, 0) or skipped


@settings(max_examples=400, deadline=None)
@given(moments, st.integers(0, 1_200), st.one_of(st.none(), st.integers(-600, 3_000)))
def test_mails_about_one_auction_are_ten_minutes_apart_unless_it_would_be_too_late(now, ago, left):
    last = now - timedelta(seconds=ago)
    ends_at = None if left is None else now + timedelta(seconds=left)
    due = mail_time(now, last, ends_at)
    assert due >= now
    if due == now:
        assert now - last >= PAUSE or (ends_at is not None and last + PAUSE > ends_at - TIME_TO_ACT)
    else:
        assert due == last + PAUSE
        assert ends_at is None or ends_at - due >= TIME_TO_ACT


def test_an_outbid_three_minutes_before_the_end_goes_at_once():
    now = datetime(2026, 11, 27, 12)
    assert mail_time(now, now - timedelta(minutes=1), now + timedelta(minutes=3)) == now
    assert mail_time(now, now - timedelta(minutes=1), now + timedelta(hours=3)) == now + timedelta(minutes=9)
    assert mail_time(now, now - timedelta(minutes=1), now - timedelta(minutes=3)) == now
    assert mail_time(now, None, now + timedelta(days=3)) == now


def test_pauses_grow_and_the_seventh_failure_is_the_last():
    plain = [retry_pause(attempts, lambda low, high: 1.0) for attempts in range(1, MAX_ATTEMPTS)]
    assert tuple(plain) == RETRIES
    assert [pause.total_seconds() for pause in plain] == [30, 120, 600, 3_600, 21_600, 86_400]
    assert retry_pause(7) is None
    assert MAX_ATTEMPTS == 7
    for attempts, pause in enumerate(plain, 1):
        assert 0.8 * pause <= retry_pause(attempts) <= 1.2 * pause
