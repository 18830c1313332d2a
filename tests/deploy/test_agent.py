"""Guarantees of a deployment by the agent, on our model of it and on AWS's own where CODEDEPLOY_LOCAL names one."""

import os
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deploy.machine import REAL_AGENT

MODEL = Path(__file__).with_name("agent.py")
pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="NOT TESTED: the agent is root")


@dataclass
class Outcome:
    id: str
    failed: bool
    said: str


@pytest.fixture(params=["model", "aws"], autouse=True)
def by_aws(request: pytest.FixtureRequest) -> bool:
    if request.param == "aws" and not REAL_AGENT:
        pytest.skip("NOT TESTED: AWS's own agent; CODEDEPLOY_LOCAL names none, so a model of it deploys")
    return request.param == "aws"


def run(by_aws: bool, folder: Path, name: str) -> Outcome:
    """Deploy `name`.zip of that folder."""
    bundle = folder / f"{name}.zip"
    if not by_aws:
        command = [sys.executable, MODEL, folder / "root", "group", name, bundle]
        done = subprocess.run(command, capture_output=True, text=True)
        return Outcome(name, bool(done.returncode), done.stdout + done.stderr)
    configuration = folder / "agent.yml"
    configuration.write_text(f"---\n:root_dir: {folder}/root\n:log_dir: {folder}/log\n:pid_dir: {folder}/pid\n")
    options = {
        "bundle-location": bundle, "type": "zip", "deployment-group": "group", "deployment-group-name": "group",
        "agent-configuration-file": configuration,
    }  # fmt: skip
    words = [str(word) for option, value in options.items() for word in (f"--{option}", value)]
    done = subprocess.run([REAL_AGENT, *words], capture_output=True, text=True)
    deployment = re.findall(r"from within folder \S+/(d-\w+-local)", done.stdout)[0]
    logs = [folder / "log/codedeploy-local.log", folder / "root/group" / deployment / "logs/scripts.log"]
    said = "".join(log.read_text() for log in logs if log.exists())
    return Outcome(deployment, bool(done.returncode), done.stdout + done.stderr + said)


def deploy(by_aws: bool, folder: Path, name: str, script: str, timeout: int = 20, **files: str) -> Outcome:
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
            entry = zipfile.ZipInfo(path)
            entry.external_attr = 0o755 << 16
            bundle.writestr(entry, text)
    return run(by_aws, folder, name)


def test_files_of_the_last_revision_go_and_its_stop_runs_even_when_it_failed(by_aws: bool, tmp_path: Path) -> None:
    assert deploy(by_aws, tmp_path, "one", "exit 3", old="old").failed
    assert (tmp_path / "incoming" / "old").exists()
    assert not deploy(by_aws, tmp_path, "two", "exit 0", new="new").failed
    assert not (tmp_path / "incoming" / "old").exists()
    assert (tmp_path / "stopped").read_text() == "stopped by one\n"


def test_a_file_that_is_there_already_is_not_overwritten(by_aws: bool, tmp_path: Path) -> None:
    (tmp_path / "incoming").mkdir()
    (tmp_path / "incoming" / "hook.sh").write_text("somebody's own")
    done = deploy(by_aws, tmp_path, "one", "exit 0")
    assert done.failed
    assert "already exists" in done.said


def test_a_script_that_takes_too_long_fails(by_aws: bool, tmp_path: Path) -> None:
    done = deploy(by_aws, tmp_path, "one", "sleep 60", timeout=1)
    assert done.failed
    assert re.search("failed to complete in time|timed out", done.said)


def test_a_child_that_keeps_the_output_open_fails_its_script(by_aws: bool, tmp_path: Path) -> None:
    done = deploy(by_aws, tmp_path, "one", "sleep 12 &", timeout=3)
    assert done.failed
    assert "failed to close STDOUT" in done.said
    assert not deploy(by_aws, tmp_path, "two", "sleep 12 > /dev/null 2>&1 &", timeout=3).failed


def test_scripts_run_from_the_archive_with_the_agents_words(by_aws: bool, tmp_path: Path) -> None:
    done = deploy(by_aws, tmp_path, "one", 'echo "$0 $DEPLOYMENT_ID $LIFECYCLE_EVENT $DEPLOYMENT_GROUP_NAME"')
    assert f"root/group/{done.id}/deployment-archive/hook.sh {done.id} AfterInstall group" in done.said


def test_five_archives_are_kept_besides_the_one_that_was_installed_last(by_aws: bool, tmp_path: Path) -> None:
    for number in range(8):
        deploy(by_aws, tmp_path, f"n{number}", "exit 0")
    assert len(list((tmp_path / "root/group").iterdir())) == 5


def test_without_unzip_the_executable_bits_are_lost(
    by_aws: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for folder in os.environ["PATH"].split(":")[::-1]:
        for tool in Path(folder).glob("*") if Path(folder).is_dir() else []:
            (tools / tool.name).unlink(missing_ok=True)
            (tools / tool.name).symlink_to(tool)
    (tools / "unzip").unlink(missing_ok=True)
    monkeypatch.setenv("PATH", str(tools))
    done = deploy(by_aws, tmp_path, "one", f"ls -l {tmp_path}/incoming/tool.sh", **{"tool.sh": "#!/bin/sh\n"})
    assert not done.failed, done.said
    assert "-rw-r--r--" in done.said
