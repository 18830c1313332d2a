"""What may be installed: every version pinned, and never the distribution that hides PyJWT."""

import importlib.metadata
import re
import subprocess
import sys
import zipfile

import jwt
import pytest

from auction.config import ROOT

FILES = ("requirements.txt", "requirements-dev.txt")


@pytest.mark.parametrize("name", FILES)
def test_every_version_is_pinned(name):
    lines = [line for line in (ROOT / name).read_text().splitlines() if line and not line.lstrip().startswith("#")]
    assert len(lines) > 20
    assert [line for line in lines if not re.match(r"[a-z0-9-]+(\[[a-z]+\])?==[^ ]+( ;.*)?$", line)] == []


def test_both_lists_agree_on_what_they_share():
    ours, developers = map(pins, FILES)
    shared = ours.keys() & developers.keys()
    assert {"flask", "boto3", "cryptography"} <= shared
    assert {name for name in shared if ours[name] != developers[name]} == set()


def test_what_runs_here_is_what_is_pinned():
    pinned = pins("requirements.txt")
    assert {name: importlib.metadata.version(name) for name in pinned} == pinned


AS_DEPLOYED = """
import sys, importlib.abc, importlib.metadata as about

pinned = set(sys.argv[1:]) | {"ssgbay"}
owners = about.packages_distributions()


class OnlyPinned(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        found = {owner.lower().replace("_", "-").replace(".", "-") for owner in owners.get(name.partition(".")[0], ())}
        if found and not found & pinned:
            raise ModuleNotFoundError(name, name=name)


sys.meta_path.insert(0, OnlyPinned())
import app, historyUpdate, gunicorn.app.wsgiapp, gunicorn.workers.ggevent, commands.run, commands.migrate, yoyo
"""


def test_the_server_needs_nothing_that_only_a_developer_has():
    command = [sys.executable, "-c", AS_DEPLOYED]
    complete = subprocess.run([*command, *pins("requirements.txt")], cwd=ROOT, capture_output=True, text=True)
    assert complete.returncode == 0, complete.stderr
    without = set(pins("requirements.txt")) - {"packaging"}
    lacking = subprocess.run([*command, *without], cwd=ROOT, capture_output=True, text=True)
    assert "No module named 'packaging'" in lacking.stderr or "ModuleNotFoundError: packaging" in lacking.stderr


def test_import_jwt_is_pyjwt():
    assert importlib.metadata.packages_distributions()["jwt"] == ["PyJWT"]
    assert jwt.decode(jwt.encode({"sub": "x"}, "k" * 32), "k" * 32, algorithms=["HS256"]) == {"sub": "x"}


@pytest.mark.parametrize(("constraint", "goes_in"), [([], True), (["-c", "constraints.txt"], False)])
def test_the_constraint_keeps_the_other_jwt_out(tmp_path, constraint, goes_in):
    wheel(tmp_path, "jwt", "1.4.0")
    pip = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-index", "--no-deps"]
    pip += ["--find-links", str(tmp_path), *constraint, "jwt"]
    done = subprocess.run(pip, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode == 0) is goes_in, done.stdout + done.stderr


def pins(name):
    """package: version, as a requirements file says."""
    return dict(re.findall(r"^([a-z0-9-]+)==([^ \n]+)", (ROOT / name).read_text(), re.M))


def wheel(folder, name, version):
    """The smallest package that pip would install."""
    about = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as file:
        file.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        file.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        file.writestr(f"{about}/RECORD", "")
