"""A proof as a test."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.proof.harness import Finding, NotRun


def assert_holds(show: Callable[..., Finding], *arguments: Any, **named: Any) -> None:
    """What it shows must be without fault. Where this machine cannot show it, the test says so."""
    try:
        finding = show(*arguments, **named)
    except NotRun as reason:
        pytest.skip(f"NOT TESTED: {reason}")
    print(finding.figure)
    assert not finding.faults, "\n".join(finding.faults)
