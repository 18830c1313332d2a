"""An HTTPS server on this machine that keeps the requests it gets, and its certificate."""

import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.processes import serving


class Received(NamedTuple):
    """One request."""

    path: str
    headers: Message
    body: bytes


class HttpsServer:
    """The requests taken, and how the next ones are answered."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.requests: list[Received] = []
        # how often a status was answered
        self.statuses = Counter[int]()
        self.status = 200
        self.headers: dict[str, str] = {}
        # paths of which nothing is known any more
        self.gone: set[str] = set()
        self.behave()
        # what happens before it answers
        self.on_request: Callable[[], object] = lambda: None
        # the seconds between two bytes of the answer; 0: it comes at once
        self.drip_s = 0.0
        self.port = 0

    def behave(self, *, answers: Sequence[tuple[int, dict[str, str]]] = (), wait_s: float = 0) -> None:
        """Set the statuses of the next answers with their headers, before `status` and `headers` hold again.

        `wait_s` are the seconds until it answers.
        """
        self.answers, self.wait_s = list(answers), wait_s

    def url(self, path: str = "/") -> str:
        """The address of a path."""
        return f"https://{self.host}:{self.port}{path}"


class _Listener(ThreadingHTTPServer):
    """A client that was killed, or that does not trust the certificate, is nothing to report."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass


def _handler(server: HttpsServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            server.requests.append(Received(self.path, self.headers, body))
            server.on_request()
            time.sleep(server.wait_s)
            if server.drip_s:
                self._drip()
                return
            status, headers = self._answer()
            server.statuses[status] += 1
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _answer(self) -> tuple[int, dict[str, str]]:
            if self.path in server.gone:
                return 410, {}
            return server.answers.pop(0) if server.answers else (server.status, server.headers)

        def _drip(self) -> None:
            try:
                for letter in b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100:
                    self.wfile.write(bytes([letter]))
                    time.sleep(server.drip_s)
            except OSError:
                # the client has gone
                pass

        def log_message(self, *_args: object) -> None:
            pass

    return Handler


@contextmanager
def https_server(folder: Path, host: str = "localhost") -> Iterator[HttpsServer]:
    """Run a server; its certificate, for localhost and 127.0.0.1, is `folder`/certificate.pem."""
    make_certificate(folder)
    server = HttpsServer(host)
    listener = _Listener(("127.0.0.1", 0), _handler(server))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    listener.socket = context.wrap_socket(listener.socket, server_side=True, do_handshake_on_connect=False)
    server.port = listener.server_port
    with serving(listener):
        yield server


def make_certificate(folder: Path) -> None:
    """Write `certificate.pem`, which signs itself, and its `key.pem`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(private)
