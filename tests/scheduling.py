"""Which process of the suite runs which tests, and in which order."""

import collections
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

from auction.config import ROOT

# files that share one process: on one machine with a systemd of its own, and in one browser
TOGETHER = {
    "deployments": [
        f"tests/deploy/test_{name}.py" for name in ("deployments", "broken_releases", "hooks", "fortnight", "install")
    ],
    "browser": [
        *(f"tests/browser/test_{name}.py" for name in ("pages", "auction", "bidding", "browsing", "live")),
        *(f"tests/browser/test_{name}.py" for name in ("selling", "sign_in", "watching", "notifications", "push")),
        "tests/alerts/deliveries/test_rendering.py",
        "tests/security/test_scripts.py",
    ],
}
# what takes half a minute and more
LONGEST = (
    *TOGETHER["deployments"], "tests/machine/test_bare_machine.py", *TOGETHER["browser"], "tests/scale/test_galera.py",
    "tests/commands/test_run.py", "tests/scale/test_hosts.py", "tests/proof/test_faults.py", "tests/test_upgrades.py",
    "tests/browser/test_web.py",
)  # fmt: skip


class Scheduling(LoadFileScheduling):
    """A file's tests stay in one process, and so do files that share something large."""

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        return next((name for name, files in TOGETHER.items() if file in files), file)


def order(items: list[pytest.Item]) -> None:
    """What takes longest comes first, or all other processes would wait for it at the end."""
    ranks = {ROOT / name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))


def check_names(items: list[Any]) -> None:
    """Raises UsageError when two tests have one name: xdist would run only one of them."""
    twice = [name for name, times in collections.Counter(item.nodeid for item in items).items() if times > 1]
    if twice:
        raise pytest.UsageError(f"xdist runs only one of the tests that share a name; give each its own: {twice[:3]}")
