"""Which process of the suite runs which tests, and in which order."""

import collections
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

from auction.config import ROOT

# files that share one process, because they deploy to one machine with a systemd of its own
TOGETHER = {
    "deployments": [
        f"tests/deploy/test_{name}.py" for name in ("deployments", "broken_releases", "fortnight", "install")
    ],
}
# what takes ten seconds of processor time and more, or waits for long
LONGEST = (
    *TOGETHER["deployments"], "tests/machine/test_bare_machine.py", "tests/browser/test_pages.py",
    "tests/proof/test_faults.py", "tests/test_upgrades.py", "tests/deploy/test_hooks.py", "tests/commands/test_run.py",
    "tests/security/test_contract.py", "tests/browser/test_web.py", "tests/bench/test_bench.py",
    "tests/security/test_shutdown.py", "tests/scale/test_galera.py", "tests/scale/test_hosts.py",
    "tests/mysql/test_few_connections.py", "tests/proof/test_ambiguity.py", "tests/security/test_scripts.py",
    *(f"tests/browser/test_{name}.py" for name in ("bidding", "notifications", "orders", "sign_in", "auction")),
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
