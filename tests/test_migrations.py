"""The rules of schema/: names, one change a file, nothing taken away, no code that changes. What the files do to a
database is in test_schema.py and test_upgrades.py."""

from collections.abc import Callable
from pathlib import Path

import pytest

from commands.migrate import SCHEMA
from tests import schema_rules
from tests.faults import assert_none
from tests.schema_rules import imports_of


def test_migrations_have_a_number_of_their_own_and_words() -> None:
    assert_none(schema_rules.wrong_names(SCHEMA))


def test_a_later_migration_changes_tables_once() -> None:
    assert_none(schema_rules.second_changes(SCHEMA))


def test_a_later_migration_takes_nothing_away() -> None:
    assert_none(schema_rules.narrowing(SCHEMA))


def test_migrations_import_nothing_that_changes() -> None:
    """A migration does in ten years what it does today: beside Python it may use yoyo and the password hash alone."""
    assert_none(schema_rules.living_imports(SCHEMA))


@pytest.mark.parametrize(
    ("rule", "name", "text", "line", "remedy"),
    [
        (schema_rules.wrong_names, "41_colour.sql", "", 1, "rename it"),
        (schema_rules.wrong_names, "0040_version_two.sql", "", 1, "take the number after the last"),
        (schema_rules.second_changes, "0099_two.sql", "ALTER TABLE a ADD b INT;\nDROP TABLE c;", 2, "move it"),
        (schema_rules.narrowing, "0099_drop.sql", "-- DROP\nALTER TABLE a\n DROP b;", 3, "two releases later"),
        (schema_rules.narrowing, "0099_null.sql", "ALTER TABLE item ADD a INT NOT NULL;", 1, "add beside the old"),
        (schema_rules.living_imports, "0099_work.py", "import os\nfrom auction.items import rules\n", 2, "copy what"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_named_with_its_file_and_line(
    tmp_path: Path, rule: Callable[[Path], list[str]], name: str, text: str, line: int, remedy: str
) -> None:
    (tmp_path / "0040_rules_have_versions.sql").write_text("ALTER TABLE item ADD rulesVersion SMALLINT;")
    (tmp_path / name).write_text(text)
    faults = [fault for fault in rule(tmp_path) if fault.startswith(f"schema/{name}:{line}: ")]
    assert len(faults) == 1
    assert remedy in faults[0]


def test_an_import_of_the_application_is_found_wherever_it_stands() -> None:
    text = "import os\ndef work():\n    from auction.users import passwords\n    import database\n"
    assert imports_of(text) == [(1, "os"), (3, "auction.users"), (4, "database")]
