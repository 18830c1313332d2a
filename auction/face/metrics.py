"""What an operator watches, for Prometheus; summed over all workers of this host."""

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

FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)

requests_total = Counter("ssgbay_requests_total", "Answers by status class", ["status"])
request_seconds = Histogram("ssgbay_request_seconds", "Time to answer", buckets=FAST)
bids_total = Counter("ssgbay_bids_total", "Bids by outcome: leading, outbid, or the code of the refusal", ["outcome"])
hold_seconds = Histogram("ssgbay_bid_lock_wait_seconds", "Wait for the auction's row", buckets=FAST)
database_total = Counter("ssgbay_database_events_total", "Retries, lost commits, exhausted pools", ["event"])
streams = Gauge("ssgbay_event_streams", "Open event streams", multiprocess_mode="livesum")
closing_late = Gauge(
    "ssgbay_closing_late_seconds", "How long the oldest ended auction has waited to be closed", multiprocess_mode="max"
)
pool_in_use = Gauge("ssgbay_pool_connections_in_use", "Database connections checked out", multiprocess_mode="livesum")


def request_done(status: int, seconds: float) -> None:
    """Count one answer."""
    requests_total.labels(f"{status // 100}xx").inc()
    request_seconds.observe(seconds)


def database_event(event: str, _seconds: float) -> None:
    """Count what database.py tells."""
    database_total.labels(event).inc()


def page() -> Response:
    """The /metrics page."""
    pool_in_use.set(database.pool_in_use())
    if _values.ValueClass.__name__ == "MutexValue":
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
