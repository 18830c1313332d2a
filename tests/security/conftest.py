"""A server as it runs in production, its log, and the way to read that."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.processes import gunicorn

PRODUCTION = {
    "APP_ENV": "production", "JWT_SECRET_KEY": "only-for-this-test-" + "0" * 32, "RATE_LIMITS": "on",
    "PASSWORD_COST": "full",
}  # fmt: skip


@pytest.fixture(scope="session")
def running_production(environment: Path) -> Any:
    log = environment / "production.log"
    with gunicorn(log, **PRODUCTION) as server:
        yield server, log


@pytest.fixture
def production(running_production: Any, clean: None) -> Any:
    """The server, without a row."""
    return running_production[0]


@pytest.fixture
def logged(running_production: Any) -> Any:
    """`logged(request_id)`: the entries of one request, each of which had to be one line of JSON."""

    def entries(request_id: str) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in running_production[1].read_text().splitlines()]
        return [entry for entry in lines if entry.get("requestId") == request_id]

    return entries
