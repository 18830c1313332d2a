"""Facts about a database of 2023 that a person should know, apart from the rows that change."""

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import database
from auction import config
from commands.from_2023 import tables, text

Row = dict[str, Any]


class Note(NamedTuple):
    """A fact: a key of `report.NOTES`, the number of cases, and some of them as text."""

    what: str
    n: int
    some: list[str]


def _text(column: str) -> str:
    """Return SQL for a column in one character set and collation, whatever its own are."""
    return f"CONVERT({column} USING utf8mb4) COLLATE utf8mb4_bin"


QUERIES = {
    "year_typed_wrong": "SELECT CONCAT('item ', id, ': ', endTime) AS what FROM item "
    "WHERE YEAR(endTime) BETWEEN 1 AND 1999 AND MONTH(endTime) > 0 ORDER BY id",
    "no_seller": f"SELECT CONCAT('item ', item.id, ': ', {_text('item.user_id')}) AS what FROM item "
    "LEFT JOIN `user` ON `user`.id = item.user_id WHERE `user`.id IS NULL ORDER BY item.id",
    "no_buyer": f"SELECT CONCAT('history ', history.id, ': ', {_text('history.user_id')}) AS what FROM history "
    "LEFT JOIN `user` ON `user`.id = history.user_id WHERE `user`.id IS NULL ORDER BY history.id",
    "spelled_otherwise": " UNION ALL ".join(
        f"SELECT CONCAT('{table} ', {table}.id, ': ', {_text(f'{table}.user_id')}, ' → ', {_text('`user`.id')}) "
        f"AS what FROM {table} JOIN `user` ON `user`.id = {table}.user_id "
        f"WHERE {_text('`user`.id')} <> {_text(f'{table}.user_id')}"
        for table in ("item", "prehistory", "history")
    ),
    "alike": "SELECT GROUP_CONCAT(QUOTE(id) ORDER BY id SEPARATOR ', ') AS what FROM `user` "
    f"GROUP BY LOWER({_text('id')}) HAVING COUNT(*) > 1",
}


def notes(db: database.Db, missing: set[str], most: int) -> list[Note]:
    """Return all facts, with at most `most` examples each."""
    found = [_queried(db, what, sql, most) for what, sql in QUERIES.items()]
    return [note for note in [*found, *_texts(db, most), *_keys(db, missing), *_passwords(db), *_pictures(db, most)]
            if note.n]  # fmt: skip


def _queried(db: database.Db, what: str, sql: str, most: int) -> Note:
    n = db.one(f"SELECT COUNT(*) AS n FROM ({sql}) AS found")
    count = int(n["n"]) if n else 0
    return Note(what, count, [row["what"] for row in db.all(f"{sql} LIMIT {most}")] if count else [])


def _texts(db: database.Db, most: int) -> Iterator[Note]:
    disguised = {(table, name) for table in text.TEXT for name in text.disguised_columns(db, table)}
    others = text.other_charsets(db)
    yield _columns("utf8_as_latin1", sorted(disguised))
    yield _columns("other_charset", [place for place in others if place not in disguised], others)
    rows = [
        f"{table} {row_id}: {name}"
        for table, names in text.TEXT.items()
        for name in names
        if (table, name) not in others and (table, name) not in disguised
        for row_id in text.garbled(db, table, name)
    ]
    yield Note("garbled", len(rows), rows[:most])


def _columns(what: str, places: list[tuple[str, str]], charsets: dict[tuple[str, str], str] | None = None) -> Note:
    some = [f"{table}.{name}" + (f" ({charsets[table, name]})" if charsets else "") for table, name in places]
    return Note(what, len(some), some)


def _keys(db: database.Db, missing: set[str]) -> Iterator[Note]:
    """Yield foreign keys and indexes that are renamed or missing, and tables without transactions."""
    there = {(key["table"], key["column"]): key["name"] for key in tables.foreign_keys(db)}
    wrong = []
    for (table, column), (name, dropped_by) in tables.FOREIGN_KEYS.items():
        found = there.get((table, column))
        if dropped_by in missing and found != name:
            wrong.append(f"{table}.{column}: {found or '—'} (2023: {name})")
    for (table, _), name in tables.KEYS.items():
        if tables.DROPPED_BY[name] in missing and name not in tables.indexes(db, table):
            wrong.append(f"{table}: — (2023: {name})")
    yield Note("keys", len(wrong), wrong)
    engines = [f"{table}: {engine}" for table, engine in tables.engines(db).items() if engine != "InnoDB"]
    yield Note("engines", len(engines), engines)


def _passwords(db: database.Db) -> Iterator[Note]:
    n = db.one("SELECT COUNT(*) AS n FROM `user` WHERE CHAR_LENGTH(password) < 60 AND password <> '!'")
    yield Note("passwords", int(n["n"]) if n else 0, [])


def _pictures(db: database.Db, most: int) -> Iterator[Note]:
    if os.environ.get("S3_BUCKET"):
        yield Note("pictures_in_s3", 1, [])
        return
    folder = Path(os.environ.get("RESOURCES_DIR") or config.ROOT / "resources").resolve()
    rows = [f"item {item_id}: {name}" for item_id, name in _without_file(db, folder)]
    yield Note("no_picture", len(rows), [f"{folder}", *rows[:most]])


def _without_file(db: database.Db, folder: Path) -> Iterator[tuple[int, str]]:
    """Yield items whose picture is not in the folder. Some rows of 2023 hold a URL, which ends with the file's name."""
    files = {unicodedata.normalize("NFC", path.name) for path in folder.iterdir()} if folder.is_dir() else set()
    for row in db.all("SELECT id, image FROM item WHERE image <> '' ORDER BY id"):
        if unicodedata.normalize("NFC", row["image"].rsplit("/", 1)[-1]) not in files:
            yield row["id"], row["image"]
