"""The source tree's floors: imports go down only, every file has a floor, and rooms know each other by their rules."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from auction.config import ROOT
from tests import source_rules
from tests.faults import assert_none
from tests.floors import Module, read_modules, violations

PICTURE = (ROOT / source_rules.PICTURE).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def modules() -> dict[str, Module]:
    return read_modules(ROOT)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the application's sources, to break."""
    shutil.copytree(ROOT / "auction", tmp_path / "auction", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("app.py", "database.py", "historyUpdate.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def append(copy: Path, path: str, statement: str) -> int:
    """Append a statement to a file of the copy; return the number of its last line."""
    file = copy / path
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{file.read_text() if file.exists() else ''}\n{statement}\n")
    return len(file.read_text().splitlines())


def test_imports_go_down_and_every_file_has_a_floor() -> None:
    assert_none(violations(ROOT))


@pytest.mark.parametrize(
    ("path", "statement", "wrong"),
    [
        ("auction/http/fields.py", "from auction.items import rules", "imports auction.items.rules, which is on"),
        ("auction/errors.py", "import database", "imports database, which is on a higher floor"),
        ("auction/users/rules.py", "from auction.items.rules import find", "imports auction.items.rules, which is on"),
        ("auction/history/rules.py", "def f():\n    from auction.items import store", "its own room alone"),
        ("auction/history/rules.py", "from auction.items import forms", "know other rooms by their rules; move"),
        ("auction/items/store.py", "from auction.items import rules", "within a room the order is store, rules"),
        ("auction/somewhere/new.py", "answer = 42", "has no floor; declare one in ROOMS or FLOORS of tests/floors.py"),
        ("auction/other.py", "answer = 42", "has no floor"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_named_with_its_file_and_line(copy: Path, path: str, statement: str, wrong: str) -> None:
    before = violations(copy)
    last_line = append(copy, path, statement)
    (found,) = [fault for fault in violations(copy) if fault not in before]
    assert found.startswith(f"{path}:{1 if 'no floor' in wrong else last_line}: ")
    assert wrong in found
    assert "; " in found, "it does not say what to do"


def test_the_picture_of_the_architecture_is_what_the_imports_say(modules: dict[str, Module]) -> None:
    assert_none(source_rules.picture_faults(PICTURE, modules))


def test_no_files_import_each_other_in_a_circle(modules: dict[str, Module]) -> None:
    assert_none(source_rules.circles(modules))


def test_rules_and_stores_know_no_web(modules: dict[str, Module]) -> None:
    assert_none(source_rules.web_in_rules(modules))


def test_only_the_database_layer_knows_the_driver(modules: dict[str, Module]) -> None:
    assert_none(source_rules.drivers_elsewhere(modules))


def test_only_configuration_reads_the_environment(modules: dict[str, Module]) -> None:
    assert_none(source_rules.environment_elsewhere(modules))


def test_sql_stands_in_stores_alone(modules: dict[str, Module]) -> None:
    assert_none(source_rules.sql_elsewhere(modules))


@pytest.mark.parametrize(
    ("rule", "path", "statement", "remedy"),
    [
        (source_rules.web_in_rules, "auction/bids/store.py", "from flask import g", "from routes.py"),
        (source_rules.drivers_elsewhere, "auction/users/rules.py", "import pymysql", "use what database.py offers"),
        (
            source_rules.environment_elsewhere,
            "auction/http/client.py",
            "from os import getenv",
            "add a field to Config",
        ),
        (source_rules.sql_elsewhere, "auction/bids/rows.py", "BAD = 'SELECT 1'", "a function of the room's store.py"),
    ],
)
def test_another_broken_rule_is_named_too(
    copy: Path, rule: Callable[[dict[str, Module]], list[str]], path: str, statement: str, remedy: str
) -> None:
    before = rule(read_modules(copy))
    last_line = append(copy, path, statement)
    (found,) = [fault for fault in rule(read_modules(copy)) if fault not in before]
    assert found.startswith(f"{path}:{last_line}: ")
    assert remedy in found


def test_each_import_of_a_circle_is_named(copy: Path) -> None:
    append(copy, "auction/errors.py", "from auction import threads")
    append(copy, "auction/threads.py", "import auction.errors")
    found = source_rules.circles(read_modules(copy))
    assert [fault.partition(":")[0] for fault in found] == ["auction/errors.py", "auction/threads.py"]
    assert all("auction.errors -> auction.threads -> auction.errors; move" in fault for fault in found)


def test_a_missing_and_a_needless_arrow_of_the_picture_are_named(modules: dict[str, Module]) -> None:
    text = re.sub(r"(    idempotency\[.*\]) --> database", r"\1 --> mysql", PICTURE)
    missing, needless = source_rules.picture_faults(text, modules)
    place = r"docs/architecture\.md:\d+: "
    imported = r"which auction/idempotency/\w+\.py:\d+ imports; draw it"
    assert re.fullmatch(f"{place}lacks `idempotency --> database`, {imported}", missing)
    assert re.fullmatch(f"{place}draws `idempotency --> mysql`, which nothing .*; delete it", needless)
