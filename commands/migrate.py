"""Brings the tables up to date: applies the migrations of schema/ that a database lacks, oldest first."""

import argparse
import contextlib
import glob
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import database
from auction import config
from commands.console import Stuck, say
from commands.from_2023 import joining
from commands.from_2023.progress import Progress

SUMMARY = "데이터베이스 구조를 최신으로 · bring the tables of DATABASE_URL up to date"
SCHEMA = config.ROOT / "schema"
WAITS = 600  # seconds, for another host that migrates the same database
# a server that is not strict would truncate values
SQL_MODE = "STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"
# other statements queue behind one that waits to alter a table, so it waits briefly and is tried again
SESSION = f"SET SESSION time_zone = '+00:00', lock_wait_timeout = 2, sql_mode = '{SQL_MODE}'"
PAUSE = 1.0
# lock wait, deadlock: the server undid the statement, or for rows the whole transaction
BUSY = {1205, 1213}
# a table, column, index or constraint exists already, or has been dropped already
DONE_BEFORE = {1050, 1060, 1061, 1091, 1826}


def main(argv: list[str]) -> int:
    """Apply the missing migrations and print their names; with --check, only print what that would do."""
    parser = argparse.ArgumentParser(prog="./ssgbay migrate", description=SUMMARY)
    parser.add_argument("--check", action="store_true", help="say what would be done, and change nothing")
    parser.add_argument("--all", action="store_true", help="with --check: every row, not the first few")
    chosen, url = parser.parse_args(argv), config.migration_database_url()
    missing = names() - _applied(url)
    if chosen.check:
        joining.check(url, missing, chosen.all)
        say(f"✓ 적용할 마이그레이션 {len(missing)}개 · {len(missing)} migrations to apply; nothing was changed")
        return 0
    joining.check_applied(url, missing)
    applied = apply(url)
    say(f"✓ 마이그레이션 {len(applied)}개 적용 · {len(applied)} migrations applied")
    return 0


def apply(url: str, schema: Path = SCHEMA) -> list[str]:
    """Apply the missing migrations; return their names. Several hosts may do so at once. Raises Stuck."""
    if current(url, schema):
        return []
    # slow to import, and not needed when the database is up to date
    from yoyo import get_backend, read_migrations

    with get_backend(_address(url)) as backend, _one_at_a_time(backend):
        cut_short = _break_dead_lock(backend)
        with backend.lock():
            missing = _loaded(backend, read_migrations(glob.escape(str(schema))))
            names_missing = [migration.id for migration in missing]
            progress = Progress(names_missing, joining.join(url, set(names_missing)))
            for number, migration in enumerate(missing):
                say(f"  · {migration.id}{progress.before(migration.id)}")
                _apply_one(backend, migration, cut_short and number == 0)
    return [migration.id for migration in missing]


def current(url: str, schema: Path = SCHEMA) -> bool:
    """Whether all migrations are applied; takes two short queries and does not import yoyo."""
    return names(schema) <= _applied(url)


def names(schema: Path = SCHEMA) -> set[str]:
    """Return the names of all migrations, as in `_yoyo_migration.migration_id`."""
    files = (path for path in schema.iterdir() if path.suffix in (".sql", ".py"))
    return {path.stem for path in files if not path.stem.endswith(".rollback")}


def _applied(url: str) -> set[str]:
    with _connected(url) as db:
        if not db.all("SHOW TABLES LIKE '\\_yoyo\\_migration'"):
            return set()
        try:
            return {row["migration_id"] for row in db.all("SELECT migration_id FROM _yoyo_migration")}
        except database.Error as error:
            # another host is creating this table, by several statements
            if not database.is_missing_table(error):
                raise
            return set()


