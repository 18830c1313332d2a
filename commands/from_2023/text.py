"""Columns in other character sets than utf8mb4, and UTF-8 stored as latin1."""

import database
from commands.from_2023 import tables

TEXT = {table: [name for name, (kind, _) in of.items() if kind.startswith(("varchar", "text"))]
        for table, of in tables.COLUMNS.items()}  # fmt: skip
# a value with a letter beyond ASCII, and its bytes read as UTF-8; a server answers NULL or ? where they are not
SPECIAL = "LENGTH(CONVERT(`{0}` USING utf8mb4)) <> CHAR_LENGTH(`{0}`)"
AS_UTF8 = "CONVERT(CAST(`{0}` AS BINARY) USING utf8mb4)"
IS_UTF8 = f"CAST({AS_UTF8} AS BINARY) <=> CAST(`{{0}}` AS BINARY)"


def other_charsets(db: database.Db) -> dict[tuple[str, str], str]:
    """Return the character sets other than utf8mb4 by (table, column) of 2023."""
    return {
        (table, name): column["charset"]
        for table in TEXT
        for name, column in tables.columns(db, table).items()
        if name in TEXT[table] and column["charset"] not in (None, "utf8mb4")
    }


def disguised_columns(db: database.Db, table: str) -> list[str]:
    """Return columns that hold UTF-8 but are declared latin1, or were made binary by an interrupted run."""
    found = tables.columns(db, table)
    return [name for name in TEXT[table] if name in found and _disguised(db, table, name, found[name]["charset"])]


def _disguised(db: database.Db, table: str, name: str, charset: str | None) -> bool:
    if charset != "latin1":
        return charset is None
    row = db.one(
        f"SELECT COUNT(*) AS special, COALESCE(SUM({IS_UTF8}), 0) AS utf8 FROM `{table}` WHERE {SPECIAL}".format(name)
    )
    return bool(row and row["special"] and row["special"] == row["utf8"])


def garbled(db: database.Db, table: str, name: str) -> list[int | str]:
    """Return ids of rows with mojibake: UTF-8 that was read as latin1 when it was stored (ì•„ for 아)."""
    back = f"CONVERT(`{name}` USING latin1)"
    rows = db.all(
        f"SELECT id FROM `{table}` WHERE {SPECIAL.format(name)} "
        f"AND CAST(CONVERT({back} USING utf8mb4) AS BINARY) = CAST(`{name}` AS BINARY) "
        f"AND CAST(CONVERT(CAST({back} AS BINARY) USING utf8mb4) AS BINARY) = CAST({back} AS BINARY)"
    )
    return [row["id"] for row in rows]
