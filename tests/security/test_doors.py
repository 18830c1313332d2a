"""What reaches the application at all: connections, heads, hosts, and who may see what is for operators."""

import os

import pytest

from app import create_app
from auction import config
from tests.cast import sign_up
from tests.processes import at_most, connected, gunicorn, wait_for
from tests.security import doors
from tests.security.conftest import PRODUCTION

OPERATOR, STRANGER = "127.0.0.9", "127.0.0.1"
NARROW = {
    "METRICS_NETWORKS": f"{OPERATOR}/32", "CONNECTIONS_PER_ADDRESS": "40", "TRUSTED_HOSTS": "auction.example,x",
    "GUNICORN_CMD_ARGS": "--worker-connections=120",
}  # fmt: skip


@pytest.fixture(scope="module")
def site(environment):
    """A server with few connections, known by two names."""
    with gunicorn(environment / "doors.log", **NARROW) as server:
        yield server


def test_the_metrics_are_for_operators_however_their_path_is_spelled(site):
    assert doors.status_of(site, doors.get("/metrics", "Host: x"), OPERATOR) == 200
    statuses = {path: doors.status_of(site, doors.get(path, "Host: x")) for path in doors.SPELLINGS}
    assert statuses == dict.fromkeys(doors.SPELLINGS, 404)


def test_a_header_renames_neither_path_nor_scheme(site):
    for name in ("SCRIPT_NAME", "SCRIPT-NAME", "Script-Name"):
        assert doors.status_of(site, doors.get("/x/metrics", "Host: x", f"{name}: /x"), OPERATOR) == 404
        assert doors.status_of(site, doors.get("/x/healthz", "Host: x", f"{name}: /x")) == 404
    for name in ("PATH_INFO", "Path-Info"):
        assert doors.status_of(site, doors.get("/x", "Host: x", f"{name}: /metrics"), OPERATOR) == 404
    for headers in (("X-Forwarded-Proto: https", "X-Forwarded-Ssl: off"), ("X-Forwarded-Protocol: ssl",)):
        assert doors.status_of(site, doors.get("/api/items", "Host: x", *headers)) == 200


def test_a_forwarded_request_is_no_operators_where_no_proxy_is_known(site):
    for header in ("X-Forwarded-For: 127.0.0.9", "Forwarded: for=127.0.0.9"):
        assert doors.status_of(site, doors.get("/metrics", "Host: x", header), OPERATOR) == 404


def test_which_release_is_ready_is_for_operators(site, client):
    with connected(site, STRANGER) as line:
        line.sendall(doors.get("/readyz", "Host: x"))
        answer = line.recv(65_536)
    assert answer.split()[1] == b"200"
    assert b'"release":null' in answer
    assert client.get("/readyz").json["release"] == "development"


@pytest.mark.parametrize("chunk", doors.CHUNKS, ids=range(len(doors.CHUNKS)))
@pytest.mark.parametrize("path", ["/api/login", "/login", "/api/items"])
def test_malformed_chunks_are_refused_with_400(server, path, chunk):
    # a route that needs a sign-in answers before it reads
    assert doors.status_of(server, doors.chunked(chunk, path)) == (401 if path == "/api/items" else 400)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([], 400),
        (["Host:"], 400),
        (["Host: evil.example"], 400),
        (["Host: auction.example.evil.example"], 400),
        (["Host: x", "Host: evil.example"], 400),
        (["Host: x/evil"], 400),
        (["Host: user@x"], 400),
        (["Host: evil.example", "X-Forwarded-Host: auction.example"], 400),
        (["Host: auction.example", "X-Forwarded-Host: evil.example, y"], 200),
        (["Host: AUCTION.example:8443"], 200),
        (["Host: localhost:5000"], 200),
        (["Host: [::1]"], 200),
    ],
)
def test_a_request_names_this_site(site, headers, status):
    assert doors.status_of(site, doors.get("/api/items", *headers)) == status


def test_health_checks_go_by_any_name_and_by_none(site):
    for path in ("/healthz", "/readyz"):
        assert doors.status_of(site, doors.get(path, "Host: 10.0.1.11:5000")) == 200
        assert doors.status_of(site, f"GET {path} HTTP/1.0\r\n\r\n".encode()) == 200


