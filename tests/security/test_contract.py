"""schemathesis sends every operation what the document allows and what it forbids: no bug, no answer that the document
does not promise, nothing refused that it allows, nothing taken that it forbids, nothing changed by a foreign user."""

import functools
import os
import re
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings

from app import API
from auction.live.routes import live_of
from auction.server.openapi import document
from tests.cast import sign_up
from tests.scenes import stock

# 150 examples of each operation with --all
pytestmark = pytest.mark.timeout(1800)
# what the document cannot say: (code, field) of a refusal, and why
BEYOND_THE_DOCUMENT = {
    ("invalid", "phone"): "whether digits are a Korean number is no pattern",
    ("invalid", "password"): "whether a password is easily guessed is no pattern",
    ("invalid", "id"): "whether an id looks like an operator's is no pattern",
    ("invalid", "nickname"): "as id, and whether a letter is invisible depends on those beside it",
    ("invalid", "name"): "control characters are refused after spaces around the name are taken away",
    ("invalid", "endTime"): "the future moves, and JSON Schema reads years that no calendar of ours has",
    ("invalid", "startTime"): "as endTime",
    ("invalid", "price"): "depends on reserve and buy-now price; and 1.0 is an integer to JSON Schema, not to us",
    ("invalid", "amount"): "1.0 is an integer to JSON Schema, not to us",
    ("invalid", "bidId"): "as amount",
    ("invalid", "maxAmount"): "as amount",
    ("invalid", "upTo"): "as amount",
    ("invalid", "ifPrice"): "as amount",
    ("invalid", "reservePrice"): "depends on the start price",
    ("invalid", "buyNowPrice"): "depends on start and reserve price",
    ("invalid", "reason"): "needed only where there are bids",
    ("invalid", "order"): "names the photos that the item has",
    ("invalid", "consent.terms"): "names the version that is in force",
    ("invalid", "consent.privacy"): "as consent.terms",
    ("invalid", "timeZone"): "which names the database of time zones has changes",
    ("invalid", "body"): "quiet hours have a beginning and an end, or neither",
    ("invalid", "address"): "whether a text is a mail address or a public https URL is no pattern",
    ("invalid", "subscription"): "null, where the channel needs one",
    ("invalid", "subscription.endpoint"): "whether a host is public is no pattern",
    ("invalid", "subscription.keys.p256dh"): "whether letters are a point of P-256 is no pattern",
    ("invalid", "subscription.keys.auth"): "16 bytes of base64url, with or without padding",
    ("invalid", "currentPassword"): "needed where the sign-in is older than 15 minutes",
    ("invalid_cursor", ""): "a cursor is opaque: only one that we made is good",
    ("invalid", "shipping"): "JSON in a form is text to the document; and each kind occurs once",
    ("invalid", "shipping.0.fee"): "as amount",
    ("invalid", "kind"): "names a way that the seller offers",
    ("invalid", "address.phone"): "as phone",
    ("invalid", "carrier"): "needed unless it is handed over in person",
    ("invalid", "trackingNumber"): "as carrier",
    ("order_not_found", ""): "404 is an answer to a good question",
    ("offer_not_found", ""): "404 is an answer to a good question",
    ("idempotency_key_reused", ""): "depends on what was sent before",
    ("photo_unsupported", ""): "bytes by chance are no photo",
    ("photo_broken", ""): "as photo_unsupported",
    ("invalid", "query"): "is text to the document, checked as the list's own query",
    ("invalid", "alert"): "depends on the query",
    ("search_not_found", ""): "404 is an answer to a good question",
    ("item_not_found", ""): "404 is an answer to a good question",
}
# writes on what belongs to somebody: a foreign user must never get a success
OWNERS_ALONE = {"change_item", "delete_item", "relist", "retract", "end_early", "strike"}
# with --all, by chance; else the same every time
LONG = bool(os.environ.get("TEST_ALL"))
SPEED = settings(
    max_examples=150 if LONG else 4, derandomize=not LONG, deadline=None, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def _document() -> dict[str, Any]:
    site = Flask("document")
    for blueprint in API:
        site.register_blueprint(blueprint)
    with site.app_context():
        return document()


DOCUMENT = _document()
OPERATIONS = [operation["operationId"] for path in DOCUMENT["paths"].values() for operation in path.values()]


@functools.cache
def schema() -> Any:
    """The document as schemathesis reads it."""
    # a second to import, and every test process reads this file
    import schemathesis

    # tokens are ours to send, real ones
    no_tokens = schemathesis.Config.from_dict({"generation": {"with-security-parameters": False}})
    return schemathesis.openapi.from_dict(DOCUMENT, config=no_tokens)


def check(operation, test, stage):
    """Run `test(case, stage)` for every case that schemathesis makes of an operation.

    Its decorator gives all operations one test id, of which xdist runs the first alone.
    """
    from schemathesis.pytest.lazy import get_all_tests

    (found,) = get_all_tests(
        schema=schema().include(operation_id=operation), test_func=test, settings=SPEED, given_kwargs={}
    )
    _, run = found.ok()
    run(stage=stage)


class Stage:
    """Real people and things; the numbers that schemathesis invents are turned into theirs every other time."""

    def __init__(self, app, client, db):
        self.app, self.client, self.db, self.calls = app, client, db, 0
        self.owner, self.foreigner = sign_up(client, "owner"), sign_up(client, "foreigner")
        self.item_ids = stock(db, "owner", 4)
        answer = self.owner.post(f"/api/items/{stock(db, 'foreigner', 1)[0]}/bids", json={"amount": 1000})
        self.bid_id = answer.json["bid"]["id"]
        self.bid_item = answer.json["bid"]["itemId"]

    def call(self, case, person):
        self.calls += 1
        refreshes = case.operation.path in ("/api/token", "/api/logout")
        token = person.refresh_token if refreshes else person.access_token
        case.headers["Authorization"] = f"Bearer {token}"
        # what succeeds is requested again without a token and with an invalid one
        case._has_explicit_auth = True
        # only a good number: a bad one was meant to be refused, perhaps for nothing else
        if re.fullmatch("[1-9][0-9]*", str((case.path_parameters or {}).get("itemId"))) and self.calls % 2:
            case.path_parameters["itemId"] = self.item_ids[self.calls % 4]
        case.operation.schema.app = self.app
        return case.call(app=self.app)


@pytest.fixture
def stage(app, client, db):
    # event streams end after their first event, as they do when a worker stops: a test client reads to the end
    hub = live_of(app).hub
    hub.closed = True
    yield Stage(app, client, db)
    hub.closed = False


def unexplained(answer):
    """What a refusal names that the document could have said."""
    body = answer.json()
    faults = body.get("errors") or [{"field": ""}]
    return {(body["code"], fault["field"]) for fault in faults} - set(BEYOND_THE_DOCUMENT)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_answers_keep_to_the_document(operation, stage):
    check(operation, keeps_to_the_document, stage)


def keeps_to_the_document(case, stage):
    from schemathesis.openapi.checks import RejectedPositiveData

    answer = stage.call(case, stage.owner)
    assert answer.status_code < 500
    try:
        case.validate_response(answer, transport_kwargs={"app": stage.app})
    except BaseExceptionGroup as group:
        rest = group.split(lambda failure: isinstance(failure, RejectedPositiveData) and not unexplained(answer))[1]
        if rest:
            raise rest from None


@pytest.mark.parametrize("operation", sorted(OWNERS_ALONE))
def test_a_foreign_user_changes_nothing(operation, stage):
    check(operation, changes_nothing, stage)


def changes_nothing(case, stage):
    before = rows(stage.db)
    answer = stage.call(case, stage.foreigner)
    # it tries other methods on the same address too
    assert answer.status_code >= 400 or case.method in ("GET", "OPTIONS")
    assert rows(stage.db) == before


def rows(db):
    return [db.all(f"SELECT * FROM `{table}`") for table in ("item", "bid", "history", "image")]
