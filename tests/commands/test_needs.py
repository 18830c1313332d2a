"""What a machine lacks for a verb is said before anything is installed."""

import shutil
import socket
import subprocess

import pytest

from auction.config import ROOT
from commands import needs
from commands.console import Stuck


@pytest.fixture
def checkout(tmp_path):
    """What ./ssgbay needs before there is a virtual environment, and nothing else."""
    for name in ("ssgbay", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "commands", tmp_path / "commands", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_a_port_in_use_is_reported_before_anything_is_installed(checkout, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        done = subprocess.run([checkout / "ssgbay", "run"], capture_output=True, text=True)
    assert done.returncode == 1
    assert f"port {port} is not free" in done.stderr
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize("verb", ["run", "test"])
def test_a_machine_that_is_too_small_is_reported_with_every_size(verb, monkeypatch):
    monkeypatch.setitem(needs.ROOM, verb, (10**9, 10**8))
    with pytest.raises(Stuck) as said:
        needs.need_room(verb)
    assert f"disk under {ROOT}: 1000000000 MB" in str(said.value)
    assert "memory: 100000000 MB" in str(said.value)


def test_this_machine_is_large_enough():
    needs.need_room("test")


def test_a_small_machine_may_look_after_a_database(monkeypatch):
    monkeypatch.setattr(needs, "available_memory", lambda: 100 << 20)
    needs.need_room("backup")
    with pytest.raises(Stuck, match="memory: 500 MB, 100 MB available"):
        needs.need_room("run")


def test_a_limit_of_a_container_counts_as_its_memory(tmp_path):
    limit = tmp_path / "memory.max"
    assert needs.available_memory([limit]) > 1 << 29
    limit.write_text("max\n")
    assert needs.available_memory([limit]) > 1 << 29
    limit.write_text(f"{512 << 20}\n")
    assert needs.available_memory([limit]) == 512 << 20


def test_no_private_database_is_needed_where_another_is_given(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert "mariadb-server-core" in needs.packages("run")
    monkeypatch.setenv("DATABASE_URL", "mysql://given/")
    assert "mariadb-server-core" not in needs.packages("run")
    # the tests have a server of their own all the same
    assert "mariadb-server-core" in needs.packages("test")
