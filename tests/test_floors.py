"""The house's floors: imports go down only, and rooms look at each other through their rules."""

import ast
from pathlib import Path

import pytest

from auction.config import ROOT

FILES = [*ROOT.glob("auction/**/*.py"), ROOT / "app.py", ROOT / "database.py", ROOT / "historyUpdate.py"]
# what imports nothing of ours but what stands here
CELLAR = {"auction.bids.engine", "auction.config", "auction.errors", "auction.jsonlines", "auction.threads"}
ROOMS = ["mysql", "database", "limits", "idempotency", "users", "items", "history", "bids", "live"]
WITHIN = ["store", "rules", "forms", "routes"]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path, at_start: bool = False) -> set[str]:
    """The modules that a file imports, wherever in it or when it is loaded."""
    names, tree = set(), ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body if at_start else ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            names |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


ALL = {name_of(path): imports(path) for path in FILES}
PACKAGES = {name_of(path) for path in FILES if path.name == "__init__.py"}
OURS = {name: {found for found in found_there if found in ALL} - PACKAGES for name, found_there in ALL.items()}


def room_of(name: str) -> str:
    return name.split(".")[1] if name.startswith("auction.") else name


@pytest.mark.parametrize("name", sorted(CELLAR & set(ALL)))
def test_the_cellar_stands_on_nothing(name: str) -> None:
    assert OURS[name] <= CELLAR


@pytest.mark.parametrize("name", sorted(name for name in ALL if name.endswith(".store")))
def test_a_store_imports_nothing_of_ours(name: str) -> None:
    assert OURS[name] == set()


@pytest.mark.parametrize("name", sorted(name for name in ALL if room_of(name) in ROOMS))
def test_rooms_look_down_only(name: str) -> None:
    """A room's rules know the rooms below by their rules; its routes and forms know those below by theirs too."""
    own, part = room_of(name), name.rpartition(".")[2]
    for found in OURS[name] - CELLAR:
        other, piece = room_of(found), found.rpartition(".")[2]
        if other not in ROOMS or other == own:
            continue
        assert ROOMS.index(other) < ROOMS.index(own), f"{name} looks up to {found}"
        if part in ("rules", "store"):
            assert piece in ("rules", "database"), f"{name} goes past the rules to {found}"
        assert piece != "store", f"{name} reaches into {found}"


@pytest.mark.parametrize("name", sorted(name for name in ALL if name.rpartition(".")[2] in WITHIN))
def test_within_a_room_imports_go_down(name: str) -> None:
    level = WITHIN.index(name.rpartition(".")[2])
    for found in OURS[name]:
        part = found.rpartition(".")[2]
        if room_of(found) == room_of(name) and part in WITHIN:
            assert WITHIN.index(part) < level, f"{name} looks up to {found}"


def test_there_is_no_circle() -> None:
    """Take away whatever imports only what is taken away already; nothing may be left.

    A chooser that loads one of several makers when it is asked is none: they know only its words.
    """
    left = {name_of(path): imports(path, at_start=True) - PACKAGES for path in FILES}
    while free := [name for name, found in left.items() if not (found - {name}) & set(left)]:
        for name in free:
            del left[name]
    assert left == {}


@pytest.mark.parametrize("name", sorted(name for name in ALL if name.endswith((".rules", ".store", ".engine"))))
def test_rules_and_stores_know_no_web(name: str) -> None:
    assert {found.split(".")[0] for found in ALL[name]} & {"flask", "werkzeug", "flask_jwt_extended"} == set()


def test_only_the_mysql_package_imports_the_driver() -> None:
    assert {name.rpartition(".")[0] for name, found in ALL.items() if "pymysql" in found} == {"auction.mysql"}


def test_only_configuration_reads_the_environment() -> None:
    readers = [path for path in FILES if "os.environ" in path.read_text() or "getenv" in path.read_text()]
    assert [name_of(path) for path in readers] == ["auction.config"]


def test_sql_stands_in_stores_alone() -> None:
    words = ("SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ")
    lists = {"auction.items.listing", "auction.items.finding", "auction.items.searching"}
    for path in FILES:
        texts = [
            node.value
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        if any(word in text for word in words for text in texts) and not name_of(path).endswith(".store"):
            assert name_of(path) in lists | {"database", "auction.health"}
