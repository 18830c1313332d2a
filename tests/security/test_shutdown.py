"""Graceful shutdown and reload: a server answers every request that it has read, and then ends."""

import contextlib
import http.client
import json
import os
import random
import signal
import socket
import time
from pathlib import Path

import pytest

import database
from tests.cast import an_item, sign_up
from tests.metrics import metrics
from tests.processes import gunicorn, wait_for
from tests.scenes import in_background, stock
from tests.security.crowd import START, Crowd
from tests.security.shared_socket import shared_socket, workers

# gunicorn's graceful_timeout: by then the master would kill what is left
GRACE = 30


@pytest.fixture
def shared(environment, clean, tmp_path):
    with shared_socket(tmp_path) as shared:
        yield shared


@pytest.fixture
def crowd(shared, db):
    """Comes once the first server is there."""
    shared.start("first")
    sign_up(shared.site, "seller")
    people = [sign_up(shared.site, f"bidder{number}") for number in range(12)]
    items = stock(db, "seller", 6, price=str(START), name="'thing'")
    crowd = Crowd(shared.site, people, items)
    yield crowd
    print(f"\n  {crowd.figure()}")


def reload(process):
    before = workers(process.pid)
    os.kill(process.pid, signal.SIGHUP)
    wait_for(lambda: not before & workers(process.pid) and workers(process.pid), GRACE)


def stop(process, log):
    os.kill(process.pid, signal.SIGTERM)
    # a second one while it leaves changes nothing
    time.sleep(0.3)
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGTERM)
    wait_for(lambda: process.poll() is not None, GRACE, log.read_text)
    assert process.returncode == 0
    assert "timeout" not in log.read_text()


def releases_follow_one_another(shared, crowd, db, chance, rounds):
    """A server reloads, the next one starts beside it, and the first one stops: what every release does, and more."""
    serving, name = shared.started[0], "first"
    with crowd.at_work(watchers=8):
        for number in range(rounds):
            time.sleep(chance.uniform(0.2, 1))
            reload(serving)
            follower = shared.start(f"release-{number}")
            time.sleep(chance.uniform(0, 1))
            stop(serving, shared.log(name))
            serving, name = follower, f"release-{number}"
    # watchers get the last event too
    stop(serving, shared.log(name))
    wait_for(lambda: len(crowd.farewells) >= 8 * (rounds + 1), GRACE)
    assert crowd.faults(db) == []
    # everybody asks again before idle lines are ended, and is told then that it was the last time
    assert sum(line.closed for line in crowd.lines) == 0
    assert {status for line in crowd.lines for status in line.statuses} <= {200, 201, 409}
    assert sum(note.get("status") == 201 for note in crowd.journal) > 20 * rounds
    assert all(farewell.startswith(b"retry: ") for farewell in crowd.farewells), crowd.farewells


def test_no_request_fails_while_servers_reload_and_follow_one_another(shared, crowd, db):
    releases_follow_one_another(shared, crowd, db, random.Random(1), rounds=1)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_request_fails_in_many_rounds(shared, crowd, db):
    seed = int(os.environ.get("PROOF_SEED", "20261123"))
    print(f"\n  PROOF_SEED={seed}")
    releases_follow_one_another(shared, crowd, db, random.Random(seed), rounds=10)


@pytest.fixture
def leaving(environment, clean, tmp_path):
    """A server of this test's own, with its own socket; idle lines have 2 s of its graceful 12 s."""
    with gunicorn(tmp_path / "leaving.log", GUNICORN_CMD_ARGS="--graceful-timeout=12") as server:
        yield server


def line_to(server):
    host, port = server.url.removeprefix("http://").split(":")
    return http.client.HTTPConnection(host, int(port), timeout=GRACE)


def has_ended(server):
    with open(f"/proc/{server.pid}/stat") as file:
        return file.read().rsplit(")", 1)[1].split()[0] == "Z"


def test_readyz_answers_503_before_the_socket_closes(leaving):
    """As a balancer asks: a new connection each time."""
    probes = []
    os.kill(leaving.pid, signal.SIGTERM)
    with contextlib.suppress(ConnectionError):
        while True:
            answer = leaving.get("/readyz")
            probes.append((answer.status_code, answer.headers.get("Retry-After")))
            time.sleep(0.02)
    statuses = [status for status, _ in probes]
    assert statuses[-1] == 503
    assert set(probes) <= {(200, None), (503, "1")}


