"""The shell scripts that everything begins with."""

import shutil
import subprocess
import sys
from pathlib import Path

from auction.config import ROOT


def test_shellcheck_has_nothing_to_say():
    checker = Path(sys.executable).with_name("shellcheck")
    done = subprocess.run([checker, "ssgbay", ".ci/run"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_they_may_be_run():
    for script in ("ssgbay", ".ci/run"):
        assert (ROOT / script).stat().st_mode & 0o111


def test_a_python_that_is_too_old_is_reported_clearly(tmp_path):
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("bash", "dirname", "readlink", "flock", "cat", "id"):
        (programs / name).symlink_to(shutil.which(name) or "")
    (programs / "python3").write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" || exit 1\n')
    (programs / "python3").chmod(0o755)
    for name in ("ssgbay", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path)
    done = subprocess.run([tmp_path / "ssgbay", "run"], env={"PATH": str(programs)}, capture_output=True, text=True)
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed; here is Python 3.9.2" in done.stderr
    assert not (tmp_path / ".venv").exists()
