"""Is it alive, is it ready, how is it doing: for balancers, deployments and Prometheus."""

import contextlib
from functools import cache

from flask import Blueprint, Response, current_app, jsonify

import database
from auction.config import ROOT
from auction.errors import TryAgain
from auction.face import metrics
from auction.history.rules import closing_lateness

health = Blueprint("health", __name__)


class NotReady(TryAgain):
    """The database does not answer, or its schema is older than this code."""


@health.get("/healthz")
def alive() -> Response:
    """This process answers; names the release that it runs."""
    return jsonify(status="ok", release=current_app.config["RELEASE"])


@health.get("/readyz")
def ready() -> Response:
    """The database answers and its schema is current."""
    with database.reading() as db:
        if not db.one("SELECT 1 AS applied FROM _yoyo_migration WHERE migration_id = %(newest)s", newest=_newest()):
            raise NotReady
    return jsonify(status="ready", release=current_app.config["RELEASE"])


@health.get("/metrics")
def measured() -> Response:
    """Counters for Prometheus; they are told even while the database does not answer."""
    with contextlib.suppress(TryAgain), database.reading() as db:
        metrics.closing_late.set(closing_lateness(db))
    return metrics.page()


@cache
def _newest() -> str:
    return max(path.stem for path in (ROOT / "schema").glob("[0-9]*"))
