"""Checks the code and runs every test on a database of its own."""

import argparse
import contextlib
import os
import subprocess
import sys

import database
from auction.config import ROOT
from commands import embedded
from commands.console import Stuck, say

SUMMARY = "모든 검사와 시험 · check the code and run the tests (--all: the slow ones too)"
WORKERS = 4
SLOTS = 30
BYTECODE = ROOT / ".data" / "test" / "bytecode"
LEFTOVERS = r"SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name LIKE 'ssgbay\\_test\\_%%'"


def main(argv: list[str]) -> int:
    """Run ruff, then mypy and pytest side by side; return the exit status."""
    wanted, rest = _arguments(argv)
    say("· ruff")
    code = _start("ruff", "check", "--quiet", ".").wait()
    return code or _types_and_tests(wanted, rest)


def _types_and_tests(wanted: argparse.Namespace, rest: list[str]) -> int:
    """Run mypy and pytest side by side; a type error ends the tests and is what is left on the screen."""
    say("· mypy, pytest")
    types = _start("mypy", "--no-error-summary", stdout=subprocess.PIPE)
    tests = _start("pytest", *_options(wanted, rest), env=_environment(wanted))
    found, _ = types.communicate()
    if types.returncode:
        tests.terminate()
        tests.wait()
        print(found, end="", flush=True)
    return types.returncode or tests.wait()


def _arguments(argv: list[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser("./ssgbay test", description=SUMMARY, allow_abbrev=False)
    parser.add_argument("--all", action="store_true", help="느린 시험도 · the slow tests too")
    parser.add_argument("--database", metavar="URL", help="mysql://root@127.0.0.1:3307/ (databases are made there)")
    return parser.parse_known_args(argv)


def _options(wanted: argparse.Namespace, rest: list[str]) -> list[str]:
    """Return the arguments of pytest; the whole suite runs in WORKERS processes, since many tests only wait."""
    marks = [] if wanted.all else ["-m", "not slow"]
    named = any((ROOT / word.partition("::")[0]).exists() for word in rest)
    return [*marks, *([] if named else ["-n", str(WORKERS)]), *rest]


def _environment(wanted: argparse.Namespace) -> dict[str, str]:
    """Return the environment of pytest; bytecode is cached, because the tests start hundreds of Python processes."""
    environ = {**os.environ, "PYTHONPYCACHEPREFIX": str(BYTECODE), "TEST_ALL": "1" if wanted.all else ""}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    return environ | ({"TEST_SERVER_URL": wanted.database} if wanted.database else {})


def _start(
    module: str, *arguments: str, stdout: int | None = None, env: dict[str, str] | None = None
) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-m", module, *arguments], cwd=ROOT, stdout=stdout, env=env, text=True)


def _drop_leftovers(url: str) -> None:
    """Drop the databases of killed test runs; this process alone uses the server."""
    with contextlib.closing(database.connect(url, autocommit=True)) as connection:
        db = database.Db(connection)
        for row in db.all(LEFTOVERS):
            db.run(f"DROP DATABASE `{row['name']}`")


def own_server() -> embedded.Server:
    """Start a server in the first slot that no other test process is using."""
    for slot in range(1, SLOTS + 1):
        try:
            ours = embedded.start(ROOT / ".data" / "test" / str(slot), patience=0)
        except embedded.Busy:
            continue
        _drop_leftovers(ours.place.url("root", ""))
        return ours
    raise Stuck(f"시험이 이미 {SLOTS}개 실행 중입니다 · {SLOTS} test processes are under way already")
