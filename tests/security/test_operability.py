"""What an operator sees: metrics that tell the truth, dashboard and alerts that ask for them, a line for every no."""

import contextlib
import http.client
import json
import re
import socket
import time

import pytest
import yaml

import database
from auction.config import ROOT
from auction.history.rules import close_due
from auction.items import store
from auction.mysql import statements
from tests.bids.batches import held
from tests.cast import an_item, sign_up
from tests.faults import assert_none, place
from tests.metrics import metrics
from tests.processes import at_most, wait_for
from tests.scenes import in_background, move_end, stock

RETRIES = ("transaction runs again", "batch failed, its bids go on alone")
MEASURED = "auction/observability/metrics.py"
METRIC = re.compile(r"\bssgbay_[a-z_]+")


def grown(before, after, name):
    return after.get(name, 0.0) - before.get(name, 0.0)


def known_names(site):
    """Names that a query may use: of every sample, with a histogram's three, and without labels."""
    names = {name.split("{")[0] for name in metrics(site)}
    described = re.findall(r"^# TYPE (\S+) (\S+)", site.open("/metrics", method="GET").text, re.M)
    for name, kind in described:
        names |= {f"{name}_bucket", f"{name}_sum", f"{name}_count"} if kind == "histogram" else {name}
    return names


def unmeasured(path, known):
    """Metrics that a file of deploy/ names and nothing measures: its line, and what to do."""
    return [
        f"deploy/{path.name}:{number}: nothing measures {name}; correct it, or add it to {MEASURED}"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for name in METRIC.findall(line)
        if name not in known
    ]


@pytest.mark.parametrize("name", ["grafana-dashboard.json", "alerts.yml"])
def test_dashboard_and_alerts_name_metrics_that_exist(client, name):
    assert_none(unmeasured(ROOT / "deploy" / name, known_names(client)))


def test_a_metric_that_does_not_exist_is_named_with_its_line(tmp_path):
    (tmp_path / "alerts.yml").write_text("---\nexpr: ssgbay_bids_total + ssgbay_mistake_total > 1\n")
    assert unmeasured(tmp_path / "alerts.yml", {"ssgbay_bids_total"}) == [
        f"deploy/alerts.yml:2: nothing measures ssgbay_mistake_total; correct it, or add it to {MEASURED}"
    ]


def test_every_query_of_the_dashboard_names_a_metric_that_exists(client):
    dashboard = json.loads((ROOT / "deploy" / "grafana-dashboard.json").read_text(encoding="utf-8"))
    queries = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"]) >= 7
    queried = {name for query in queries for name in METRIC.findall(query)}
    assert all(METRIC.search(query) for query in queries)
    assert queried - known_names(client) == set()


def test_everything_that_is_measured_is_on_the_dashboard(client):
    text = (ROOT / "deploy" / "grafana-dashboard.json").read_text(encoding="utf-8")
    measured = re.findall(r"^# TYPE (ssgbay_\w+) (?:counter|gauge|histogram)", client.get("/metrics").text, re.M)
    measured = {name for name in measured if not name.endswith("_created")}
    missing = {name: place(MEASURED, name.removesuffix("_total")) for name in measured if name not in text}
    assert_none([f"{where}: no panel of deploy/grafana-dashboard.json shows {name}" for name, where in missing.items()])


