"""Which module may import which: the floors of the source tree, lowest first, and the rules that hold on each."""

import ast
import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

# Each room is a floor, lowest first. From another room, rules and stores import rules alone, and nothing its store.
ROOMS = (
    "auction.limits",
    "auction.idempotency",
    "auction.secrets",
    "auction.pseudonyms",
    "auction.legal",
    "auction.users",
    "auction.contacts",
    "auction.factors",
    "auction.notifications",
    "auction.operators",
    "auction.items",
    "auction.history",
    "auction.bids",
    "auction.watching",
    "auction.ledger",
    "auction.payments",
    "auction.orders",
    "auction.accounts",
    "auction.operations",
    "auction.alerts",
    "auction.live",
)
# A module stands on the floor of the longest name here that it equals or lies under; imports never go to a higher one.
FLOORS = (
    ("auction.environment", "auction.mail_settings", "auction.order_settings", "auction.payment_settings"),
    ("auction.errors", "auction.config", "auction.threads", "auction.appstate"),
    ("auction.engine",),
    ("auction.mysql",),
    ("database",),
    ("auction.readings",),
    ("auction.http",),
    ("auction.observability",),
    *((room,) for room in ROOMS),
    ("auction.server",),
    ("auction.legacy",),
    ("app", "historyUpdate"),
)
# Inside one room a file of these names imports only those before it.
PARTS = ("store", "rules", "forms", "routes")


class Module(NamedTuple):
    """A file of the source tree: its dotted name, and the lines of its imports, all of them and those at its load."""

    name: str
    path: Path
    root: Path
    imports: Mapping[str, int]
    imports_at_start: Mapping[str, int]
    has_code: bool

    @property
    def file(self) -> str:
        """The path below the root."""
        return self.path.relative_to(self.root).as_posix()

    @property
    def part(self) -> str:
        """The last word of the name."""
        return self.name.rpartition(".")[2]


def read_modules(root: Path) -> dict[str, Module]:
    """Every module of the application under `root`, by name."""
    files = [*root.glob("auction/**/*.py"), root / "app.py", root / "database.py", root / "historyUpdate.py"]
    return {module.name: module for module in (_read(root, path) for path in files)}


def _read(root: Path, path: Path) -> Module:
    name = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
    return Module(name, path, root, *_parsed(path.read_text(encoding="utf-8")))


@functools.cache
def _parsed(source: str) -> tuple[Mapping[str, int], Mapping[str, int], bool]:
    """Return all imports, those at its load, and whether it has code; the copies that tests make differ in one file."""
    tree = ast.parse(source)
    has_code = any(not isinstance(node, ast.Expr) for node in tree.body)
    return _imported(ast.walk(tree)), _imported(tree.body), has_code


def _imported(nodes: Iterable[ast.AST]) -> Mapping[str, int]:
    """Return each imported name with the line of its first import."""
    lines: dict[str, int] = {}
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            if isinstance(node, ast.ImportFrom):
                names = [node.module or "", *(f"{node.module}.{name}" for name in names)]
            lines |= {name: min(node.lineno, lines.get(name, node.lineno)) for name in names}
    return lines


def ours(modules: dict[str, Module], module: Module) -> set[str]:
    """What a module imports of the application itself, packages without code left out."""
    return {name for name in module.imports if name in modules and modules[name].has_code}


def floor_of(name: str) -> int | None:
    """The floor of a module; None where none is declared."""
    found = [
        (len(prefix), level)
        for level, floor in enumerate(FLOORS)
        for prefix in floor
        if name == prefix or name.startswith(f"{prefix}.")
    ]
    return max(found)[1] if found else None


def room_of(name: str) -> str | None:
    """The room that a module belongs to; None for what is no room."""
    return next((room for room in ROOMS if name == room or name.startswith(f"{room}.")), None)


def rooms_imported(modules: dict[str, Module]) -> dict[tuple[str, str], str]:
    """Pairs of floor names without `auction.`: which imports which, and where; without what other pairs imply."""
    names = {module.name: _floor_name(module.name) for module in modules.values()}
    pairs = {
        (names[module.name], names[name]): f"{module.file}:{module.imports[name]}"
        for module in modules.values()
        for name in ours(modules, module)
        if names[module.name] and names[name] and names[module.name] != names[name]
    }
    return {pair: place for pair, place in pairs.items() if not _follows(set(pairs), *pair)}


def _floor_name(name: str) -> str:
    found = [prefix for floor in FLOORS for prefix in floor if name == prefix or name.startswith(f"{prefix}.")]
    return max(found, key=len, default="").removeprefix("auction.")


def _follows(pairs: set[tuple[str, str]], above: str, below: str) -> bool:
    """Whether `below` is reached from `above` without the pair of both."""
    seen, left = {above}, [found for name, found in pairs if name == above and found != below]
    while left:
        name = left.pop()
        if name == below:
            return True
        if name not in seen:
            seen.add(name)
            left += [found for other, found in pairs if other == name]
    return False


def violations(root: Path) -> list[str]:
    """Return each broken rule as one line: file, line, what is wrong, what to do."""
    modules = read_modules(root)
    return [f"{module.file}:{line}: {wrong}" for module in modules.values() for line, wrong in _wrong(modules, module)]


def _wrong(modules: dict[str, Module], module: Module) -> list[tuple[int, str]]:
    own = floor_of(module.name)
    if own is None:
        # a package without code has nothing that could stand anywhere
        return [(1, "has no floor; declare one in ROOMS or FLOORS of tests/floors.py")] if module.has_code else []
    wrong = []
    for name in sorted(ours(modules, module)):
        level = floor_of(name)
        if level is not None and level > own:
            reason = "which is on a higher floor; move what both need to a lower one"
        else:
            reason = _wrong_between(module.name, name)
        if reason:
            wrong.append((module.imports[name], f"imports {name}, {reason}"))
    return wrong


def _wrong_between(name: str, imported: str) -> str:
    room, other = room_of(name), room_of(imported)
    part, piece = name.rpartition(".")[2], imported.rpartition(".")[2]
    if room is None or other is None:
        return ""
    if room == other:
        same_folder = name.rpartition(".")[0] == imported.rpartition(".")[0]
        goes_up = same_folder and part in PARTS and piece in PARTS and PARTS.index(piece) >= PARTS.index(part)
        order = ", ".join(PARTS)
        return f"but within a room the order is {order}; move what both need to the earlier one" if goes_up else ""
    if piece == "store":
        return "but a store is used by its own room alone; call that room's rules"
    if part in ("rules", "store") and piece in ("forms", "routes"):
        return "but rules and stores know other rooms by their rules; move what is needed to that room's rules"
    return ""
