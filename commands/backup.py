"""Writes a consistent snapshot of all tables, and the pictures of both folders, into one file while the site runs.

The file is a tar: `about.json` (the migrations applied), `tables/NAME.jsonl.gz` (the first line names the columns, each
other line is a row), `resources/NAME`, `private/NAME`, and last `whole`, which marks it as complete. It contains no
SQL, so a backup of MySQL can be restored into MariaDB and the other way round.
"""

import argparse
import base64
import gzip
import json
import os
import re
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import database
from auction import config
from auction.items.images.storage import private_folder
from commands import embedded
from commands.console import Stuck, say

SUMMARY = "모든 것을 파일 하나로 백업 · back everything up into FILE, while bids go on"
FORMAT = "ssgbay 1"
CHUNK = 2_000


def main(argv: list[str]) -> int:
    """Write FILE completely or not at all. Raises Stuck when it exists."""
    parser = argparse.ArgumentParser(prog="./ssgbay backup", description=SUMMARY)
    parser.add_argument("file", type=Path)
    target = parser.parse_args(argv).file
    if target.exists():
        raise Stuck(f"{target} 이(가) 이미 있습니다 · {target} exists already; nothing was written")
    with address() as url:
        rows, pictures = save(url, resources(), target)
    say(f"✓ {target}: {rows}행, 사진 파일 {pictures}개 · {rows} rows, {pictures} picture files")
    return 0


@contextmanager
def address() -> Iterator[str]:
    """Yield DATABASE_URL, or the URL of the embedded database, which is started if it is not running."""
    if os.environ.get("DATABASE_URL"):
        yield config.database_url()
        return
    with embedded.server() as url:
        yield url


def resources() -> Path | None:
    """Return the folder of pictures; None where they are in a bucket, which has its own versions."""
    if os.environ.get("S3_BUCKET"):
        say("· 사진은 S3에 있어 담지 않습니다 · pictures are in S3 and are not in this file")
        return None
    return Path(os.environ.get("RESOURCES_DIR") or config.ROOT / "resources").resolve()


def save(url: str, pictures: Path | None, target: Path) -> tuple[int, int]:
    """Write the archive `target`; return its numbers of rows and picture files."""
    half = target.with_name(f"{target.name}.{os.getpid()}.new")
    try:
        with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            counts = _fill(file, url, pictures)
            file.flush()
            os.fsync(file.fileno())
        half.replace(target)
    except OSError as error:
        raise Stuck(f"{target} 을(를) 쓰지 못했습니다 · could not write {target}: {error}") from error
    finally:
        half.unlink(missing_ok=True)
    return counts


def _fill(file: Any, url: str, pictures: Path | None) -> tuple[int, int]:
    kept: set[str] = set()
    with tarfile.open(fileobj=file, mode="w") as archive, database.snapshots(url) as look:
        # an item may be deleted with its pictures meanwhile: the first pass copies those of every row in the snapshot
        _add_pictures(archive, pictures, kept)
        rows = look(lambda db: _add_rows(archive, db))
        _add_pictures(archive, pictures, kept)
        _add(archive, "whole", b"")
    return rows, len(kept)


def folders(pictures: Path | None) -> dict[str, Path]:
    """Return the folders of public and of private pictures, by their names in the archive."""
    return {} if pictures is None else {"resources": pictures, "private": private_folder(pictures)}


def _add_pictures(archive: tarfile.TarFile, pictures: Path | None, kept: set[str]) -> None:
    for name, folder in folders(pictures).items():
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            if path.name not in kept and path.is_file() and not path.name.startswith("."):
                try:
                    archive.add(path, f"{name}/{path.name}")
                except FileNotFoundError:
                    continue
                kept.add(path.name)


