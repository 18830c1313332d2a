"""Metrics for Prometheus, summed over all workers of this host."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client import values as _values

import database
from auction.errors import Refusal

FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)

requests_total = Counter("ssgbay_requests_total", "Requests answered, by status class", ["status"])
request_seconds = Histogram("ssgbay_request_seconds", "Duration of requests, in seconds", buckets=FAST)
bids_total = Counter("ssgbay_bids_total", "Bids: leading, outbid, won, repeated or the code of a refusal", ["outcome"])
hold_seconds = Histogram("ssgbay_bid_lock_wait_seconds", "Time that bids waited for the auction's row", buckets=FAST)
database_total = Counter(
    "ssgbay_database_events_total", "Retried transactions, commits of unknown outcome, exhausted pools", ["event"]
)
streams = Gauge("ssgbay_event_streams", "Open event streams", multiprocess_mode="livesum")
closing_late = Gauge(
    "ssgbay_closing_late_seconds", "How long the oldest ended auction has been waiting to be closed, in seconds",
    # each scrape is answered by one worker; an earlier value of another one is out of date
    multiprocess_mode="livemostrecent",
)  # fmt: skip
# both are read from the database, since workers of no web server count them
deliveries = Gauge(
    "ssgbay_deliveries", "Deliveries of notifications, by channel and outcome", ["channel", "outcome"],
    multiprocess_mode="livemostrecent",
)  # fmt: skip
worker_late = Gauge(
    "ssgbay_worker_late_seconds", "How long ago the worker had derived the notifications of all closings, in seconds",
    multiprocess_mode="livemostrecent",
)  # fmt: skip
delivery_late = Gauge(
    "ssgbay_delivery_late_seconds", "How long the oldest due delivery has been waiting, in seconds", ["channel"],
    multiprocess_mode="livemostrecent",
)  # fmt: skip
payment_undecided = Gauge(
    "ssgbay_payment_undecided_seconds", "How long ago the oldest payment began that is still being confirmed",
    multiprocess_mode="livemostrecent",
)  # fmt: skip
refunds_stuck = Gauge(
    "ssgbay_refunds_stuck", "Refunds that the payment provider refused", multiprocess_mode="livemostrecent"
)
pool_in_use = Gauge("ssgbay_pool_connections_in_use", "Database connections in use", multiprocess_mode="livesum")


def request_done(status: int, seconds: float) -> None:
    """Count one request and record the worker's use of its pool."""
    pool_in_use.set(database.pool_in_use())
    requests_total.labels(f"{status // 100}xx").inc()
    request_seconds.observe(seconds)


def database_event(event: str, seconds: float) -> None:
    """Count an event of the database layer, or observe a wait for a lock (seconds)."""
    if event == "lock_wait":
        hold_seconds.observe(seconds)
    else:
        database_total.labels(event).inc()


@contextmanager
def counted_bid() -> Iterator[Callable[[str], None]]:
    """Count one bid, however often its transaction runs.

    Yields a function that records the outcome; the last one counts, or a refusal's code, or else `repeated`.
    """
    outcomes = ["repeated"]
    try:
        yield outcomes.append
    except Refusal as refusal:
        outcomes.append(refusal.code)
        raise
    finally:
        bids_total.labels(outcomes[-1]).inc()


def page() -> Response:
    """Return the response to /metrics."""
    if _values.ValueClass.__name__ == "MutexValue":
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
