"""Which host names a request may use, and who sees what is for operators: metrics and the running release."""

import re
from ipaddress import ip_address

from flask import Flask, current_app, request

from auction.config import Config
from auction.errors import Unreadable

HOST = re.compile(r"([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
# balancers ask by the address of a machine, some by HTTP/1.0 without any Host
HEALTH = ("/healthz", "/readyz")
FORWARDED = ("X-Forwarded-For", "Forwarded")


class WrongHost(Unreadable):
    """The Host header is missing or malformed, or names another site."""


def install(app: Flask, settings: Config) -> None:
    """Check the Host header of every request to an application."""
    app.config.update(
        TRUSTED_NAMES=settings.access.trusted_hosts,
        METRICS_NETWORKS=settings.access.metrics_networks,
        IS_PROXIED=settings.trusted_proxies > 0,
    )
    app.before_request(_check_host)


def _check_host() -> None:
    """Raises WrongHost."""
    if request.path in HEALTH:
        return
    found = HOST.fullmatch(request.environ.get("HTTP_HOST", ""))
    names = current_app.config["TRUSTED_NAMES"]
    if found is None or (names and found[1].lower() not in names and not _is_local(found[1].lower())):
        raise WrongHost


def _is_local(name: str) -> bool:
    """Whether this machine asks itself: by a Unix socket under any name, by loopback under its own."""
    return not request.remote_addr or (name in LOOPBACK and request.remote_addr in ("127.0.0.1", "::1"))


def is_operator() -> bool:
    """Whether the client is in a network of METRICS_NETWORKS, or on this machine's own Unix socket.

    A request that was forwarded by a proxy of which TRUSTED_PROXIES knows nothing has the proxy's address: it is not.
    """
    if not current_app.config["IS_PROXIED"] and any(name in request.headers for name in FORWARDED):
        return False
    if not request.remote_addr:
        return True
    try:
        address = ip_address(request.remote_addr)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in current_app.config["METRICS_NETWORKS"])
