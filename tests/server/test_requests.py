"""Around every request: its id, who may call from where, and one line in the log."""

import contextlib
import http.client
import json
import os
import re
import socket
from urllib.parse import urlsplit

import pytest

from app import create_app
from auction import config
from tests.cast import an_item, sign_up
from tests.processes import connected, gunicorn


@pytest.mark.parametrize("given", ["abcdefgh", "0b62d3d6-98a5-4a5e-b6c9-df4ff92f1fd1", "a.b_c-D9" * 8])
def test_a_given_request_id_is_kept(client, given):
    answer = client.get("/api/nothing", headers={"X-Request-Id": given})
    assert answer.headers["X-Request-Id"] == answer.json["requestId"] == given


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "with space", "a%0d%0aSet-Cookie: x=1", "<script>alert", "é" * 10]
)
def test_a_bad_one_is_replaced(client, given):
    answer = client.get("/healthz", headers={"X-Request-Id": given})
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-Id"])


def test_each_request_has_an_id_of_its_own(client):
    assert len({client.get("/healthz").headers["X-Request-Id"] for _ in range(20)}) == 20


def raw(server, request):
    """Send bytes as they are; what comes back first."""
    with connected(server) as line, contextlib.suppress(OSError):
        line.sendall(request)
        return line.recv(65536)
    return b""


@pytest.mark.parametrize(
    "header",
    [
        b"X-Request-Id: abcdefgh\r\n Set-Cookie: x=1",
        b"X-Request-Id: abcdefgh\rSet-Cookie: x=1",
        b"X-Request-Id: abc\x00defgh",
    ],
)
def test_line_ends_in_a_header_never_reach_the_answer(server, header):
    answer = raw(server, b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + header + b"\r\nConnection: close\r\n\r\n")
    assert b"Set-Cookie" not in answer.split(b"\r\n\r\n")[0]
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 200"))


def cors(**changes):
    settings = config.load(os.environ | changes)
    return create_app(settings).test_client(use_cookies=False)


@pytest.fixture
def shared(client):
    """A site that two origins may call."""
    return cors(CORS_ORIGINS="https://www.example.com, http://localhost:3000")


@pytest.mark.parametrize("origin", ["https://www.example.com", "http://localhost:3000"])
def test_a_configured_origin_may_call(shared, origin):
    answer = shared.get("/api/items", headers={"Origin": origin})
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert "Origin" in answer.headers.getlist("Vary")
    assert "Access-Control-Allow-Credentials" not in answer.headers
    preflight = shared.options(
        "/api/items/1/bids",
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, idempotency-key, content-type",
        },
    )
    assert preflight.headers["Access-Control-Allow-Origin"] == origin
    allowed = preflight.headers["Access-Control-Allow-Headers"].lower()
    assert all(name in allowed for name in ("authorization", "idempotency-key", "content-type"))


def test_a_refusal_can_be_read_from_there_too(shared):
    answer = shared.get("/api/me", headers={"Origin": "http://localhost:3000"})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (401, "http://localhost:3000")
    exposed = answer.headers["Access-Control-Expose-Headers"]
    assert all(name in exposed for name in ("X-Request-Id", "Retry-After", "Link"))


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example", "null", "https://www.example.com.evil.example", "https://evilwww.example.com",
        "http://www.example.com", "https://www.example.com:8443", "https://wwwXexample.com", "file://",
    ],
)  # fmt: skip
def test_no_other_origin_may(shared, origin):
    for answer in (
        shared.get("/api/items", headers={"Origin": origin}),
        shared.options("/api/items", headers={"Origin": origin, "Access-Control-Request-Method": "GET"}),
    ):
        assert not [name for name in dict(answer.headers) if name.startswith("Access-Control")]


def test_without_origins_nobody_else_may(client):
    answer = client.get("/api/items", headers={"Origin": "https://www.example.com"})
    assert not [name for name in dict(answer.headers) if name.startswith("Access-Control")]


@pytest.fixture(scope="module")
def production(environment):
    """A server as it runs in production, and its log."""
    log = environment / "production.log"
    settings = {
        "APP_ENV": "production", "JWT_SECRET_KEY": "only-for-this-test-" + "0" * 32, "RATE_LIMITS": "on",
        "PASSWORD_COST": "full",
    }  # fmt: skip
    with gunicorn(log, **settings) as server:
        yield server, log


def get(server, target, name, agent=b"curl"):
    """The status of a GET whose target and headers go out as they are."""
    head = b"GET %s HTTP/1.1\r\nHost: x\r\nX-Request-Id: %s\r\nUser-Agent: %s\r\nConnection: close\r\n\r\n"
    return int(raw(server, head % (target, name, agent)).split()[1])


