"""Checks the code and runs every test on a database of its own."""

import argparse
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator

import database
from auction.config import ROOT
from commands import embedded
from commands.console import Stuck, say

SUMMARY = "모든 검사와 시험 · check the code and run the tests (--all: the slow ones too)"
SLOTS = 9
LEFTOVERS = r"SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name LIKE 'ssgbay\\_test\\_%%'"


def main(argv: list[str]) -> int:
    """Lint, types, then pytest, whose closing line is the last one."""
    wanted, rest = _arguments(argv)
    for check in (["ruff", "check", "--quiet", "."], ["mypy", "--no-error-summary"]):
        say(f"· {check[0]}")
        code = _python(*check)
        if code:
            return code
    with _server(wanted.database) as url:
        marks = [] if wanted.all else ["-m", "not slow"]
        return _python("pytest", *marks, *rest, TEST_SERVER_URL=url, TEST_ALL="1" if wanted.all else "")


def _arguments(argv: list[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser("./ssgbay test", description=SUMMARY, allow_abbrev=False)
    parser.add_argument("--all", action="store_true", help="느린 시험도 · the slow tests too")
    parser.add_argument("--database", metavar="URL", help="mysql://root@127.0.0.1:3307/ (databases are made there)")
    return parser.parse_known_args(argv)


def _python(module: str, *arguments: str, **environment: str) -> int:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}).returncode


@contextlib.contextmanager
def _server(given: str | None) -> Iterator[str]:
    """The address of a server on which root may make databases."""
    if given:
        yield given
        return
    ours = own_server()
    try:
        yield ours.place.url("root", "")
    finally:
        embedded.stop(ours)


def _drop_leftovers(url: str) -> None:
    """Databases of test runs that were killed; nobody else uses this server while it is ours."""
    with contextlib.closing(database.connect(url, autocommit=True)) as connection:
        db = database.Db(connection)
        for row in db.all(LEFTOVERS):
            db.run(f"DROP DATABASE `{row['name']}`")


def own_server() -> embedded.Server:
    """A server in the first of our folders that no other test run uses now."""
    for slot in range(1, SLOTS + 1):
        try:
            ours = embedded.start(ROOT / ".data" / "test" / str(slot), patience=0)
        except embedded.Busy:
            continue
        _drop_leftovers(ours.place.url("root", ""))
        return ours
    raise Stuck(f"시험이 이미 {SLOTS}개 실행 중입니다 · {SLOTS} test runs are under way already")
