"""The runner is as strict as the agent: what would fail a deployment at AWS fails one here."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

AGENT = Path(__file__).with_name("agent.py")
pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="NOT TESTED: the agent is root")


def deploy(folder: Path, name: str, script: str, timeout: int = 20, **files: str) -> subprocess.CompletedProcess:
    appspec = f"""
version: 0.0
os: linux
files:
  - source: /
    destination: {folder}/incoming
hooks:
  ApplicationStop:
    - location: stop.sh
  AfterInstall:
    - location: hook.sh
      timeout: {timeout}
      runas: root
"""
    stop = f"#!/bin/sh\necho stopped by {name} >> {folder}/stopped\n"
    with zipfile.ZipFile(folder / f"{name}.zip", "w") as bundle:
        for path, text in {
            "appspec.yml": appspec,
            "hook.sh": f"#!/bin/sh\n{script}\n",
            "stop.sh": stop,
            **files,
        }.items():
            bundle.writestr(path, text)
    command = [sys.executable, AGENT, folder / "root", "group", name, folder / f"{name}.zip"]
    return subprocess.run(command, capture_output=True, text=True)


def test_files_of_the_last_revision_go_and_its_stop_runs_even_when_it_failed(tmp_path: Path) -> None:
    assert deploy(tmp_path, "one", "exit 3", old="old").returncode == 1
    assert (tmp_path / "incoming" / "old").exists()
    assert deploy(tmp_path, "two", "exit 0", new="new").returncode == 0
    assert not (tmp_path / "incoming" / "old").exists()
    assert (tmp_path / "stopped").read_text() == "stopped by one\n"


def test_a_file_that_is_there_already_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "incoming").mkdir()
    (tmp_path / "incoming" / "hook.sh").write_text("somebody's own")
    done = deploy(tmp_path, "one", "exit 0")
    assert "already exists" in done.stderr


def test_a_script_that_takes_too_long_fails(tmp_path: Path) -> None:
    assert "failed to complete in time" in deploy(tmp_path, "one", "sleep 60", timeout=1).stderr


def test_a_child_that_keeps_the_output_open_fails_its_script(tmp_path: Path) -> None:
    assert "failed to close STDOUT" in deploy(tmp_path, "one", "sleep 12 &", timeout=3).stderr
    assert deploy(tmp_path, "two", "sleep 12 > /dev/null 2>&1 &", timeout=3).returncode == 0


def test_scripts_run_from_the_archive_with_the_agents_words(tmp_path: Path) -> None:
    done = deploy(tmp_path, "one", 'echo "$0 $DEPLOYMENT_ID $LIFECYCLE_EVENT $DEPLOYMENT_GROUP_NAME"')
    assert "root/group/one/deployment-archive/hook.sh one AfterInstall group" in done.stdout