def test_production_logs_one_json_line_a_request(production, clean):
    server, log = production
    targets = [
        b"/api/items",
        b"/api/items?keyword=a%0d%0a%7b%22level%22:%22fake%22%7d%1b%5b31mred",
        b"/api/nothing%0aINFO%20fake",
        b"/api/nothing%1b%5b31m%e2%80%a8red",
        b"/api/me",
    ]
    statuses = {
        f"request-{number}": get(server, target, b"request-%d" % number) for number, target in enumerate(targets)
    }
    lines = log.read_bytes().splitlines()
    entries = [json.loads(line) for line in lines]
    logged = [(entry["requestId"], entry["status"]) for entry in entries if entry.get("requestId") in statuses]
    assert sorted(logged) == sorted(statuses.items())
    assert all({"timestamp", "level", "logger", "event"} <= set(entry) for entry in entries)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", entry["timestamp"]) for entry in entries)
    assert all(line.isascii() and b"\x1b" not in line for line in lines)


def test_what_the_server_itself_refuses_is_a_json_line_too(production, clean):
    server, log = production
    assert get(server, b"/healthz", b"x" * 9, agent=b"\x1b[31m\x00") == 400
    entries = [json.loads(line) for line in log.read_text().splitlines()]
    assert [entry for entry in entries if entry["logger"] == "gunicorn.error"]


def test_no_password_token_or_phone_is_logged(production, clean):
    server, log = production
    person = sign_up(server, "canary", password="canary-password-1", phone="010-8765-4321")
    server.post("/api/login", json={"id": "canary", "password": "canary-password-2"})
    person.get("/api/me")
    item = an_item(person)
    server.get(f"/api/items/{item['id']}")
    text = log.read_text()
    for secret in ("canary-password", "87654321", "8765-4321", person.access_token[-20:], person.refresh_token[-20:]):
        assert secret not in text


def test_a_bug_in_production_is_one_line_with_its_trace(production, clean, db):
    """A column is taken away for a moment: the answer says nothing, the log says where."""
    server, log = production
    db.run("RENAME TABLE item TO item_away")
    try:
        answer = server.get("/api/items", headers={"X-Request-Id": "the-forced-bug"})
    finally:
        db.run("RENAME TABLE item_away TO item")
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    shown = answer.get_data(as_text=True)
    assert "Traceback" not in shown
    assert "item" not in shown
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    bug = next(entry for entry in lines if entry["event"] == "bug")
    assert bug["requestId"] == "the-forced-bug"
    assert "Traceback" in bug["exception"]


def test_a_slow_or_endless_head_is_refused(server):
    assert raw(server, b"GET /" + b"a" * 10_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 4")
    many = b"".join(b"X-%d: y\r\n" % number for number in range(200))
    assert raw(server, b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + many + b"\r\n").startswith(b"HTTP/1.1 4")


def test_two_lengths_or_a_length_and_chunks_are_refused(server):
    head = b"POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    two = head + b"Content-Length: 2\r\nContent-Length: 5\r\n\r\n{}"
    both = head + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    for request in (two, both):
        assert raw(server, request).startswith(b"HTTP/1.1 4")


def test_a_chunked_body_has_the_same_limit_and_its_client_gets_the_answer(server):
    """A client that sends everything before reading is not cut off, and may send another request on the connection."""
    line = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    for _ in range(5):
        chunks = (b" " * 8192 for _ in range(200))
        line.request("POST", "/api/login", chunks, {"Content-Type": "application/json"}, encode_chunked=True)
        answer = line.getresponse()
        assert (answer.status, json.loads(answer.read())["code"]) == (413, "body_too_large")
        assert answer.headers["Content-Type"] == "application/problem+json"
    line.close()


@pytest.mark.parametrize("more", [b"", b"Connection: close\r\n"], ids=["the line stays", "the line ends"])
def test_a_body_that_nobody_reads_does_not_cost_its_sender_the_answer(server, more):
    head = b"POST /api/items HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n" + more + b"\r\n"
    with connected(server) as line:
        line.sendall(head)
        for _ in range(4000):
            line.sendall(b" " * 1000)
        assert line.recv(65536).startswith(b"HTTP/1.1 401")


def test_an_endless_body_is_cut_off(server):
    head = b"POST /api/items HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n"
    with connected(server) as line:
        line.sendall(head)
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            line.sendall(bytes(300_000_000))
    assert server.get("/healthz").status_code == 200


def test_half_a_body_is_unreadable(server):
    head = b"POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\n"
    with connected(server) as line:
        line.sendall(head + b'{"id": "seller", "password": "long"}')
        line.shutdown(socket.SHUT_WR)
        answer = line.recv(65536)
    assert answer.startswith(b"HTTP/1.1 400")
    assert b'"unreadable"' in answer


def test_an_answer_is_sent_whole_its_head_with_its_body(server):
    with connected(server) as line:
        for _ in range(20):
            line.sendall(b"GET /api/items HTTP/1.1\r\nHost: x\r\n\r\n")
            head, _, body = line.recv(65536).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200")
            assert body.endswith(b"}")


def test_a_head_without_a_body_is_sent_too(server):
    with connected(server) as line:
        for _ in range(2):
            line.sendall(b"HEAD /api/items HTTP/1.1\r\nHost: x\r\n\r\n")
            assert line.recv(65536).endswith(b"\r\n\r\n")
