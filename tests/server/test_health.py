"""Alive, ready, measured."""

import os

import pytest

import database
from commands import migrate
from tests.cast import an_item, sign_up
from tests.metrics import metrics


@pytest.fixture
def elsewhere(client):
    """Points this process at another database for a while."""
    yield database.configure
    database.configure(os.environ["DATABASE_URL"])


def test_alive_says_which_release(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok", "release": "development"})


def test_ready_when_the_database_answers_with_todays_schema(client):
    assert client.get("/readyz").json["status"] == "ready"


def test_not_ready_when_the_schema_is_older(client, fresh_database, elsewhere, tmp_path):
    """All files but the newest are applied."""
    newest = max(migrate.names())
    for path in migrate.SCHEMA.glob("*.*"):
        if path.stem != newest:
            (tmp_path / path.name).write_text(path.read_text())
    with fresh_database("older") as url:
        migrate.apply(url, tmp_path)
        elsewhere(url)
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json["code"]) == (503, "not_ready")
        assert int(answer.headers["Retry-After"]) >= 1
        migrate.apply(url)
        assert client.get("/readyz").status_code == 200


def test_not_ready_when_there_is_no_schema_at_all(client, fresh_database, elsewhere):
    with fresh_database("none") as url:
        elsewhere(url)
        assert (client.get("/readyz").status_code, client.get("/healthz").status_code) == (503, 200)


def test_not_ready_when_no_database_answers(client, elsewhere):
    elsewhere("mysql://nobody:hidden-word@127.0.0.1:9/x")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
    assert "hidden-word" not in answer.text
    assert (client.get("/healthz").status_code, client.get("/metrics").status_code) == (200, 200)


def test_metrics_count_bids_by_outcome_and_answers_by_class(client, seller, bidder, rival):
    item = an_item(seller)
    before = metrics(client)
    bidder.bids(item, max_amount=20000)
    rival.bids(item, amount=15000)
    rival.bids(item, amount=1)
    after = metrics(client)

    def more(name):
        return after.get(name, 0) - before.get(name, 0)

    assert more('ssgbay_bids_total{outcome="leading"}') == 1
    assert more('ssgbay_bids_total{outcome="outbid"}') == 1
    assert more('ssgbay_bids_total{outcome="bid_too_low"}') == 1
    assert more('ssgbay_requests_total{status="2xx"}') >= 2
    assert more('ssgbay_requests_total{status="4xx"}') == 1
    assert more("ssgbay_request_seconds_count") >= 3


def test_metrics_are_summed_over_both_workers(server):
    def answered():
        return metrics(server).get('ssgbay_requests_total{status="4xx"}', 0)

    before = answered()
    for _ in range(20):
        server.get("/api/nothing")
    assert answered() - before == 20


def test_metrics_name_nobody(client, seller):
    canary = sign_up(client, "canary.in.coalmine", phone="010-8642-7531")
    canary.bids(an_item(seller), amount=10000)
    text = client.get("/metrics").text
    assert "canary" not in text
    assert "86427531" not in text
