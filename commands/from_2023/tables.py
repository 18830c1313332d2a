"""The four tables of 2023: their definitions, and what a database really has."""

from typing import Any

import database

Row = dict[str, Any]
# table -> column -> type and whether it may be NULL; character sets and lengths of display do not matter
COLUMNS = {
    "user": {
        "id": ("varchar(50)", False),
        "phone": ("varchar(50)", False),
        "password": ("varchar(50)", False),
        "nickname": ("varchar(50)", True),
    },
    "item": {
        "id": ("int", False),
        "endTime": ("datetime", False),
        "startTime": ("datetime", False),
        "name": ("varchar(100)", False),
        "content": ("text", True),
        "price": ("double", False),
        "user_id": ("varchar(50)", False),
        "image": ("varchar(200)", False),
    },
    "prehistory": {
        "id": ("int", False),
        "user_id": ("varchar(50)", False),
        "item_id": ("int", False),
        "endTime": ("datetime", False),
    },
    "history": {
        "id": ("int", False),
        "user_id": ("varchar(50)", False),
        "item_id": ("int", False),
    },
}
# (table, column) that refers to another table: the key's name in 2023, and the migration that drops it
FOREIGN_KEYS = {
    ("item", "user_id"): ("fk_item_user", "0003_item_lets_go_of_user"),
    ("prehistory", "item_id"): ("fk_prehistory_item1", "0004_prehistory_lets_go"),
    ("prehistory", "user_id"): ("fk_prehistory_user1", "0004_prehistory_lets_go"),
}
# (table, column) that an index is on, by the name that later migrations drop
KEYS = {("item", "user_id"): "fk_item_user_idx", ("prehistory", "item_id"): "fk_prehistory_item1_idx"}
# a column that a migration adds: without it a table is as in 2023
ADDED = {
    "user": ("leftAt", "0005_user"),
    "item": ("originalEnd", "0007_item"),
    "history": ("seller_id", "0011_history"),
}
# the migrations that drop those keys, and the first and the last that join a database of 2023
DROPPED_BY = {"fk_prehistory_item1_idx": "0012_prehistory", "fk_item_user_idx": "0017_item_ties_and_orders"}
FIRST, LAST = "0001_tables_of_2023", "0020_images_of_2023"


def present(db: database.Db) -> list[str]:
    """Return those of the four tables that exist."""
    found = engines(db)
    return [table for table in COLUMNS if table in found]


def columns(db: database.Db, table: str) -> dict[str, Row]:
    """Return each column's `type`, `nullable`, `charset`, `collation` (None for bytes) and `key`, by name."""
    rows = db.all(
        "SELECT COLUMN_NAME AS name, COLUMN_TYPE AS type, IS_NULLABLE = 'YES' AS nullable, "
        "CHARACTER_SET_NAME AS charset, COLLATION_NAME AS collation, COLUMN_KEY AS `key` "
        "FROM information_schema.columns WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = %(table)s "
        "ORDER BY ORDINAL_POSITION",
        table=table,
    )
    return {row["name"]: row for row in rows}


def foreign_keys(db: database.Db) -> list[Row]:
    """Return the foreign keys to these four tables: `name`, `table`, `column` and `parent`."""
    return db.all(
        "SELECT CONSTRAINT_NAME AS name, TABLE_NAME AS `table`, COLUMN_NAME AS `column`, "
        "REFERENCED_TABLE_NAME AS parent FROM information_schema.key_column_usage "
        "WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME IN %(tables)s ORDER BY name",
        tables=tuple(COLUMNS),
    )


def indexes(db: database.Db, table: str) -> dict[str, list[str]]:
    """Return the columns of each index of a table, by its name."""
    found: dict[str, list[str]] = {}
    for row in db.all(
        "SELECT INDEX_NAME AS name, COLUMN_NAME AS `column` FROM information_schema.statistics "
        "WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = %(table)s ORDER BY INDEX_NAME, SEQ_IN_INDEX",
        table=table,
    ):
        found.setdefault(row["name"], []).append(row["column"])
    return found


def engines(db: database.Db) -> dict[str, str]:
    """Return the storage engine of each of the four tables."""
    rows = db.all(
        "SELECT TABLE_NAME AS name, ENGINE AS engine FROM information_schema.tables "
        "WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN %(tables)s",
        tables=tuple(COLUMNS),
    )
    return {row["name"]: row["engine"] for row in rows}


def count(db: database.Db, table: str) -> int:
    """Return the number of rows of a table."""
    row = db.one(f"SELECT COUNT(*) AS n FROM `{table}`")
    return int(row["n"]) if row else 0
