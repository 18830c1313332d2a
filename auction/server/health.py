"""Health, readiness and metrics, for load balancers, deployments and Prometheus."""

import contextlib
from functools import cache
from typing import Literal, TypedDict

from flask import Blueprint, Response, current_app, request
from pydantic import Field

import database
from auction.alerts import positions
from auction.alerts.deliveries import figures as deliveries
from auction.config import ROOT
from auction.errors import NotFound, TryAgain
from auction.history.rules import closing_lateness
from auction.http import problems
from auction.http.contract import answers
from auction.http.fields import Out
from auction.live.routes import live_of
from auction.notifications.kinds import CHANNELS
from auction.observability import metrics
from auction.payments import rules as payments
from auction.payments.refunds import rules as refunds
from auction.server.access import is_operator

health = Blueprint("health", __name__)

WITHOUT_TABLES = {"health.alive", "health.ready", "health.measured"}


class NotReady(TryAgain):
    """This process is about to end, the database does not answer, or its schema is older than this code."""


class Health(Out):
    status: Literal["ok", "ready"]
    release: str | None = Field(description="null for a client of /readyz outside the operator's networks")


@health.before_app_request
def wait_for_tables() -> None:
    """Answer `not_ready` until the migrations of this code have run, but for what needs no table."""
    if current_app.config.get("TABLES_CURRENT") or request.endpoint in WITHOUT_TABLES:
        return
    with database.reading() as db:
        if not _current(db):
            raise NotReady
    current_app.config["TABLES_CURRENT"] = True


@health.app_errorhandler(database.Error)
def answer_database_error(error: Exception) -> Response:
    """Answer `not_ready` for a table or column that is still to come; any other database error is a bug."""
    with contextlib.suppress(database.Error, TryAgain), database.reading() as db:
        if database.is_missing_table(error) and not _current(db):
            return problems.answer_refusal(NotReady())
    return problems.answer_bug(error)


@health.get("/healthz")
@answers(200, Health)
def alive() -> Health:
    """This process answers; the release that it runs."""
    return Health(status="ok", release=current_app.config["RELEASE"])


@health.get("/readyz")
@answers(200, Health, NotReady)
def ready() -> Health:
    """This process is not stopping, the database answers and its schema is current."""
    if not live_of(current_app).hub.is_serving():
        raise NotReady
    try:
        with database.reading() as db:
            current = _current(db)
    except database.Error as error:
        raise NotReady from error
    if not current:
        raise NotReady
    return Health(status="ready", release=current_app.config["RELEASE"] if is_operator() else None)


@health.get("/metrics")
@answers(200, None, NotFound, content="text/plain")
def measured() -> Response:
    """Metrics for Prometheus, for the operator's networks alone; also while the database does not answer."""
    if not is_operator():
        raise NotFound
    with contextlib.suppress(TryAgain), database.reading() as db:
        metrics.closing_late.set(closing_lateness(db))
        metrics.worker_late.set(positions.lateness(db))
        metrics.payment_undecided.set(payments.undecided_seconds(db))
        metrics.refunds_stuck.set(refunds.count_stuck(db))
        _measure_deliveries(db)
    return metrics.page()


def _measure_deliveries(db: database.Db) -> None:
    for row in deliveries.counts(db):
        metrics.deliveries.labels(row["channel"], row["outcome"]).set(row["number"])
    late = deliveries.longest_waiting(db)
    for channel in CHANNELS:
        metrics.delivery_late.labels(channel).set(late.get(channel, 0))


class Migration(TypedDict):
    """A migration that was applied."""

    migration_id: str


def _current(db: database.Db) -> bool:
    try:
        newest = db.one(
            Migration, "SELECT migration_id FROM _yoyo_migration WHERE migration_id = %(name)s", name=_newest()
        )
    except database.Error as error:
        if not database.is_missing_table(error):
            raise
        return False
    return newest is not None


@cache
def _newest() -> str:
    return max(path.stem for path in (ROOT / "schema").glob("[0-9]*"))
