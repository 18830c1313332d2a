"""Requests to addresses that users name: they never reach the network, and never take longer than they may."""

import socket
import time

import pytest

from auction.contacts import outbound
from auction.contacts.failures import PermanentFailure, TemporaryFailure
from auction.mail_settings import MailSettings
from tests.https_server import https_server
from tests.processes import at_most

pytestmark = pytest.mark.usefixtures("own_state")
INSIDE = [
    "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/",
    "https://10.1.2.3/", "https://172.16.0.1/", "https://192.168.0.1/", "https://169.254.169.254/latest/meta-data",
    "https://100.64.0.1/", "https://0.0.0.0/", "https://224.0.0.1/", "https://255.255.255.255/",
    "https://[::1]/", "https://[::]/", "https://[fe80::1]/", "https://[fe80::1%25eth0]/", "https://[fd00::1]/",
    "https://[::ffff:127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://[ff02::1]/",
    "https://localhost/", "https://LOCALHOST./", "https://db/", "https://metadata.google.internal/",
    "https://printer.local/",
]  # fmt: skip
NOT_HTTPS = [
    "http://hooks.example.com/", "ftp://hooks.example.com/", "file:///etc/passwd", "javascript:alert(1)", "https:///x",
    "https://user:password@hooks.example.com/", "https://user@hooks.example.com/", "https://hooks.example.com:99999/",
    "https://[::1/", "", "hooks.example.com",
]  # fmt: skip


def allow_private(allowed: bool) -> None:
    outbound.configure(MailSettings(None, None, "", "", private_targets=allowed))


@pytest.fixture
def listener(tmp_path, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    allow_private(True)
    with https_server(tmp_path) as server:
        yield server


def resolve_to(monkeypatch, *addresses):
    """Let every name have these addresses; returns the names that were asked for."""
    asked = []

    def found(host, port, *_rest, **_options):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    return asked


@pytest.mark.parametrize("url", INSIDE)
def test_a_target_inside_the_network_is_refused(url):
    assert outbound.fault_of(url) == "private_target"


@pytest.mark.parametrize("url", NOT_HTTPS)
def test_a_target_without_https_is_refused(url):
    assert outbound.fault_of(url) == "https_url"


@pytest.mark.parametrize(
    "url", ["https://hooks.example.com/a?b=c", "https://93.184.216.34:8443/", "https://[2606:4700::1]/"]
)
def test_a_public_target_is_taken(url):
    assert outbound.fault_of(url) is None


@pytest.mark.parametrize(
    "addresses", [("127.0.0.1",), ("93.184.216.34", "10.0.0.1"), ("::ffff:10.0.0.1",), ("fe80::1%eth0",)]
)
def test_a_name_that_resolves_into_the_network_is_refused_at_each_attempt(monkeypatch, addresses):
    resolve_to(monkeypatch, *addresses)
    with pytest.raises(PermanentFailure, match="inside the network"):
        outbound.post("https://hooks.example.com/", b"", {})


def test_a_name_is_resolved_once_and_the_connection_goes_to_that_address(listener, monkeypatch):
    asked = resolve_to(monkeypatch, "127.0.0.1")
    connected = []

    def connect(address, *args, **options):
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(TemporaryFailure):
        outbound.post(listener.url(), b"", {})
    assert (asked, connected) == (["localhost"], ["127.0.0.1"])


def test_a_post_arrives_with_its_headers_and_the_certificate_is_that_of_the_name(listener):
    answer = outbound.post(listener.url("/hook?x=1"), b"body", {"Webhook-Id": "n1"})
    assert answer == (200, None)
    received = listener.requests[0]
    assert (received.path, received.body, received.headers["Webhook-Id"]) == ("/hook?x=1", b"body", "n1")
    assert received.headers["Host"] == f"localhost:{listener.port}"


def test_a_certificate_of_another_name_is_refused(listener, monkeypatch):
    resolve_to(monkeypatch, "127.0.0.1")
    with pytest.raises(TemporaryFailure, match="SSLCertVerificationError"):
        outbound.post(listener.url().replace("localhost", "hooks.example.com"), b"", {})
    assert listener.requests == []


def test_a_redirect_is_answered_and_not_followed(listener):
    listener.status, listener.headers = 302, {"Location": listener.url("/elsewhere")}
    assert outbound.post(listener.url("/hook"), b"", {}).status == 302
    assert [each.path for each in listener.requests] == ["/hook"]


@pytest.mark.parametrize(
    ("header", "seconds"), [("120", 120), ("99999999", 86_400), ("soon", None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0)]
)
def test_retry_after_is_read_in_both_its_forms(listener, header, seconds):
    listener.status, listener.headers = 429, {"Retry-After": header}
    assert outbound.post(listener.url(), b"", {}) == (429, seconds)


def test_an_answer_that_drips_is_given_up_in_time(listener):
    listener.drip_s = 0.05
    began = time.monotonic()
    with pytest.raises(TemporaryFailure, match="connection"):
        outbound.post(listener.url(), b"", {}, timeout_s=0.5)
    assert time.monotonic() - began < at_most(5)


def test_a_name_that_nobody_has_is_a_temporary_failure(monkeypatch):
    def not_found(*_args, **_options):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", not_found)
    with pytest.raises(TemporaryFailure, match="name not found"):
        outbound.post("https://hooks.example.com/", b"", {})
