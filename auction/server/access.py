"""Which host names a request may use, and who sees what is for operators: metrics and the running release."""

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any, NamedTuple

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


class Hosts(NamedTuple):
    """The names of the site, none for any."""

    names: tuple[str, ...]

    def allow(self, environ: Mapping[str, Any]) -> bool:
        """Whether a request (its WSGI environment) names this site in its Host header."""
        found = HOST.fullmatch(environ.get("HTTP_HOST", ""))
        if found is None or not self.names:
            return found is not None
        name = found[1].lower()
        return name in self.names or _is_local(name, environ.get("REMOTE_ADDR"))


def install(app: Flask, settings: Config) -> None:
    """Check the Host header of every request to an application."""
    app.config.update(
        HOSTS=Hosts(settings.access.trusted_hosts),
        METRICS_NETWORKS=settings.access.metrics_networks,
        IS_PROXIED=settings.trusted_proxies > 0,
    )
    app.before_request(_check_host)


def _check_host() -> None:
    """Raises WrongHost."""
    if request.path not in HEALTH and not current_app.config["HOSTS"].allow(request.environ):
        raise WrongHost


def _is_local(name: str, address: str | None) -> bool:
    """Whether this machine asks itself: by a Unix socket under any name, by loopback under its own."""
    return not address or (name in LOOPBACK and address in ("127.0.0.1", "::1"))


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