def test_idle_connections_do_not_delay_the_end(leaving, tmp_path):
    with contextlib.ExitStack() as kept:
        lines = [kept.enter_context(contextlib.closing(line_to(leaving))) for _ in range(20)]
        for line in lines:
            line.request("GET", "/healthz")
            line.getresponse().read()
        silent = kept.enter_context(contextlib.closing(line_to(leaving)))
        silent.connect()
        began = time.monotonic()
        os.kill(leaving.pid, signal.SIGTERM)
        wait_for(lambda: has_ended(leaving), GRACE)
        took = time.monotonic() - began
        # by a proper FIN, not by a reset
        assert [line.sock.recv(1) for line in [*lines, silent]] == [b""] * 21
    print(f"\n  ended {took:.1f} s after TERM")
    assert "timeout" not in (tmp_path / "leaving.log").read_text()


def test_a_request_on_a_kept_connection_meanwhile_is_answered_as_its_last(leaving):
    with contextlib.closing(line_to(leaving)) as line:
        line.request("GET", "/healthz")
        assert line.getresponse().read()
        os.kill(leaving.pid, signal.SIGTERM)
        answers = []
        while line.sock:
            line.request("GET", "/healthz")
            answer = line.getresponse()
            answers.append((answer.status, answer.getheader("Connection")))
            answer.read()
            time.sleep(0.05)
    assert {status for status, _ in answers} == {200}
    assert answers[-1][1] == "close"


def test_a_bid_that_waits_for_its_row_when_term_comes_is_answered(leaving, database_url, db):
    seller, bidder = sign_up(leaving, "seller"), sign_up(leaving, "bidder")
    item = an_item(seller)
    waiting = "SELECT 1 FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE '%%item%%FOR UPDATE%%'"
    with contextlib.closing(database.connect(database_url)) as holder:
        database.Db(holder).one("SELECT id FROM item WHERE id = %(id)s FOR UPDATE", id=item["id"])
        with in_background(lambda: bidder.bids(item, amount=20_000).status_code) as answered:
            wait_for(lambda: db.one(waiting))
            os.kill(leaving.pid, signal.SIGTERM)
            time.sleep(1)
            holder.rollback()
    assert answered == [201]
    assert db.one("SELECT price FROM item")["price"] == 20_000
    wait_for(lambda: has_ended(leaving), GRACE)


def is_read(line):
    """Whether the server has taken all that was sent to it: its side of the connection on loopback holds nothing."""
    ends = [f":{port:04X}" for _, port in (line.getpeername(), line.getsockname())]
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()]
    return [row[4].split(":")[1] for row in rows if [row[1][8:], row[2][8:]] == ends] == ["00000000"]


def test_a_body_whose_rest_arrives_after_term_is_read_and_answered(leaving, db):
    seller, bidder = sign_up(leaving, "seller"), sign_up(leaving, "bidder")
    item = an_item(seller)
    body = json.dumps({"amount": 20_000}).encode()
    head = (
        f"POST /api/items/{item['id']}/bids HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Authorization: {bidder.headers['Authorization']}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    host, port = leaving.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=GRACE) as line:
        line.sendall(head.encode() + body[:5])
        wait_for(lambda: is_read(line))
        os.kill(leaving.pid, signal.SIGTERM)
        time.sleep(2.5)
        line.sendall(body[5:])
        assert line.recv(64).startswith(b"HTTP/1.1 201")
    assert db.one("SELECT price FROM item")["price"] == 20_000


def test_a_reload_keeps_the_counts_and_leaves_no_folder_behind(leaving, db):
    def counted():
        return metrics(leaving)['ssgbay_requests_total{status="4xx"}']

    for _ in range(5):
        leaving.get("/api/nothing")
    before = counted()
    pids = workers(leaving.pid)
    os.kill(leaving.pid, signal.SIGHUP)
    wait_for(lambda: not pids & workers(leaving.pid) and workers(leaving.pid), GRACE)
    wait_for(lambda: leaving.get("/healthz").status_code == 200)
    assert counted() == before >= 5
