"""Where a request comes from."""

from flask import request


def address() -> str:
    """The client's address: the connection's, or what the proxies that TRUSTED_PROXIES counts say."""
    return request.remote_addr or "unknown"
