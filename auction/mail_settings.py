"""The settings of mails and of other messages that leave the site. Standard library alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from auction.environment import Misconfigured, one_of

EXAMPLE = "smtp://user:password@host:587/?starttls=1"


@dataclass(frozen=True)
class SmtpServer:
    """The server that takes our mails; `tls` is none, starttls or implicit."""

    host: str
    port: int
    tls: str
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class MailSettings:
    """How messages leave the site. Without a server, mails are files in `folder`; without either, mail is off.

    `site` is the address that links in messages begin with. `private_targets` allows hooks and push services inside
    the network, for development.
    """

    server: SmtpServer | None
    folder: Path | None
    sender: str
    site: str
    private_targets: bool

    @property
    def is_on(self) -> bool:
        """Whether mails are sent or kept."""
        return self.server is not None or self.folder is not None


def mail_settings(environ: Mapping[str, str], production: bool, data_dir: Path, public_url: str) -> MailSettings:
    """Return SMTP_URL, MAIL_FROM and PRIVATE_TARGETS. Raises Misconfigured."""
    server = _server(environ.get("SMTP_URL", "").strip(), production)
    private_targets = one_of(environ, "PRIVATE_TARGETS", ("refused", "allowed")) == "allowed"
    if private_targets and production:
        raise Misconfigured("PRIVATE_TARGETS=allowed is for tests; in production hooks must not reach the network.")
    if server and production and not public_url:
        raise Misconfigured("SMTP_URL needs PUBLIC_URL, like https://auction.example, for the links in mails.")
    return MailSettings(
        server=server,
        folder=None if server or production else data_dir / "mail",
        sender=_sender(environ.get("MAIL_FROM", "").strip(), required=server is not None),
        site=public_url or f"http://localhost:{environ.get('PORT') or 5000}",
        private_targets=private_targets,
    )


def _server(url: str, production: bool) -> SmtpServer | None:
    if not url:
        return None
    try:
        parts = urlsplit(url)
        tls = _tls(parts)
        port = parts.port or {"implicit": 465, "starttls": 587}.get(tls, 25)
    except ValueError:
        tls, port = "", 0
    # the message must not repeat the password
    if not tls or not parts.hostname or parts.path not in ("", "/") or (parts.username is None) != (not parts.password):
        raise Misconfigured(f"SMTP_URL must be like {EXAMPLE}, or smtps://…; special characters of a password as %40.")
    if production and parts.username and tls == "none" and not _is_loopback(parts.hostname):
        raise Misconfigured("SMTP_URL would send its password in the clear; add ?starttls=1 or use smtps://.")
    return SmtpServer(parts.hostname, port, tls, unquote(parts.username or ""), unquote(parts.password or ""))


def _tls(parts: SplitResult) -> str:
    """Return how the connection is encrypted; empty for a URL that is none of SMTP."""
    options = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
    if parts.fragment or options.keys() - {"starttls"} or options.get("starttls", "0") not in ("0", "1"):
        return ""
    if parts.scheme == "smtps":
        return "" if options else "implicit"
    if parts.scheme != "smtp":
        return ""
    return "starttls" if options.get("starttls") == "1" else "none"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _sender(given: str, required: bool) -> str:
    if not given and required:
        raise Misconfigured("SMTP_URL needs MAIL_FROM, like '쓱Bay <no-reply@auction.example>'.")
    from email.utils import parseaddr

    given = given or "쓱Bay <no-reply@localhost>"
    _, address = parseaddr(given)
    local, _, domain = address.rpartition("@")
    if not local or not domain or not address.isascii() or not given.isprintable() or " " in address:
        raise Misconfigured(f"MAIL_FROM takes one address, like '쓱Bay <no-reply@auction.example>', not {given!r}.")
    return given
