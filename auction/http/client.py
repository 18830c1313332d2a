"""Where a request comes from, and the address of the site that it went to."""

from flask import current_app, request


def address() -> str:
    """The client's address: the connection's, or what the proxies that TRUSTED_PROXIES counts say."""
    return request.remote_addr or "unknown"


def site() -> str:
    """The site's own address without a slash at its end: PUBLIC_URL, or where this request went."""
    url: str = current_app.config["PUBLIC_URL"] or request.url_root.rstrip("/")
    return url
