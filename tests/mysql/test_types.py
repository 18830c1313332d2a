"""What mypy has to notice: each test changes a line in a copy of the sources."""

import re
import shutil
import subprocess
import sys

import pytest

from auction.config import ROOT
from tests.floors import read_modules

# what is changed: file, the line as it is, and what it becomes
CHANGES = {
    "a misspelt column": ("auction/items/rules.py", 'bid_count=row["bidCount"]', 'bid_count=row["bidCuont"]'),
    "a Deferred used as a list": (
        "auction/items/rules.py",
        'return rows.result, clock.result["now"]',
        'return [row for row in rows], clock.result["now"]',
    ),
    "a wrong argument to a store function": (
        "auction/history/rules.py",
        "return store.won_by(db, user_id, before, limit)",
        "return store.won_by(db, user_id, str(before), limit)",
    ),
}


@pytest.fixture(scope="module")
def errors(tmp_path_factory):
    """What mypy says of a copy with all of the changes, line by line."""
    copy = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "auction", copy / "auction", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("database.py", "pyproject.toml"):
        shutil.copy(ROOT / name, copy / name)
    for name, before, after in CHANGES.values():
        text = (copy / name).read_text(encoding="utf-8")
        assert text.count(before) == 1, f"{name} has changed: {before}"
        (copy / name).write_text(text.replace(before, after), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", "auction/items/rules.py", "auction/history/rules.py"],
        cwd=copy, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_a_misspelt_column_is_an_error(errors):
    assert any('TypedDict "HeldItem" has no key "bidCuont"' in line for line in errors), errors


def test_a_deferred_result_used_as_a_list_is_an_error(errors):
    assert any('"Deferred[list[DueItem]]" has no attribute "__iter__"' in line for line in errors), errors


def test_a_wrong_argument_to_a_store_function_is_an_error(errors):
    assert any('Argument 3 to "won_by" has incompatible type "str"' in line for line in errors), errors


def test_nothing_else_is_an_error(errors):
    assert len([line for line in errors if ": error: " in line]) == len(CHANGES), errors


def test_every_reading_of_the_application_names_the_type_of_its_rows():
    """Without a type a row is a dict, in which no misspelt column is noticed. Only tools may read so."""
    untyped = re.compile(r'\b(?:db|pipeline)\.(?:one|all|single)\(\s*f?"')
    found = [
        f"{module.path.relative_to(ROOT)}: {match[0]}"
        for module in read_modules(ROOT).values()
        for match in untyped.finditer(module.path.read_text(encoding="utf-8"))
    ]
    assert found == [], "name a TypedDict before the SQL: db.one(ItemRow, ...)"
