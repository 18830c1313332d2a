"""The source tree's floors: imports go down only, every file has a floor, and rooms know each other by their rules."""

import ast
import re
import shutil
from pathlib import Path

import pytest

from auction.config import ROOT
from tests.floors import read_modules, rooms_imported, violations

MODULES = read_modules(ROOT)
# where SQL may stand besides stores
SQL_ELSEWHERE = {"auction.items.list_query", "auction.items.search.index", "auction.items.search.query"}
SQL_WORDS = ("SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the application's sources, to break."""
    shutil.copytree(ROOT / "auction", tmp_path / "auction", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("app.py", "database.py", "historyUpdate.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_imports_go_down_and_every_file_has_a_floor() -> None:
    assert violations(ROOT) == []


@pytest.mark.parametrize(
    ("path", "statement", "wrong"),
    [
        ("auction/http/fields.py", "from auction.items import rules", "imports auction.items.rules, which is on"),
        ("auction/errors.py", "import database", "imports database, which is on a higher floor"),
        ("auction/users/rules.py", "from auction.items.rules import find", "imports auction.items.rules, which is on"),
        ("auction/history/rules.py", "def f():\n    from auction.items import store", "its own room alone"),
        ("auction/history/rules.py", "from auction.items import forms", "know other rooms by their rules"),
        ("auction/items/store.py", "from auction.items import rules", "within a room the order is store, rules"),
        ("auction/somewhere/new.py", "answer = 42", "has no floor; declare one in FLOORS of tests/floors.py"),
        ("auction/other.py", "answer = 42", "has no floor"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_named_with_its_file(copy: Path, path: str, statement: str, wrong: str) -> None:
    file = copy / path
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{file.read_text() if file.exists() else ''}\n{statement}\n")
    (found,) = violations(copy)
    assert found.startswith(f"{path}: ")
    assert wrong in found


def test_the_picture_of_the_architecture_is_what_the_imports_say() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    lines = re.findall(r"^    (\w+)(?:\[.*?\])?(?: --> (.*))?$", text, re.MULTILINE)
    drawn = {(name, target) for name, targets in lines if targets for target in targets.split(" & ")}
    assert drawn == rooms_imported(MODULES)


def test_no_files_import_each_other_in_a_circle() -> None:
    """Take away whatever imports only what is taken away already; nothing may be left.

    A function that imports one of several implementations when it is called makes no circle.
    """
    left = {module.name: set(module.imports_at_start) for module in MODULES.values() if module.has_code}
    while free := [name for name, found in left.items() if not (found - {name}) & set(left)]:
        for name in free:
            del left[name]
    assert left == {}


@pytest.mark.parametrize("name", sorted(name for name in MODULES if MODULES[name].part in ("rules", "store")))
def test_rules_and_stores_know_no_web(name: str) -> None:
    roots = {found.split(".")[0] for found in MODULES[name].imports}
    assert roots & {"flask", "werkzeug", "flask_jwt_extended"} == set()


def test_only_the_database_layer_knows_the_driver() -> None:
    knows = [module.name for module in MODULES.values() if {"pymysql", "sqlalchemy"} & module.imports]
    assert [name for name in knows if name != "database" and not name.startswith("auction.mysql.")] == []


def test_only_configuration_reads_the_environment() -> None:
    texts = {module.name: module.path.read_text(encoding="utf-8") for module in MODULES.values()}
    assert [name for name, text in texts.items() if "os.environ" in text or "getenv" in text] == ["auction.config"]


def test_sql_stands_in_stores_alone() -> None:
    for module in MODULES.values():
        if _contains_sql(module.path) and module.part != "store":
            assert module.name in SQL_ELSEWHERE | {"database", "auction.server.health"} or module.name.startswith(
                "auction.mysql."
            )


def _contains_sql(path: Path) -> bool:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    texts = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return any(word in text for word in SQL_WORDS for text in texts)