def rules():
    groups = yaml.safe_load((ROOT / "deploy" / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_an_alert_uses_metrics_that_exist_and_says_what_to_do(client, rule):
    assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
    assert METRIC.search(rule["expr"])
    assert set(METRIC.findall(rule["expr"])) - known_names(client) == set()
    assert rule["expr"].count("(") == rule["expr"].count(")")
    assert re.fullmatch(r"\d+[smh]", rule.get("for", "0s"))
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert set(rule["annotations"]) == {"summary", "action"}


def test_the_events_in_alerts_are_those_that_the_code_logs():
    code = "".join(path.read_text() for path in (ROOT / "auction" / "mysql").glob("*.py"))
    emitted = set(re.findall(r'\bemit\("(\w+)"', code))
    queried = {
        event
        for rule in rules()
        for names in re.findall(r'event=~?"([^"]+)"', rule["expr"])
        for event in names.split("|")
    }
    assert queried
    assert queried <= emitted


def test_bids_are_counted_by_what_became_of_them(client, seller, bidder, rival):
    item, thing = an_item(seller), an_item(seller, buyNowPrice="50000")
    before = metrics(client)
    bidder.bids(item, max_amount=30_000)
    rival.bids(item, amount=20_000)
    rival.bids(item, amount=1)
    seller.bids(item, amount=90_000)
    for _ in range(2):
        rival.bids(item, amount=40_000, key="the-same-key")
    bidder.post(f"/api/items/{thing['id']}/buy", json={})
    bidder.put(f"/detail/{item['id']}", json={"price": 60_000})
    after = metrics(client)
    outcomes = {
        re.search(r'outcome="(\w+)"', name)[1]: grown(before, after, name)
        for name in after
        if name.startswith("ssgbay_bids_total{") and grown(before, after, name)
    }
    assert outcomes == {
        "leading": 3, "outbid": 1, "bid_too_low": 1, "seller_cannot_bid": 1, "repeated": 1, "won": 1,
    }  # fmt: skip


def test_the_wait_for_an_auctions_row_is_measured(client, seller, bidder, database_url):
    item = an_item(seller)
    before = metrics(client)
    with (
        held(database_url, item) as holder,
        in_background(lambda: bidder.bids(item, amount=20_000).status_code) as said,
    ):
        time.sleep(0.7)
        holder.rollback()
    assert said == [201]
    after = metrics(client)
    # a round finds the row held, and the queue waits for it
    assert grown(before, after, "ssgbay_bid_lock_wait_seconds_count") == 2
    assert grown(before, after, "ssgbay_bid_lock_wait_seconds_sum") > 0.5


def test_lateness_and_connections_are_current_whichever_worker_answers(production, db):
    seller = sign_up(production, "seller")
    item = an_item(seller)
    move_end(db, item, -90)
    assert all(90 <= metrics(production)["ssgbay_closing_late_seconds"] < 90 + at_most(30) for _ in range(8))
    close_due(db)
    assert [metrics(production)["ssgbay_closing_late_seconds"] for _ in range(8)] == [0] * 8
    assert metrics(production)["ssgbay_pool_connections_in_use"] == 0


REFUSALS = {
    "not_signed_in": ("GET", "/api/me", {}),
    "not_found": ("GET", "/api/nothing", {}),
    "method_not_allowed": ("PUT", "/api/items", {}),
    "item_not_found": ("GET", "/api/items/999999", {}),
    "invalid": ("GET", "/api/items?limit=1000000000", {}),
    "unreadable": ("POST", "/api/login", {"data": b"{", "content_type": "application/json"}),
    "not_json": ("POST", "/api/login", {"data": b"x", "content_type": "text/plain"}),
    "wrong_credentials": ("POST", "/login", {"json": {"id": "nobody", "password": "x"}}),
}


@pytest.mark.parametrize("code", REFUSALS)
def test_every_refusal_leaves_a_line_with_its_request(production, logged, code):
    method, path, request = REFUSALS[code]
    request_id = f"refusal-{code}"
    answer = production.open(path, method=method, headers={"X-Request-Id": request_id}, **request)
    assert answer.headers["X-Request-Id"] == request_id
    refused = logged(request_id)
    assert [(entry["code"], entry["status"]) for entry in refused] == [(code, answer.status_code)]
    assert (refused[0]["event"], refused[0]["logger"]) == ("refused", "ssgbay.refusal")
    assert (refused[0]["method"], refused[0]["address"]) == (method, "127.0.0.1")


TRIED = ["victim", "victim\r\n{\"event\": \"fake\"}", "\x1b[31mred", "관리자\u202e", "x" * 50]


@pytest.mark.parametrize("path", ["/api/login", "/login"])
@pytest.mark.parametrize("tried", TRIED, ids=range(len(TRIED)))
def test_a_failed_sign_in_names_address_and_tried_id_in_one_line(production, logged, path, tried):
    request_id = f"tried-{path.count('/')}-{TRIED.index(tried)}"
    form = {"id": tried, "password": "my secret password"}
    answer = production.open(path, method="POST", json=form, headers={"X-Request-Id": request_id})
    assert answer.status_code == 401
    (line,) = logged(request_id)
    assert (line["code"], line["triedId"], line["address"]) == ("wrong_credentials", tried, "127.0.0.1")
    assert "my secret password" not in json.dumps(line)


def test_a_sign_in_that_succeeds_names_no_address(production, logged):
    person = sign_up(production, "seller")
    form = {"id": person.id, "password": person.password}
    production.open("/api/login", method="POST", json=form, headers={"X-Request-Id": "the-sign-in"})
    (line,) = logged("the-sign-in")
    assert {"triedId", "address"} & set(line) == set()


UNREAD = {
    400: b"GET / HTTP/1.1\r\nno colon here\r\n\r\n",
    414: b"GET /api/items?keyword=" + b"x" * 5000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    431: b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: y\r\n" % number for number in range(70)) + b"\r\n",
}


@pytest.mark.parametrize("status", UNREAD)
def test_a_head_that_cannot_be_read_is_refused_like_everything_else(production, logged, status):
    host, port = production.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as line:
        line.sendall(UNREAD[status])
        answer = http.client.HTTPResponse(line)
        answer.begin()
        said = json.loads(answer.read())
    assert (answer.status, answer.getheader("Content-Type")) == (status, "application/problem+json")
    assert set(said) == {"type", "title", "status", "detail", "code", "requestId"}
    assert (said["status"], said["code"], answer.getheader("X-Request-Id")) == (status, "unreadable", said["requestId"])
    assert [(entry["event"], entry["status"]) for entry in logged(said["requestId"])] == [("refused", status)]


@contextlib.contextmanager
def held_row(database_url):
    """A live item whose row somebody else holds for the length of the block."""
    with contextlib.closing(database.connect(database_url)) as holder:
        look = database.Db(holder)
        item_id = stock(look, "seller", 1)[0]
        holder.commit()
        look.one("SELECT id FROM item WHERE id = %(id)s FOR UPDATE", id=item_id)
        yield item_id


def bid(bidder, item_id, request_id):
    path, headers = f"/api/items/{item_id}/bids", {"X-Request-Id": request_id}
    return bidder.post(path, json={"amount": 500_000}, headers=headers).status_code


def test_a_connection_that_is_held_is_counted_before_its_request_is_answered(production, database_url):
    bidder = sign_up(production, "bidder")
    sign_up(production, "seller")
    in_use = "ssgbay_pool_connections_in_use"
    with contextlib.ExitStack() as later, held_row(database_url) as item_id:
        said = later.enter_context(in_background(lambda: bid(bidder, item_id, "the-held-bid")))
        wait_for(lambda: metrics(production)[in_use] >= 1)
        assert not said
    assert said == [201]
    wait_for(lambda: metrics(production)[in_use] == 0)


def test_a_slow_statement_leaves_a_line_with_its_request_and_its_name(production, logged, database_url):
    bidder = sign_up(production, "bidder")
    sign_up(production, "seller")
    with contextlib.ExitStack() as later, held_row(database_url) as item_id:
        said = later.enter_context(in_background(lambda: bid(bidder, item_id, "the-slow-bid")))
        time.sleep(1.5)
    assert said == [201]
    slow = [entry for entry in logged("the-slow-bid") if entry["event"] == "slow statement"]
    assert [entry["statement"] for entry in slow] == ["auction.items.locking.lock_for_bids"]
    assert 1 <= slow[0]["seconds"] < at_most(3)


def test_every_retry_leaves_a_line_with_its_request(production, logged, db, database_url):
    """The bid's connection is killed while it waits: it bids again on another, once."""
    bidder = sign_up(production, "bidder")
    sign_up(production, "seller")
    waiting = (
        "SELECT id FROM information_schema.processlist "
        "WHERE db = DATABASE() AND info LIKE '%%FOR UPDATE%%' AND id <> CONNECTION_ID()"
    )
    with contextlib.ExitStack() as later, held_row(database_url) as item_id:
        said = later.enter_context(in_background(lambda: bid(bidder, item_id, "the-retried-bid")))
        wait_for(lambda: db.one(waiting))
        db.run(f"KILL {db.one(waiting)['id']}")
        wait_for(lambda: logged("the-retried-bid"))
    assert said == [201]
    # killed where it waited with its batch, it goes on alone; killed there, its transaction runs again
    retried = [entry for entry in logged("the-retried-bid") if entry["event"] in RETRIES]
    assert retried
    assert all(entry["reason"] for entry in retried)


def test_a_slow_statement_is_named_by_the_function_that_ran_it(db, caplog, monkeypatch):
    monkeypatch.setattr(statements, "SLOW_S", 0.0)
    with caplog.at_level("WARNING", "ssgbay.database"):
        store.find(db, 1)
    assert {record.statement for record in caplog.records} == {"auction.items.store.find"}
