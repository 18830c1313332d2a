"""Restores a backup into an empty database: its migrations, every row, then the later migrations."""

import argparse
import base64
import gzip
import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import database
from commands import migrate
from commands.backup import CHUNK, FORMAT, address, folders, resources, tables_of
from commands.console import Stuck, say

# rows that every migrated database has; the backup has its own
FILLED_BY_MIGRATIONS = {"secret", "alert_position"}
SUMMARY = "백업을 빈 데이터베이스로 복원 · bring FILE back into an empty database"


def main(argv: list[str]) -> int:
    """Restore FILE. Raises Stuck, without changes, when the database is not empty or FILE is not a complete backup."""
    parser = argparse.ArgumentParser(prog="./ssgbay restore", description=SUMMARY)
    parser.add_argument("file", type=Path)
    source = parser.parse_args(argv).file
    with address() as url:
        rows, pictures = load(url, resources(), source)
    say(f"✓ {rows}행, 사진 파일 {pictures}개 복원 · {rows} rows and {pictures} picture files restored")
    say("· ./ssgbay audit 로 확인하세요 · check it with ./ssgbay audit")
    return 0


def load(url: str, pictures: Path | None, source: Path) -> tuple[int, int]:
    """Fill the empty database at `url` from `source`; return the numbers of rows and picture files restored."""
    try:
        with tarfile.open(source) as archive, closing(database.connect(url, timeout_s=None)) as connection:
            members = {member.name: member for member in archive.getmembers() if member.isfile()}
            about = _about(archive, members)
            photos = _photos(members, pictures)
            db = database.Db(connection)
            _need_empty(db)
            _make_tables(db, url, about["migrations"])
            rows = _fill(connection, db, archive, members)
            _bring_pictures(archive, photos, pictures)
    except (tarfile.TarError, OSError, EOFError) as error:
        raise Stuck(f"{source} 을(를) 읽지 못했습니다 · could not read {source}: {error}") from error
    migrate.apply(url)
    return rows, len(photos)


def _about(archive: tarfile.TarFile, members: dict[str, tarfile.TarInfo]) -> dict[str, Any]:
    if "about.json" not in members:
        raise Stuck("쓱Bay 백업이 아닙니다 · this is no backup of SSGBay")
    if "whole" not in members:
        raise Stuck("잘린 백업입니다 · this backup was cut short; nothing was changed")
    about: dict[str, Any] = json.loads(_opened(archive, members["about.json"]).read())
    unknown = set(about["migrations"]) - migrate.names()
    if about["format"] != FORMAT or unknown:
        raise Stuck(
            "더 새로운 버전의 백업입니다 · this backup is of a newer release; "
            f"this one does not know {sorted(unknown) or about['format']}"
        )
    return about


def _need_empty(db: database.Db) -> None:
    for table in set(tables_of(db)) - FILLED_BY_MIGRATIONS:
        if db.one(f"SELECT 1 FROM `{table}` LIMIT 1"):
            raise Stuck(
                f"데이터베이스가 비어 있지 않습니다(`{table}`). 빈 데이터베이스에만 복원합니다 · "
                f"the database is not empty (`{table}` has rows); only an empty one is filled. Nothing was changed"
            )


def _make_tables(db: database.Db, url: str, migrations: list[str]) -> None:
    """Create the tables as of the backup, by the migrations that it lists."""
    db.run("SET SESSION foreign_key_checks = 0")
    for row in db.all("SHOW TABLES"):
        db.run(f"DROP TABLE `{next(iter(row.values()))}`")
    with tempfile.TemporaryDirectory() as folder:
        for path in migrate.SCHEMA.iterdir():
            if path.stem in migrations:
                shutil.copy2(path, folder)
        migrate.apply(url, Path(folder))


def _fill(connection: Any, db: database.Db, archive: tarfile.TarFile, members: dict[str, tarfile.TarInfo]) -> int:
    """Insert all rows in one transaction, then set the AUTO_INCREMENT counters."""
    counters, total = {}, 0
    db.run("SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_AUTO_VALUE_ON_ZERO')")
    for name, member in members.items():
        if name.startswith("tables/"):
            table = name.removeprefix("tables/").removesuffix(".jsonl.gz")
            with gzip.open(_opened(archive, member), "rt", encoding="utf-8") as lines:
                head = json.loads(next(lines))
                total += _insert(connection, table, head["columns"], lines)
            counters[table] = head["next"]
    connection.commit()
    for table, following in counters.items():
        if following:
            db.run(f"ALTER TABLE `{table}` AUTO_INCREMENT = {int(following)}")
    return total


def _insert(connection: Any, table: str, columns: list[str], lines: Iterator[str]) -> int:
    names, places = ", ".join(f"`{name}`" for name in columns), ", ".join(["%s"] * len(columns))
    total, rows = 0, []
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM `{table}`")
        for line in lines:
            rows.append([_value(part) for part in json.loads(line)])
            if len(rows) == CHUNK:
                cursor.executemany(f"INSERT INTO `{table}` ({names}) VALUES ({places})", rows)
                total, rows = total + len(rows), []
        if rows:
            cursor.executemany(f"INSERT INTO `{table}` ({names}) VALUES ({places})", rows)
    return total + len(rows)


def _value(part: Any) -> Any:
    return base64.b64decode(part["bytes"]) if isinstance(part, dict) else part


def _photos(members: dict[str, tarfile.TarInfo], folder: Path | None) -> dict[str, tarfile.TarInfo]:
    files = {name: member for name, member in members.items() if name.startswith(("resources/", "private/"))}
    if files and folder is None:
        raise Stuck(
            "백업에 사진이 있지만 S3_BUCKET이 있습니다 · the backup holds pictures, but S3_BUCKET is set; unset it"
        )
    return files


def _bring_pictures(archive: tarfile.TarFile, photos: dict[str, tarfile.TarInfo], folder: Path | None) -> None:
    places = folders(folder)
    for place in places.values():
        place.mkdir(parents=True, exist_ok=True)
    for name, member in photos.items():
        place, file = places[name.partition("/")[0]], Path(name).name
        with _opened(archive, member) as source, (place / file).open("wb") as target:
            shutil.copyfileobj(source, target)


def _opened(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Any:
    found = archive.extractfile(member)
    assert found is not None, "not a file"
    return found
