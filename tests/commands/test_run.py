"""./ssgbay run as a person runs it: real processes, ended in every way that they can be."""

import contextlib
import os
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from auction.config import ROOT
from tests.cast import RunningServer, sign_up
from tests.processes import answers, free_port, wait_for

OPEN = "쓱Bay is open"

# several whole starts a test: a busy machine takes its time
pytestmark = pytest.mark.timeout(900)


class Run:
    """One ./ssgbay run, its console in a file."""

    def __init__(self, folder, port, **environment):
        self.folder, self.port = folder, port
        self.known = set()
        self.console = folder / "console"
        self.site = RunningServer(f"http://127.0.0.1:{port}")
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "JWT_SECRET_KEY")}
        self.process = subprocess.Popen(
            [ROOT / "ssgbay", "run"],
            env={**kept, "DATA_DIR": str(folder / "data"), "PORT": str(port), "WEB_CONCURRENCY": "1", **environment},
            stdin=subprocess.DEVNULL,
            stdout=self.console.open("wb"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd="/",
        )

    def said(self):
        return self.console.read_text(errors="replace")

    def opened(self):
        wait_for(lambda: OPEN in self.said() or self.process.poll() is not None, 240, self.said)
        assert self.process.poll() is None, self.said()
        assert len(self.processes()) >= 3
        return self

    def end(self, number=signal.SIGTERM):
        """Send a signal and wait; returns the exit code."""
        if self.process.poll() is None:
            os.kill(self.process.pid, number)
        return self.process.wait(60)

    def processes(self):
        """Every living process of this run, by pid: those found under it now, and those found before."""
        table = process_table()
        self.known |= {self.process.pid}
        for pid, (parent, _) in sorted(table.items()):
            if parent in self.known:
                self.known.add(pid)
        return {pid: table[pid][1] for pid in sorted(self.known & table.keys())}

    def kill(self, name):
        """kill -9 the first of our processes that is called so."""
        os.kill(next(pid for pid, command in self.processes().items() if name in command), signal.SIGKILL)


def process_table():
    """pid: (parent, command) of every process that is not a zombie."""
    table = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if command:
                table[int(folder.name)] = (parent, command)
    return table


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("run")


@contextlib.contextmanager
def running(folder, ended_by=signal.SIGTERM, **environment):
    run = Run(folder, free_port(), **environment)
    try:
        yield run.opened()
    finally:
        ended_before = run.process.poll() is not None
        code = run.end(ended_by)
        assert ended_before or (code == 0 and "everything has stopped" in run.said()), run.said()
        # multiprocessing's resource tracker ends a moment after the process that used it
        wait_for(lambda: run.processes() == {}, explain=lambda: str(run.processes()))


def test_an_empty_folder_becomes_an_auction_site(folder):
    with running(folder) as run:
        items = run.site.get("/api/items?limit=100").json["items"]
        assert len(items) >= 30
        person = sign_up(run.site, "newcomer")
        assert person.get("/api/me").json["id"] == "newcomer"
        assert run.site.get("/api/docs").status_code == 200
        wait_for(lambda: "sold=" in run.said(), explain=run.said)
        for words in (f"http://localhost:{run.port}/", "/api/docs", "Ctrl-C"):
            assert words in run.said()


def test_started_again_everything_is_kept_and_nothing_is_made_anew(folder):
    with running(folder, ended_by=signal.SIGINT) as run:
        answer = run.site.post("/api/login", json={"id": "newcomer", "password": "newcomer has a long one"})
        assert answer.status_code == 200
        assert "demo auctions" not in run.said()
        assert "bringing the tables" not in run.said()
    assert not (folder / "data" / "database.url").exists()
    assert "Shutdown complete" in (folder / "data" / "mariadb" / "mariadb.log").read_text().splitlines()[-1]


def test_two_sites_run_side_by_side_but_not_on_one_folder(folder, tmp_path, fresh_database):
    with fresh_database("given") as url, running(folder) as one:
        with running(tmp_path, ended_by=signal.SIGHUP, DATABASE_URL=url) as two:
            # somebody's own database is not filled with demo auctions, and no other is started
            assert two.site.get("/api/items?status=all").json["items"] == []
            assert not (tmp_path / "data" / "mariadb").exists()
            sign_up(two.site, "only-there")
            assert two.site.get("/api/users/only-there").status_code == 200
            assert one.site.get("/api/users/only-there").status_code == 404
        second = Run(tmp_path, free_port(), DATA_DIR=str(folder / "data"))
        assert second.process.wait(60) == 1
        assert f"already running: http://localhost:{one.port}/" in second.said()
        assert answers(one.site)


def test_a_port_in_use_is_reported_before_anything_is_started(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        run = Run(tmp_path, other.getsockname()[1])
        assert run.process.wait(60) == 1
    assert f"port {run.port} is not free" in run.said()
    assert not (tmp_path / "data" / "mariadb").exists()


def test_kill_9_leaves_nothing_running_and_the_next_start_heals(folder):
    run = Run(folder, free_port()).opened()
    run.end(signal.SIGKILL)
    again = Run(folder, run.port)
    try:
        again.opened()
        assert again.site.get("/api/items").status_code == 200
        assert run.processes() == {}
        again.kill("mariadbd")
        assert again.process.wait(60) == 1
        assert "the database has died" in again.said()
    finally:
        again.end()
    assert again.processes() == {}


def test_when_the_server_dies_it_says_so_and_stops_the_rest(folder):
    with running(folder) as run:
        run.kill("gunicorn")
        assert run.process.wait(60) == 1
        assert "the server has died" in run.said()


def test_a_wrong_setting_is_named_before_anything_is_started(tmp_path):
    run = Run(tmp_path, free_port(), APP_ENV="production", JWT_SECRET_KEY="short")
    assert run.process.wait(60) == 1
    assert "JWT_SECRET_KEY" in run.said()
    assert "Traceback" not in run.said()
    assert not (tmp_path / "data" / "mariadb").exists()
