"""Rules of the files in schema/. Each returns its faults as lines: file, line, what is wrong, what to do."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

# the earliest app that signed up, sold, bid, closed and kept photos needed the tables up to this one
FIRST_RELEASE = "0025_passwords_become_argon2id"
NAME = re.compile(r"\d{4}_[a-z0-9_]+")
# what a migration may import beside Python: the rest changes
ALLOWED = {*sys.stdlib_module_names, "yoyo", "argon2"}
# DDL commits by itself: of two in a file, a killed migration would have made one; `IF NOT EXISTS` can be repeated
DDL = re.compile(r"(?!CREATE TABLE IF NOT EXISTS)(CREATE|ALTER|DROP|RENAME|TRUNCATE)\b", re.I)
# what takes something away or narrows it, in a statement about an existing table
NARROWS = re.compile(r"\b(DROP|RENAME|MODIFY|CHANGE|TRUNCATE|DELETE|UNIQUE|CONSTRAINT|CHECK|NOT NULL)\b", re.I)
# (migration, word) that earlier code can live with, and why
LIVED_WITH = {
    ("0027_listed_again", "UNIQUE"): "the code before wrote nothing into relistOf",
    ("0027_listed_again", "CONSTRAINT"): "as above",
    ("0048_security_event", "CONSTRAINT"): "on a new table; who leaves is anonymised, never deleted",
    ("0061_notification", "UNIQUE"): "on a new table",
    ("0061_notification", "CONSTRAINT"): "as in 0048",
    ("0062_preference", "CONSTRAINT"): "as in 0048",
    ("0060_settings_of_a_user", "NOT NULL"): "with a default",
    ("0078_ending_soon_by_choice", "NOT NULL"): "with a default",
    ("0100_operators_in_the_log_of_orders", "MODIFY"): "wider; the code before writes shorter words",
    ("0100_operators_in_the_log_of_orders", "NOT NULL"): "as it was",
}


def files(schema: Path, after: str = "") -> list[Path]:
    """Return the migrations with a name after this one, oldest first."""
    return sorted(path for path in schema.iterdir() if path.suffix in (".sql", ".py") and path.stem > after)


def wrong_names(schema: Path) -> list[str]:
    """Names that are not four digits and words, and numbers that occur twice."""
    seen: dict[str, str] = {}
    faults = []
    for path in files(schema):
        number, owner = path.stem[:4], seen.setdefault(path.stem[:4], path.name)
        if not NAME.fullmatch(path.stem):
            faults.append(f"schema/{path.name}:1: is not named NNNN_small_letters; rename it before it is released")
        if owner != path.name:
            faults.append(f"schema/{path.name}:1: {number} is the number of {owner}; take the number after the last")
    return faults


def second_changes(schema: Path) -> list[str]:
    """Statements that change a table's definition in a file that has changed one already."""
    return [
        f"schema/{path.name}:{line}: is a second change of tables in this file; move it to the next migration"
        for path in files(schema, FIRST_RELEASE)
        if path.suffix == ".sql"
        for line in [line for line, statement in _statements(path.read_text()) if DDL.match(statement)][1:]
    ]


def narrowing(schema: Path) -> list[str]:
    """Words in migrations after the first release that take something from tables which older code still uses."""
    return [
        f"schema/{path.name}:{line}: {word} takes something from code that runs meanwhile; add beside the old and drop"
        " that two releases later (docs/decisions/0054), or give the reason in LIVED_WITH of tests/schema_rules.py"
        for path in files(schema, FIRST_RELEASE)
        for line, word in _narrowing_words(path.read_text())
        if (path.stem, word) not in LIVED_WITH
    ]


def living_imports(schema: Path) -> list[str]:
    """Imports of code that changes: a migration does in ten years what it does today."""
    return [
        f"schema/{path.name}:{line}: imports {name}; copy what it needs into the migration"
        for path in files(schema)
        if path.suffix == ".py"
        for line, name in imports_of(path.read_text(encoding="utf-8"))
        if name.partition(".")[0] not in ALLOWED
    ]


def imports_of(text: str) -> list[tuple[int, str]]:
    """Return the line and module of every import in a Python text."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            found.append((node.lineno, "." * node.level + (node.module or "")))
    return sorted(found)


def _narrowing_words(text: str) -> Iterator[tuple[int, str]]:
    for line, statement in _statements(text):
        if not re.match("CREATE TABLE", statement):
            for match in NARROWS.finditer(statement):
                yield line + statement[: match.start()].count("\n"), match[0].upper()


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each statement without comments, and the line where it begins."""
    line = 1
    for part in re.sub(r"--[^\n]*", "", text).split(";"):
        statement = part.lstrip()
        if statement:
            yield line + part[: len(part) - len(statement)].count("\n"), statement
        line += part.count("\n")
