"""Requests to addresses that users name: by HTTPS alone, never into the network, never on to another address."""

import contextlib
import http.client
import socket
import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Timer
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from auction.appstate import PerApp
from auction.contacts.failures import PermanentFailure, TemporaryFailure
from auction.mail_settings import MailSettings

Address = IPv4Address | IPv6Address

TIMEOUT_S = 10.0
MAX_RETRY_AFTER_S = 86_400
# IPv6 addresses behind which a gateway (NAT64) finds IPv4 ones
TRANSLATED = IPv6Network("64:ff9b::/96")
# names that only a local network knows
LOCAL_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa")

_private_targets: PerApp[bool] = PerApp(lambda: False)


class Answer(NamedTuple):
    """An answer's status, and how long it says to wait."""

    status: int
    retry_after_s: int | None


def configure(settings: MailSettings) -> None:
    """Allow the running application targets inside the network, or not."""
    _private_targets.set(settings.private_targets)


def fault_of(url: str) -> str | None:
    """Return what is wrong with a target, by a name of http/texts.toml; names are not resolved here."""
    try:
        parts = urlsplit(url)
        host = _host(parts)
    except (PermanentFailure, ValueError):
        return "https_url"
    literal = _literal(host)
    if _private_targets.get():
        return None
    if literal is None:
        labels = host.rstrip(".").split(".")
        return "private_target" if len(labels) < 2 or labels[-1] in LOCAL_NAMES else None
    return None if _is_public(literal) else "private_target"


def post(url: str, body: bytes, headers: dict[str, str], timeout_s: float = TIMEOUT_S) -> Answer:
    """POST to a target and return the answer, whatever its status; redirects are not followed.

    The name is resolved once, and the connection goes to an address that was checked. Raises PermanentFailure for a
    target inside the network, TemporaryFailure for one that does not answer in time.
    """
    parts = urlsplit(url)
    host, port = _host(parts), parts.port or 443
    connection = _Connection(host, port, _resolved(host, port), timeout_s)
    # a socket's own time limit begins anew with every byte
    watchdog = Timer(timeout_s, connection.abort)
    watchdog.daemon = True
    watchdog.start()
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body, headers)
        answer = connection.getresponse()
        return Answer(answer.status, _seconds(answer.getheader("Retry-After")))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise TemporaryFailure(f"connection: {type(error).__name__}") from None
    finally:
        watchdog.cancel()
        connection.close()


class _Connection(http.client.HTTPSConnection):
    """A connection to an address that was checked, with the certificate of the name."""

    def __init__(self, host: str, port: int, address: str, timeout_s: float) -> None:
        super().__init__(host, port, timeout=timeout_s)
        self._address = address

    def connect(self) -> None:
        """Connect to the checked address, not to what the name resolves to by now."""
        raw = socket.create_connection((self._address, self.port), self.timeout)
        context = ssl.create_default_context()
        # known to `abort` before the handshake, which may last
        self.sock = context.wrap_socket(raw, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock.do_handshake()

    def abort(self) -> None:
        """Let whatever waits for this connection fail."""
        if self.sock is not None:
            # an SSLSocket's own shutdown changes what another thread reads
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def _host(parts: SplitResult) -> str:
    """Return the host of a target. Raises PermanentFailure for a URL that is none of HTTPS."""
    if parts.scheme != "https" or not parts.hostname or parts.username is not None or parts.port == 0:
        raise PermanentFailure("not an https URL")
    return parts.hostname


def _resolved(host: str, port: int) -> str:
    """Return one address of a name, all of which must be public. Raises PermanentFailure, TemporaryFailure."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise TemporaryFailure("name not found") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not _private_targets.get() and not all(_is_public(ip_address(each.partition("%")[0])) for each in addresses):
        raise PermanentFailure("address inside the network")
    return addresses[0]


def _literal(host: str) -> Address | None:
    """Return the address that a host spells out, also as 127.1 or 2130706433; None for a name."""
    with contextlib.suppress(ValueError):
        return ip_address(host.partition("%")[0])
    with contextlib.suppress(OSError):
        return ip_address(socket.inet_aton(host))
    return None


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour
        if address in TRANSLATED:
            inside = IPv4Address(int(address) & 0xFFFFFFFF)
        if inside is not None:
            return _is_public(inside)
    return address.is_global and not address.is_multicast


def _seconds(retry_after: str | None) -> int | None:
    """Return how many seconds a Retry-After header gives; None without a valid one."""
    if retry_after is None:
        return None
    if retry_after.isascii() and retry_after.isdigit():
        return min(int(retry_after), MAX_RETRY_AFTER_S)
    try:
        wait = parsedate_to_datetime(retry_after) - datetime.now(UTC)
    except (ValueError, TypeError):
        return None
    return min(max(0, round(wait.total_seconds())), MAX_RETRY_AFTER_S)