def test_silent_connections_of_one_address_keep_nobody_out(site):
    with doors.silent(site, 400, ["127.0.3.1"]) as lines:
        assert doors.longest_wait(site, seconds=2) < at_most(1)
        # 40 at each of two workers
        assert doors.still_open(lines) <= 80


def test_silent_connections_of_many_addresses_keep_nobody_out(site):
    sources = [f"127.0.4.{number + 1}" for number in range(100)]
    with doors.silent(site, 400, sources) as lines:
        assert doors.longest_wait(site, seconds=2) < at_most(1)
        # half of what a worker may have open is for idle ones
        assert doors.still_open(lines) <= 120


@pytest.mark.slow
def test_a_silent_connection_is_closed_after_ten_seconds(site):
    with doors.silent(site, 4, ["127.0.3.1"]) as lines:
        wait_for(lambda: doors.still_open(lines) == 0, at_most(20))


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_nine_thousand_silent_connections_keep_nobody_out(server):
    with doors.silent(server, 9_000, [f"127.0.5.{number + 1}" for number in range(90)]):
        assert doors.longest_wait(server, seconds=15) < at_most(1)


CLOUDFRONT = {
    "X-Forwarded-For": "203.0.113.7, 64.252.64.1", "X-Forwarded-Proto": "http", "X-Forwarded-Port": "80",
    "Via": "2.0 0123.cloudfront.net (CloudFront)", "Host": "d111111abcdef8.cloudfront.net",
}  # fmt: skip


@pytest.fixture
def behind_cloudfront(app, environment, db):
    """The application in production, as the template puts it behind CloudFront and a load balancer."""
    changes = {"TRUSTED_PROXIES": "2", "PUBLIC_URL": "https://d111111abcdef8.cloudfront.net"}
    try:
        yield create_app(config.load(os.environ | PRODUCTION | changes)).test_client(use_cookies=False)
    finally:
        app.extensions["state"].activate()


def login(site, person, **headers):
    form = {"id": person.id, "password": person.password}
    return site.post("/api/login", json=form, headers={**CLOUDFRONT, "X-Refresh": "cookie", **headers})


def test_the_refresh_cookie_is_secure_behind_two_proxies_that_report_one_scheme(behind_cloudfront, client, db):
    answer = login(behind_cloudfront, sign_up(client, "seller"))
    name, _, rest = answer.headers["Set-Cookie"].partition("=")
    parts = set(rest.split("; ")[1:])
    assert name == "__Host-refresh"
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= parts
    assert not [part for part in parts if part.startswith("Domain")]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    counted = {row["name"] for row in db.all("SELECT name FROM rate WHERE name LIKE 'password\\_address:%%'")}
    assert counted == {"password_address:203.0.113.7"}
    for path in ("/metrics", "/%6detrics"):
        assert behind_cloudfront.get(path, headers=CLOUDFRONT).status_code == 404
    evil = CLOUDFRONT | {"Host": "evil.example", "X-Forwarded-Host": "d111111abcdef8.cloudfront.net, x"}
    assert behind_cloudfront.get("/api/items", headers=evil).status_code == 400


def test_a_sign_in_in_the_cookie_of_an_older_release_goes_on_in_todays(behind_cloudfront, client):
    token = login(behind_cloudfront, sign_up(client, "seller")).headers["Set-Cookie"].split("=")[1].split(";")[0]
    asks = {**CLOUDFRONT, "X-Refresh": "cookie"}
    moved = behind_cloudfront.post("/api/token", headers={**asks, "Cookie": f"refresh={token}"})
    assert moved.status_code == 200
    today, old = moved.headers.getlist("Set-Cookie")
    assert today.startswith(f"__Host-refresh={token};")
    assert old.startswith("refresh=;")
    assert "Path=/api" in old
    again = behind_cloudfront.post("/api/token", headers={**asks, "Cookie": f"__Host-refresh={token}; refresh=bad"})
    assert (again.status_code, again.headers.getlist("Set-Cookie")) == (200, [])
    signed_out = behind_cloudfront.post("/api/logout", headers={**asks, "Cookie": f"__Host-refresh={token}"})
    assert "__Host-refresh=;" in signed_out.headers["Set-Cookie"]
    assert behind_cloudfront.post("/api/token", headers={**asks, "Cookie": f"refresh={token}"}).status_code == 401