def _add_rows(archive: tarfile.TarFile, db: database.Db) -> int:
    tables = tables_of(db)
    about = {
        "format": FORMAT,
        "migrations": [row["id"] for row in db.all("SELECT migration_id AS id FROM _yoyo_migration ORDER BY 1")],
        "taken": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    _add(archive, "about.json", json.dumps(about).encode())
    total = 0
    for table in tables:
        with tempfile.TemporaryFile() as spool:
            total += _dump(db, table, spool)
            _add_file(archive, f"tables/{table}.jsonl.gz", spool)
        if sys.stdout.isatty():
            say(f"  · {table}")
    return total


def tables_of(db: database.Db) -> list[str]:
    """Return the names of all tables but yoyo's, which the migrations create."""
    rows = db.all(
        "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() "
        "AND table_type = 'BASE TABLE' AND table_name NOT LIKE '%%yoyo%%' ORDER BY table_name"
    )
    return [row["name"] for row in rows]


def _dump(db: database.Db, table: str, spool: Any) -> int:
    columns, key = columns_of(db, table), _key_of(db, table)
    written = 0
    with gzip.open(spool, "wt", compresslevel=4, encoding="utf-8") as lines:
        lines.write(json.dumps({"columns": columns, "next": next_id(db, table)}) + "\n")
        for row in _rows(db, table, columns, key):
            lines.write(json.dumps([_plain(row[column]) for column in columns], ensure_ascii=False) + "\n")
            written += 1
    return written


def columns_of(db: database.Db, table: str) -> list[str]:
    """Return the columns that are not generated."""
    rows = db.all(
        "SELECT column_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() "
        # MySQL marks a mere default as DEFAULT_GENERATED
        "AND table_name = %(table)s AND extra NOT REGEXP '(STORED|VIRTUAL) GENERATED' ORDER BY ordinal_position",
        table=table,
    )
    return [row["name"] for row in rows]


def _key_of(db: database.Db, table: str) -> list[str]:
    rows = db.all(
        "SELECT column_name AS name FROM information_schema.statistics WHERE table_schema = DATABASE() "
        "AND table_name = %(table)s AND index_name = 'PRIMARY' ORDER BY seq_in_index",
        table=table,
    )
    if not rows:
        raise Stuck(f"{table} 에 기본 키가 없습니다 · the table {table} has no primary key")
    return [row["name"] for row in rows]


def next_id(db: database.Db, table: str) -> int | None:
    """Return the next AUTO_INCREMENT value, so that a restored site does not use an id twice."""
    made = db.one(f"SHOW CREATE TABLE `{table}`") or {}
    found = re.search(r"\bAUTO_INCREMENT=(\d+)", str(made.get("Create Table", "")))
    return int(found[1]) if found else None


def _rows(db: database.Db, table: str, columns: list[str], key: list[str]) -> Iterator[dict[str, Any]]:
    """Yield all rows in the order of the primary key, reading a chunk at a time."""
    names, order = ", ".join(f"`{name}`" for name in columns), ", ".join(f"`{name}`" for name in key)
    after, values = "", dict[str, Any]()
    while chunk := db.all(f"SELECT {names} FROM `{table}` {after} ORDER BY {order} LIMIT {CHUNK}", **values):
        yield from chunk
        after = f"WHERE {_beyond(key)}"
        values = {f"k{i}": chunk[-1][name] for i, name in enumerate(key)}


def _beyond(key: list[str]) -> str:
    """Return (a, b) > (k0, k1) in a form for which both MySQL and MariaDB use the index."""
    steps = [
        [*(f"`{name}` = %(k{i})s" for i, name in enumerate(key[:n])), f"`{key[n]}` > %(k{n})s"] for n in range(len(key))
    ]
    return " OR ".join(f"({' AND '.join(step)})" for step in steps)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, (Decimal, date)):
        return str(value)
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    return value


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    with tempfile.TemporaryFile() as spool:
        spool.write(data)
        _add_file(archive, name, spool)


def _add_file(archive: tarfile.TarFile, name: str, spool: Any) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = spool.seek(0, os.SEEK_END), 0o600
    spool.seek(0)
    archive.addfile(entry, spool)