@contextlib.contextmanager
def _connected(url: str) -> Iterator[database.Db]:
    try:
        connection = database.connect(url, autocommit=True)
    except Exception as error:
        where = urlsplit(url)
        raise Stuck(
            f"데이터베이스에 연결할 수 없습니다 · cannot reach the database at {where.hostname}{where.path}: {error}"
        ) from error
    with contextlib.closing(connection):
        yield database.Db(connection)


def _address(url: str) -> str:
    """Return the URL with the options of a migration, which may run long but not wait long for a table."""
    parts = urlsplit(url)
    options = {**dict(parse_qsl(parts.query)), "init_command": SESSION, "collation": "utf8mb4_unicode_520_ci"}
    if "ssl_ca" in options:
        # certificate and host name are verified, as on every connection
        options["ssl_verify_identity"] = "1"
    elif "unix_socket" in options or parts.hostname in ("localhost", "127.0.0.1", "::1"):
        # as on every connection to this machine: reading its certificates takes 25 ms, and yoyo connects 40 times
        options["ssl_disabled"] = "1"
    return parts._replace(query=urlencode(options)).geturl()


@contextlib.contextmanager
def _one_at_a_time(backend: Any) -> Iterator[None]:
    """Hold a lock that the server releases when this process dies; yoyo's own row would stay."""
    name = "CONCAT('migrate ', LEFT(DATABASE(), 50))"
    if not _value(backend, f"SELECT GET_LOCK({name}, 0)"):
        say("· 다른 곳에서 하는 마이그레이션을 기다립니다 · waiting for another migration to finish")
        if not _value(backend, f"SELECT GET_LOCK({name}, {WAITS})"):
            raise Stuck(f"{WAITS}초를 기다려도 끝나지 않았습니다 · another migration has not finished in {WAITS} s")
    yield


def _break_dead_lock(backend: Any) -> bool:
    """Remove the lock row of a killed migration; return whether there was one."""
    pid = _value(backend, "SELECT pid FROM yoyo_lock")
    # yoyo may be running by hand, without our lock
    if pid is None or _alive(pid):
        return False
    say(f"· 중단된 마이그레이션(프로세스 {pid})의 잠금을 풉니다 · breaking the lock of process {pid}, which is gone")
    backend.break_lock()
    return True


def _loaded(backend: Any, migrations: Any) -> list[Any]:
    """Load all missing migrations before the first is run."""
    from yoyo.exceptions import BadMigration

    try:
        return list(backend.to_apply(migrations))
    except BadMigration as error:
        raise Stuck(f"{error}\n읽을 수 없는 마이그레이션입니다 · this migration cannot be read") from error


def _apply_one(backend: Any, migration: Any, cut_short: bool) -> None:
    try:
        _apply_patiently(backend, migration)
    except backend.DatabaseError as error:
        reason = _first(error)
        # DDL commits by itself: a migration that was killed before it was recorded has already made its one change
        if not (cut_short and reason.args[0] in DONE_BEFORE):
            raise Stuck(f"{migration.path}: {reason}\n마이그레이션에 실패했습니다 · this migration failed") from error
        with backend.transaction():
            backend.mark_one(migration)


def _apply_patiently(backend: Any, migration: Any) -> None:
    """Apply a migration, trying for up to WAITS seconds while its tables are in use."""
    until, waiting = time.monotonic() + WAITS, False
    while True:
        try:
            backend.apply_one(migration)
            return
        except backend.DatabaseError as error:
            if _first(error).args[0] not in BUSY or time.monotonic() > until:
                raise
        backend.rollback()
        if not waiting:
            say("    테이블을 쓰는 작업이 끝나기를 기다립니다 · its tables are in use; trying until they are free")
        waiting = True
        time.sleep(PAUSE)


def _first(error: BaseException) -> BaseException:
    """Return the original error: after DDL, yoyo also fails to roll back to its savepoint."""
    while error.__context__:
        error = error.__context__
    return error


def _value(backend: Any, sql: str) -> Any:
    row = backend.execute(sql).fetchone()
    backend.rollback()
    return row[0] if row else None


def _alive(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False
