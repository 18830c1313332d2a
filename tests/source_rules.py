"""Rules of the source tree beside its floors. Each returns its faults: file, line, what is wrong, what to do."""

import ast
import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from tests.floors import Module, rooms_imported

WEB = {"flask", "werkzeug", "flask_jwt_extended"}
DRIVERS = {"pymysql", "sqlalchemy"}
# where SQL may stand besides stores
SQL_ELSEWHERE = (
    "auction.items.list_query", "auction.items.search.index", "auction.items.search.query", "auction.mysql",
    "auction.server.health", "database",
)  # fmt: skip
SQL_WORDS = ("SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ")
PICTURE = "docs/architecture.md"

Modules = Mapping[str, Module]


def circles(modules: Modules) -> list[str]:
    """Files that import each other while they are being loaded: each import of one circle, if there is any.

    A function that imports one of several implementations when it is called makes no circle.
    """
    left = {module.name: set(module.imports_at_start) for module in modules.values() if module.has_code}
    # take away whatever imports only what is taken away already
    while free := [name for name, found in left.items() if not (found - {name}) & set(left)]:
        for name in free:
            del left[name]
    if not left:
        return []
    way = [min(left)]
    while way[-1] not in way[:-1]:
        way.append(min((left[way[-1]] - {way[-1]}) & set(left)))
    circle = way[way.index(way[-1]) :]
    remedy = f"in the circle {' -> '.join(circle)}; move what both ends need to a file below them"
    return [
        f"{modules[name].file}:{modules[name].imports_at_start[imported]}: imports {imported} {remedy}"
        for name, imported in pairwise(circle)
    ]


def web_in_rules(modules: Modules) -> list[str]:
    """Rules and stores that know the web framework."""
    return [
        f"{module.file}:{line}: {module.part}.py imports {name}; pass the value that it needs from routes.py"
        for module in modules.values()
        if module.part in ("rules", "store")
        for name, line in sorted({(name.partition(".")[0], line) for name, line in module.imports.items()})
        if name in WEB
    ]


def drivers_elsewhere(modules: Modules) -> list[str]:
    """Files outside the database layer that know a driver."""
    return [
        f"{module.file}:{line}: imports {name}; only auction/mysql/ and database.py do: use what database.py offers"
        for module in modules.values()
        for name, line in module.imports.items()
        if name in DRIVERS and not _is_in(module.name, ("database", "auction.mysql"))
    ]


def environment_elsewhere(modules: Modules) -> list[str]:
    """Files other than the configuration that read the environment."""
    return [
        f"{module.file}:{number}: reads the environment; add a field to Config in auction/config.py and pass it here"
        for module in modules.values()
        for number, line in enumerate(module.path.read_text(encoding="utf-8").splitlines(), 1)
        if module.name != "auction.config" and re.search(r"os\.environ|getenv", line)
    ]


def sql_elsewhere(modules: Modules) -> list[str]:
    """Files other than stores that contain SQL."""
    return [
        f"{module.file}:{line}: contains SQL; make it a function of the room's store.py"
        for module in modules.values()
        if module.part != "store" and not _is_in(module.name, SQL_ELSEWHERE)
        for line in _sql_lines(module.path)
    ]


def _sql_lines(path: Path) -> list[int]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    texts = [node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return sorted({node.lineno for node in texts for word in SQL_WORDS if word in str(node.value)})


def _is_in(name: str, places: tuple[str, ...]) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


def picture_faults(text: str, modules: dict[str, Module]) -> list[str]:
    """Arrows of the architecture's picture that no import makes, and imports without an arrow."""
    imported = rooms_imported(modules)
    lines = {}
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.fullmatch(r"    (\w+)(?:\[.*?\])?(?: --> (.*))?", line):
            lines |= {(match[1], target): number for target in (match[2] or "").split(" & ") if target}
    missing = [
        f"{PICTURE}:{_first_line(text)}: lacks `{above} --> {below}`, which {place} imports; draw it"
        for (above, below), place in sorted(imported.items())
        if (above, below) not in lines
    ]
    return missing + [
        f"{PICTURE}:{number}: draws `{above} --> {below}`, which nothing imports or other arrows imply; delete it"
        for (above, below), number in lines.items()
        if (above, below) not in imported
    ]


def _first_line(text: str) -> int:
    return text[: text.index("flowchart")].count("\n") + 1
