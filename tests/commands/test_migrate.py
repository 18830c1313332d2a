"""Migrations: each applied once, from many hosts at once, and never stuck after a kill."""

import os
import subprocess
import sys
import threading

import pytest

from auction.config import ROOT
from commands import migrate
from commands.console import Stuck
from tests.databases import looking


@pytest.fixture
def url(empty_url):
    return empty_url


@pytest.fixture
def schema(tmp_path):
    """Two files: one change of a table each."""
    (tmp_path / "0001_thing.sql").write_text("-- a thing; nothing more\nCREATE TABLE thing (id INT PRIMARY KEY);\n")
    (tmp_path / "0002_name.sql").write_text("ALTER TABLE thing ADD COLUMN name VARCHAR(10);\n")
    return tmp_path


def test_each_file_is_applied_once_oldest_first(url, schema):
    assert not migrate.current(url, schema)
    assert migrate.apply(url, schema) == ["0001_thing", "0002_name"]
    assert migrate.current(url, schema)
    assert migrate.apply(url, schema) == []


def test_a_file_added_later_is_applied_alone(url, schema):
    migrate.apply(url, schema)
    (schema / "0003_more.py").write_text(
        "from yoyo import step\n"
        "def add(connection): connection.cursor().execute('INSERT INTO thing VALUES (1, 1)')\n"
        "steps = [step(add)]\n"
    )
    assert migrate.apply(url, schema) == ["0003_more"]
    with looking(url) as db:
        assert db.all("SELECT * FROM thing") == [{"id": 1, "name": "1"}]


def test_our_own_schema_makes_the_tables_of_2023_and_ours(database_url):
    assert migrate.current(database_url)
    with looking(database_url) as db:
        tables = {next(iter(row.values())) for row in db.all("SHOW TABLES")}
    assert {"user", "item", "prehistory", "history", "bid", "_yoyo_migration"} <= tables
    assert not {name for name in tables if "tmp" in name}


def test_the_lock_of_a_killed_migration_is_broken(url, schema, capsys):
    leave_a_lock(url, schema, pid=dead_process())
    assert migrate.apply(url, schema) == ["0001_thing", "0002_name"]
    assert "breaking the lock" in capsys.readouterr().out


def test_a_change_that_was_made_but_not_noted_down_is_noted(url, schema):
    leave_a_lock(url, schema, pid=dead_process())
    with looking(url) as db:
        db.run("CREATE TABLE thing (id INT PRIMARY KEY)")
    assert migrate.apply(url, schema) == ["0001_thing", "0002_name"]
    assert migrate.current(url, schema)


def test_without_a_kill_a_table_that_exists_already_is_an_error(url, schema):
    with looking(url) as db:
        db.run("CREATE TABLE thing (id INT PRIMARY KEY)")
    with pytest.raises(Stuck, match=r"0001_thing\.sql.*already exists"):
        migrate.apply(url, schema)
    assert not migrate.current(url, schema)


def test_a_python_file_that_cannot_be_imported_stops_everything_before_it_starts(url, schema):
    (schema / "0003_bad.py").write_text("import nothing_of_this_name")
    with pytest.raises(Stuck, match="nothing_of_this_name"):
        migrate.apply(url, schema)
    with looking(url) as db:
        assert not db.all("SHOW TABLES LIKE 'thing'")


def test_four_hosts_at_once_apply_each_file_once(url, schema):
    (schema / "0003_slow.sql").write_text("INSERT INTO thing (id) SELECT 1 + SLEEP(1);\n")
    applied, broken = [], []

    def host():
        program = "import sys, pathlib; from commands import migrate;" + (
            "migrate.apply(sys.argv[1], pathlib.Path(sys.argv[2]))"
        )
        command = [sys.executable, "-c", program, url, str(schema)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        applied.extend(line.strip() for line in done.stdout.splitlines() if line.startswith("  · "))
        if done.returncode:
            broken.append(done.stderr)

    hosts = [threading.Thread(target=host) for _ in range(4)]
    for thread in hosts:
        thread.start()
    for thread in hosts:
        thread.join()
    assert broken == []
    assert sorted(applied) == ["· 0001_thing", "· 0002_name", "· 0003_slow"]


def test_a_database_that_does_not_answer_is_reported_in_one_line(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "commands", "migrate"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": "mysql://somebody:hidden-word@127.0.0.1:9/x"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "cannot reach the database" in done.stderr
    assert "Traceback" not in done.stderr
    assert "hidden-word" not in done.stderr


def leave_a_lock(url, schema, pid):
    """The row that yoyo leaves when it is killed, in tables as yoyo makes them."""
    empty = schema / "none"
    empty.mkdir()
    (empty / "0000_nothing.sql").write_text("SELECT 1;\n")
    migrate.apply(url, empty)
    with looking(url) as db:
        db.run("INSERT INTO yoyo_lock (locked, ctime, pid) VALUES (1, NOW(), %(pid)s)", pid=pid)


def dead_process():
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid
