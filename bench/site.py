"""The site for a benchmark: gunicorn with its real settings on a free port, and access tokens of its users."""

import contextlib
import http.client
import os
import secrets
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import jwt

from auction.config import ROOT
from bench.fill import sign_in_id, user_id
from bench.harness import FOLDER
from commands import children

STARTS_WITHIN = 120  # seconds
TOKEN_LASTS = 900


@dataclass(frozen=True)
class Site:
    """Its port, its master process, and the secret of its tokens."""

    port: int
    pid: int
    secret: str

    def token(self, number: int, lasts: int = TOKEN_LASTS) -> str:
        """Return an access token for the user with this number, good for `lasts` seconds."""
        now = int(time.time())
        claims = {
            "fresh": False, "iat": now, "jti": secrets.token_hex(16), "type": "access", "sub": user_id(number),
            "nbf": now, "exp": now + lasts, "sid": sign_in_id(number),
        }  # fmt: skip
        return jwt.encode(claims, self.secret, algorithm="HS256")

    def workers(self) -> list[int]:
        """Return the ids of its worker processes."""
        return children.of(self.pid)


DEVELOPMENT = {"APP_ENV": "development", "RATE_LIMITS": "off", "TRUSTED_PROXIES": ""}
# production's own settings, behind a proxy that names the clients' addresses
PRODUCTION = {"APP_ENV": "production", "RATE_LIMITS": "on", "TRUSTED_PROXIES": "1", "PASSWORD_COST": "full"}
# a JSON answer of the same workers without anything of ours
TRIVIAL = "bench.trivial:application"


@contextlib.contextmanager
def site(url: str, workers: int = 2, changes: Mapping[str, str] = DEVELOPMENT, wsgi: str = "") -> Iterator[Site]:
    """Serve the database at `url` with these settings; `wsgi` names another application for the same workers."""
    port, secret = _free_port(), secrets.token_hex(32)
    FOLDER.mkdir(parents=True, exist_ok=True)
    settings = {
        "DATABASE_URL": url, "DATA_DIR": str(FOLDER / "site"),
        "RESOURCES_DIR": str(FOLDER / "resources"), "JWT_SECRET_KEY": secret, "PORT": str(port),
        "WEB_CONCURRENCY": str(workers), "S3_BUCKET": "", "CORS_ORIGINS": "", **changes,
    }  # fmt: skip
    log = FOLDER / f"site-{port}.log"
    with log.open("wb") as output:
        process = children.start(
            [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "--bind", f"127.0.0.1:{port}", *wsgi.split()],
            stdout=output,
            cwd=ROOT,
            env={**os.environ, **settings},
        )
    try:
        _await(port, log)
        yield Site(port, process.pid, secret)
    finally:
        children.end(process, within=10)
        log.unlink()


def _await(port: int, log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", "/readyz")
            answer = line.getresponse()
            if answer.status == 200:
                return
            reason = answer.read().decode(errors="replace")
        except OSError as error:
            reason = str(error)
        if time.monotonic() > until:
            raise RuntimeError(f"the site did not start: {reason}\n{log.read_text(errors='replace')}")
        time.sleep(0.02)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
