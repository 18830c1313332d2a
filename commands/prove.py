"""Tries to break each promise on its own site; prints promise, figure, and whether it held."""

import argparse
import contextlib
import io
import json
import os
import random
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import database
from commands import embedded, migrate, table
from commands.console import say
from commands.test import own_server

SUMMARY = "약속을 깨 보기 · try to break every promise and print the figures (--quick: in a few minutes)"
HOLDS, BROKEN, NOT_RUN = "✓", "✗", "–"
# mark, promises, what was tried, what was seen, seconds
WIDTHS = (1, 8, 34, 64, 4)
HEAD = ("", "약속", "시도 · tried", "결과 · seen", "초·s")
MAX_FAULTS = 10


def main(argv: list[str]) -> int:
    """Return 1 when a promise did not hold."""
    chosen = _arguments(argv)
    seed = int(chosen.seed or random.randrange(10**6))
    say(f"PROOF_SEED={seed} ({'짧게 · short form' if chosen.quick else '길게 · long form'})\n")
    with tempfile.TemporaryDirectory(prefix="ssgbay-proof-") as folder, _database() as url:
        return _prove(Path(folder), url, seed, chosen)


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("./ssgbay prove", description=SUMMARY)
    parser.add_argument("--quick", action="store_true", help="짧게 · the short form")
    parser.add_argument("--seed", type=int, default=os.environ.get("PROOF_SEED"), help="되풀이 · repeat a run")
    parser.add_argument(
        "--only", metavar="WORD", default="", help="이 낱말이 든 것만 · those that have this word alone"
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="파일로도 · write what was seen to a file too")
    return parser.parse_args(argv)


def _prove(folder: Path, url: str, seed: int, chosen: argparse.Namespace) -> int:
    # the proofs are part of the tests, which need the development packages
    from tests.processes import gunicorn
    from tests.proof.harness import Harness
    from tests.proof.promises import PROMISES, PROOFS

    environ = {
        "APP_ENV": "development", "DATABASE_URL": url, "DATA_DIR": str(folder), "RATE_LIMITS": "off",
        "RESOURCES_DIR": str(folder),
    }  # fmt: skip
    rows: list[dict[str, Any]] = []
    _head(PROMISES)
    with gunicorn(folder / "server.log", **environ) as site:
        harness = Harness(site, url, folder, seed, environ)
        for proof in PROOFS:
            if chosen.only in proof.what:
                rows.append(run_proof(proof, proof.quick if chosen.quick else proof.full, harness))
                show(rows[-1])
                write(chosen, seed, rows)
    return sum_up(rows, seed)


def run_proof(proof: Any, form: Callable[..., Any], harness: Any) -> dict[str, Any]:
    """Run one proof. An exception counts as a broken promise, since the proof has no result then."""
    from tests.proof.harness import NotRun

    began = time.monotonic()
    result, faults = HOLDS, []
    try:
        figure, faults = form(harness)
        result = BROKEN if faults else HOLDS
    except NotRun as reason:
        result, figure = NOT_RUN, f"NOT RUN: {reason}"
    except Exception as error:
        result, figure = BROKEN, f"stopped by {error!r}"[:500]
        faults = traceback.format_exc().splitlines()[-MAX_FAULTS:]
    return {
        "result": result, "promises": proof.promises, "tried": proof.what, "seen": figure,
        "seconds": round(time.monotonic() - began), "faults": faults,
    }  # fmt: skip


def _head(promises: dict[int, str]) -> None:
    for number, text in promises.items():
        say(f"{number:>3}. {text}")
    say("")
    for line in table.lines(HEAD, WIDTHS):
        say(line)
    say("─" * (sum(WIDTHS) + 2 * len(WIDTHS) - 2))


def show(row: dict[str, Any]) -> None:
    cells = [row["result"], row["promises"], row["tried"], row["seen"], str(row["seconds"])]
    for line in table.lines(cells, WIDTHS):
        say(line)
    for fault in row["faults"][:MAX_FAULTS]:
        say(f"   {BROKEN} {fault}")
    if len(row["faults"]) > MAX_FAULTS:
        say(f"   … {len(row['faults'])} in all")
    say("")


def write(chosen: argparse.Namespace, seed: int, rows: list[dict[str, Any]]) -> None:
    """Write all rows so far, so that an interrupted run leaves its results."""
    if chosen.json:
        seen = {"seed": seed, "form": "quick" if chosen.quick else "full", "rows": rows}
        chosen.json.write_text(json.dumps(seen, ensure_ascii=False, indent=1) + "\n")


def sum_up(rows: list[dict[str, Any]], seed: int) -> int:
    results = [row["result"] for row in rows]
    broken = results.count(BROKEN)
    say(
        f"{BROKEN if broken else HOLDS} PROOF_SEED={seed}: {results.count(HOLDS)} 지켜짐 · hold, "
        f"{broken} 깨짐 · broken, {results.count(NOT_RUN)} 못 해 봄 · not run"
    )
    return 1 if broken else 0


@contextlib.contextmanager
def _database() -> Iterator[str]:
    """Yield the URL of an empty, migrated database on its own server, or on that of TEST_SERVER_URL."""
    given = os.environ.get("TEST_SERVER_URL")
    ours = None if given else own_server()
    root = ours.place.url("root", "") if ours else str(given)
    name = f"ssgbay_test_{os.getpid()}_proof"
    connection = database.connect(root, autocommit=True, timeout_s=None)
    connection.query("SET SESSION wait_timeout = 28800")
    try:
        database.Db(connection).run(f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci")
        url = urlsplit(root)._replace(path=f"/{name}").geturl()
        with contextlib.redirect_stdout(io.StringIO()):
            migrate.apply(url)
        yield url
    finally:
        database.Db(connection).run(f"DROP DATABASE IF EXISTS {name}")
        connection.close()
        if ours:
            embedded.stop(ours)
