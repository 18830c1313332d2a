"""Finds what a person has to settle before a database of 2023 can join; nothing is changed before that."""

import re
from collections.abc import Iterator

import database
from commands.from_2023 import tables
from commands.from_2023.report import in_words
from commands.from_2023.text import disguised_columns

# tables that migrations make: one of such a name that is there before is somebody else's
OURS = ("bid", "gram", "idempotency", "image", "rate", "security_event", "sign_in")
# illegal mix of collations
CANNOT_COMPARE = 1267


def obstacles(db: database.Db, missing: set[str]) -> list[str]:
    """Return a sentence for each obstacle, in Korean and English; `missing` are the migrations still to be applied."""
    found = [*_incomplete(db)] or overwritten(db, missing)
    if found or tables.FIRST not in missing:
        # where a migration has been applied, all of this was looked at before
        return found
    return [*_foreign_shapes(db)] or [*_strangers(db), *_collations(db), *_twins(db)]


def overwritten(db: database.Db, missing: set[str]) -> list[str]:
    """Return a sentence where a dump of 2023 replaced the tables of a database whose migrations are recorded."""
    return [
        _said("overwritten", table=table)
        for table, (column, step) in tables.ADDED.items()
        if step not in missing and column not in tables.columns(db, table)
    ]


def _incomplete(db: database.Db) -> Iterator[str]:
    """Find a truncated dump: mysqldump writes the tables by name, `user` last."""
    there = tables.present(db)
    gone = [table for table in tables.COLUMNS if table not in there]
    if gone:
        yield _said("cut", names=", ".join(gone))
    elif not db.one("SELECT 1 FROM `user` LIMIT 1") and db.one("SELECT 1 FROM item LIMIT 1"):
        yield _said("no_users")


def _foreign_shapes(db: database.Db) -> Iterator[str]:
    for table in tables.COLUMNS:
        found = tables.columns(db, table)
        for name in tables.COLUMNS[table]:
            yield from _column(db, table, name, found.pop(name, None))
        for name in found:
            yield _said("new_column", table=table, name=name)


def _column(db: database.Db, table: str, name: str, there: tables.Row | None) -> Iterator[str]:
    kind, nullable = tables.COLUMNS[table][name]
    as_2023 = kind if nullable else f"{kind} NOT NULL"
    if there is None:
        yield _said("no_column", table=table, name=name, kind=as_2023)
    elif _plain(there["type"]) != kind:
        yield _said("other_type", table=table, name=name, found=there["type"], kind=as_2023)
    elif there["nullable"] and not nullable and _has_null(db, table, name):
        yield _said("other_type", table=table, name=name, found="NULL", kind=as_2023)
    elif name == "id" and there["key"] != "PRI":
        yield _said("no_key", table=table)


def _plain(kind: str) -> str:
    """Return a column's type without display width, and binary types as their text types."""
    kind = re.sub(r"^(int|double)\(.*?\)", r"\1", kind).replace("varbinary", "varchar").replace("blob", "text")
    return "datetime" if kind.startswith("datetime") else kind


def _has_null(db: database.Db, table: str, column: str) -> bool:
    return bool(db.one(f"SELECT 1 FROM `{table}` WHERE `{column}` IS NULL LIMIT 1"))


def _strangers(db: database.Db) -> Iterator[str]:
    """Find foreign tables that have the name of one of ours or refer to a table that changes."""
    for row in db.all(
        "SELECT TABLE_NAME AS name FROM information_schema.tables WHERE TABLE_SCHEMA = DATABASE() "
        "AND TABLE_NAME IN %(ours)s ORDER BY name",
        ours=OURS,
    ):
        yield _said("table_of_ours", table=row["name"])
    for key in tables.foreign_keys(db):
        if key["table"] not in tables.COLUMNS:
            yield _said("foreign_key", **key)


def _collations(db: database.Db) -> Iterator[str]:
    """Find columns of user ids whose collation cannot be compared with that of the users."""
    for table in ("item", "prehistory", "history"):
        try:
            db.one(f"SELECT 1 FROM `user` JOIN {table} ON `user`.id = {table}.user_id LIMIT 1")
        except database.Error as error:
            if error.args[0] != CANNOT_COMPARE:
                raise
            yield _said("collations", table=table, collation=tables.columns(db, "user")["id"]["collation"])


def _twins(db: database.Db) -> Iterator[str]:
    """Find ids that differ in trailing spaces alone, which the new column's collation ignores."""
    text = "CAST(id AS BINARY)" if "id" in disguised_columns(db, "user") else "id"
    rows = db.all(
        "SELECT GROUP_CONCAT(QUOTE(id) SEPARATOR ', ') AS ids FROM `user` "
        f"GROUP BY CONVERT({text} USING utf8mb4) COLLATE utf8mb4_bin HAVING COUNT(*) > 1"
    )
    if rows:
        yield _said("twins", ids="; ".join(row["ids"] for row in rows))


def _said(what: str, **filled: str) -> str:
    return in_words("obstacle", what, **filled)
