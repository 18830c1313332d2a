"""The shell scripts that everything begins with."""

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
