"""The private MariaDB: its own data, a door for us alone, and no way to break it by ending anything."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pymysql
import pytest

import database
from auction.config import ROOT
from commands import embedded
from commands.place import LONGEST_SOCKET
from tests.databases import looking
from tests.processes import wait_for


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("embedded")


@pytest.fixture
def running(folder):
    server = embedded.start(folder)
    yield server
    embedded.stop(server)


def test_it_listens_on_a_socket_and_nowhere_else(running):
    with looking(running.url) as db:
        assert db.one("SELECT @@skip_networking AS off, @@port AS port") == {"off": 1, "port": 0}


def test_its_address_and_passwords_are_for_our_eyes_alone(running):
    place = running.place
    for path in [place.url_file, *place.home.glob("*.password"), place.home / "init.sql"]:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE(place.home.stat().st_mode) == 0o700
    assert place.url_file.read_text() == running.url


@pytest.mark.parametrize("user", ["root", "ssgbay", ""])
def test_nobody_gets_in_without_a_password(running, user):
    with pytest.raises(pymysql.err.OperationalError, match=r"1045|1698"):
        database.connect(f"mysql://{user}@localhost/?unix_socket={running.place.socket}")


def test_it_keeps_utc_and_every_commit_and_korean(running):
    with looking(running.url) as db:
        assert db.one(
            "SELECT @@global.time_zone AS zone, @@innodb_flush_log_at_trx_commit AS flush, "
            "@@character_set_database AS letters, @@global.local_infile AS files"
        ) == {"zone": "+00:00", "flush": 1, "letters": "utf8mb4", "files": 1}


def test_what_was_committed_survives_kill_9(folder, running):
    with looking(running.url) as db:
        db.run("CREATE TABLE kept (word VARCHAR(20))")
        db.run("INSERT INTO kept VALUES ('쓱')")
    os.kill(running.process.pid, signal.SIGKILL)
    running.process.wait()
    again = embedded.start(folder)
    try:
        with looking(again.url) as db:
            assert db.all("SELECT word FROM kept") == [{"word": "쓱"}]
    finally:
        embedded.stop(again)


def test_a_second_start_is_refused(folder, running):
    with pytest.raises(embedded.Busy, match="already runs"):
        embedded.start(folder, patience=0)
    with looking(running.url) as db:
        assert db.one("SELECT 1 AS alive") == {"alive": 1}


def test_another_verb_uses_the_server_that_runs(folder, running):
    with embedded.server(folder) as url:
        assert url == running.url
    assert embedded.answers(running.place)


def test_it_stops_in_good_order_and_leaves_no_address(folder):
    with embedded.server(folder):
        place = embedded.Place(folder)
        assert embedded.answers(place)
    assert not embedded.answers(place)
    assert not place.url_file.exists()
    assert "Shutdown complete" in embedded.tail(place)


def test_a_first_start_that_was_cut_short_heals(tmp_path):
    half = tmp_path / "mariadb" / "data.new"
    half.mkdir(parents=True)
    (half / "ibdata1").write_bytes(b"half")
    with embedded.server(tmp_path) as url, looking(url) as db:
        assert db.one("SELECT DATABASE() AS name") == {"name": "ssgbay"}
    assert not half.exists()


def test_a_deep_folder_has_its_socket_elsewhere_and_private(tmp_path):
    place = embedded.Place(tmp_path / ("deep" * 20) / ("deeper" * 20))
    with embedded.server(place.data_dir) as url, looking(url) as db:
        assert db.one("SELECT 1 AS alive") == {"alive": 1}
    assert len(os.fsencode(place.socket)) <= LONGEST_SOCKET
    assert stat.S_IMODE(place.socket.parent.stat().st_mode) == 0o700
    place.socket.parent.rmdir()


def test_a_folder_of_another_user_in_tmp_is_not_trusted(tmp_path):
    place = embedded.Place(tmp_path / ("deep" * 20) / ("deeper" * 20))
    place.socket.parent.symlink_to(tmp_path)
    try:
        with pytest.raises(embedded.Stuck, match="belongs to somebody else"):
            embedded.start(place.data_dir)
    finally:
        place.socket.parent.unlink()


def test_it_ends_with_its_parent_even_by_kill_9(folder):
    program = "import sys, time; from pathlib import Path; from commands import embedded;" + (
        "server = embedded.start(Path(sys.argv[1])); print(server.process.pid, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program, str(folder)]
    starter = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert starter.stdout
    pid = int(starter.stdout.readline())
    starter.kill()
    starter.wait()
    starter.stdout.close()
    wait_for(lambda: not Path(f"/proc/{pid}/cmdline").exists() or not Path(f"/proc/{pid}/cmdline").read_bytes())
    with embedded.server(folder) as url, looking(url) as db:
        assert db.one("SELECT 1 AS alive") == {"alive": 1}


INTERRUPTED = """
import signal, sys, time
from pathlib import Path
from commands import embedded
from commands.place import LONGEST_SOCKET

signal.signal(signal.SIGALRM, signal.default_int_handler)
for delay in range(5, 165, 10):
    began = time.monotonic()
    signal.setitimer(signal.ITIMER_REAL, delay / 1000)
    try:
        server = embedded.start(Path(sys.argv[1]), patience=1)
        signal.setitimer(signal.ITIMER_REAL, 0)
        embedded.stop(server)
    except KeyboardInterrupt:
        pass
    assert time.monotonic() - began < 90, delay
"""


def test_a_start_that_is_interrupted_at_any_moment_leaves_nothing(folder):
    with embedded.server(folder):
        pass
    done = subprocess.run([sys.executable, "-c", INTERRUPTED, str(folder)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with embedded.server(folder) as url, looking(url) as db:
        assert db.one("SELECT 1 AS alive") == {"alive": 1}


def test_a_second_server_that_starts_leaves_the_temporary_tables_of_the_first(running, tmp_path):
    """MariaDB removes at its start what temporary tables it finds in its folder for them, as after a crash."""
    with looking(running.url) as db:
        db.run("CREATE TEMPORARY TABLE kept (id INT) ENGINE=Aria")
        embedded.stop(embedded.start(tmp_path / "second"))
        db.run("DROP TEMPORARY TABLE kept")
