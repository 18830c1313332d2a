"""The other sides of messages: an SMTP server, and an HTTPS server that plays push services and hooks."""

import email
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from tests.processes import free_port

HOST = "127.0.0.1"


@dataclass
class MailServer:
    """An SMTP server in this process. `answer` is what it says to the content of a mail."""

    port: int = 0
    answer: str = "250 OK"
    # what it says to a recipient
    recipient: str = "250 OK"
    # seconds until it answers the content
    delay: float = 0
    # how many mails it takes and closes the connection instead of an answer
    cuts: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    # what happens meanwhile
    on_content: Callable[[], object] = lambda: None

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if self.recipient.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        import asyncio

        await asyncio.sleep(self.delay)
        if self.answer.startswith("2"):
            self.mails.append(_parsed(envelope.content))
        self.on_content()
        if self.cuts:
            self.cuts -= 1
            server.transport.close()
        return self.answer


def _parsed(content: bytes) -> EmailMessage:
    mail = email.message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A real SMTP server on a port of its own."""
    from aiosmtpd.controller import Controller

    sink = MailServer()
    sink.port = free_port()
    controller = Controller(sink, hostname=HOST, port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


@dataclass
class Request:
    """What an endpoint got."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Endpoint:
    """An HTTPS server. `answers` are its next statuses, each with its headers; afterwards it says 201."""

    url: str = ""
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    # seconds until it answers
    delay: float = 0
    requests: list[Request] = field(default_factory=list)
    # what happens before it answers
    on_request: Callable[[], object] = lambda: None


class _Quiet(ThreadingHTTPServer):
    """A client that was killed, or that does not trust the certificate, is nothing to report."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


@contextmanager
def endpoint(folder: Path) -> Iterator[Endpoint]:
    """An HTTPS server; its certificate is the file `ca.pem` of the folder, which clients have to trust."""
    seen = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            seen.requests.append(Request(self.path, {name.lower(): text for name, text in self.headers.items()}, body))
            seen.on_request()
            time.sleep(seen.delay)
            status, headers = seen.answers.pop(0) if seen.answers else (201, {})
            self.send_response(status)
            for name, text in headers.items():
                self.send_header(name, text)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = _Quiet((HOST, 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(folder))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    seen.url = f"https://{HOST}:{server.server_address[1]}"
    try:
        yield seen
    finally:
        server.shutdown()
        server.server_close()


def certificate(folder: Path) -> Path:
    """A file with a key and its own certificate for 127.0.0.1."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    path = folder / "ca.pem"
    path.write_bytes(private + made.public_bytes(form.Encoding.PEM))
    return path
