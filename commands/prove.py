"""Tries to break each promise on a site of its own, and prints promise, figure, and whether it held."""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import database
from commands import embedded, migrate
from commands.console import say
from commands.test import own_server

SUMMARY = "약속을 깨 보기 · try to break every promise and print the figures (--quick: in about a minute)"


def main(argv: list[str]) -> int:
    """Returns 1 when a promise did not hold."""
    parser = argparse.ArgumentParser("./ssgbay prove", description=SUMMARY)
    parser.add_argument("--quick", action="store_true", help="짧게 · the short form")
    parser.add_argument("--seed", type=int, default=os.environ.get("PROOF_SEED"), help="되풀이 · repeat a run")
    parser.add_argument(
        "--only", metavar="WORD", default="", help="이 낱말이 든 것만 · those that have this word alone"
    )
    chosen = parser.parse_args(argv)
    seed = int(chosen.seed or random.randrange(10**6))
    say(f"· PROOF_SEED={seed}")
    with tempfile.TemporaryDirectory(prefix="ssgbay-proof-") as folder, _database() as url:
        return _prove(Path(folder), url, seed, chosen)


def _prove(folder: Path, url: str, seed: int, chosen: argparse.Namespace) -> int:
    # the proofs are tests: they come with the development packages
    from tests.processes import gunicorn
    from tests.proof.house import House
    from tests.proof.promises import PROOFS

    environ = {
        "APP_ENV": "development", "DATABASE_URL": url, "DATA_DIR": str(folder), "RATE_LIMITS": "off",
        "RESOURCES_DIR": str(folder),
    }  # fmt: skip
    broken = 0
    with gunicorn(folder / "server.log", **environ) as site:
        house = House(site, url, folder, seed, environ)
        for proof in PROOFS:
            if chosen.only not in proof.what:
                continue
            began = time.monotonic()
            finding = (proof.quick if chosen.quick else proof.full)(house)
            broken += bool(finding.faults)
            mark = "✗" if finding.faults else "✓"
            say(f"{mark} [{proof.promises}] {proof.what}\n    {finding.figure} ({time.monotonic() - began:.0f} s)")
            for fault in finding.faults:
                say(f"    {fault}")
    say(f"{'✗' if broken else '✓'} PROOF_SEED={seed}")
    return 1 if broken else 0


@contextmanager
def _database() -> Iterator[str]:
    """An empty database, migrated, on a server of its own (or the one that TEST_SERVER_URL names)."""
    given = os.environ.get("TEST_SERVER_URL")
    ours = None if given else own_server()
    root = given or ours.place.url("root", "")  # type: ignore[union-attr]
    name = f"ssgbay_test_{os.getpid()}_proof"
    connection = database.connect(root, autocommit=True, within=None)
    connection.query("SET SESSION wait_timeout = 28800")
    try:
        database.Db(connection).run(f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci")
        url = urlsplit(root)._replace(path=f"/{name}").geturl()
        migrate.apply(url)
        yield url
    finally:
        database.Db(connection).run(f"DROP DATABASE IF EXISTS {name}")
        connection.close()
        if ours:
            embedded.stop(ours)
