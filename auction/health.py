"""Is it alive, is it ready, how is it doing: for balancers, deployments and Prometheus."""

import contextlib
from functools import cache
from typing import Literal

from flask import Blueprint, Response, current_app

import database
from auction.config import ROOT
from auction.errors import TryAgain
from auction.face import metrics
from auction.face.contract import answers
from auction.face.fields import Out
from auction.history.rules import closing_lateness
from auction.live.routes import board

health = Blueprint("health", __name__)


class NotReady(TryAgain):
    """This process is about to end, the database does not answer, or its schema is older than this code."""


class Health(Out):
    status: Literal["ok", "ready"]
    release: str


@health.get("/healthz")
@answers(200, Health)
def alive() -> Health:
    """This process answers; names the release that it runs."""
    return Health(status="ok", release=current_app.config["RELEASE"])


@health.get("/readyz")
@answers(200, Health, NotReady)
def ready() -> Health:
    """It goes on, the database answers and its schema is current."""
    if not board.goes_on():
        raise NotReady
    try:
        with database.reading() as db:
            newest = db.one("SELECT 1 AS applied FROM _yoyo_migration WHERE migration_id = %(name)s", name=_newest())
    except database.Error as error:
        raise NotReady from error
    if newest is None:
        raise NotReady
    return Health(status="ready", release=current_app.config["RELEASE"])


@health.get("/metrics")
@answers(200, content="text/plain")
def measured() -> Response:
    """Counters for Prometheus; they are told even while the database does not answer."""
    with contextlib.suppress(TryAgain), database.reading() as db:
        metrics.closing_late.set(closing_lateness(db))
    return metrics.page()


@cache
def _newest() -> str:
    return max(path.stem for path in (ROOT / "schema").glob("[0-9]*"))
