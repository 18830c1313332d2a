"""What may be installed: what the lock files list by version and hash, and never the distribution that hides PyJWT."""

import hashlib
import importlib.metadata
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile

import jwt
import pytest

from auction.config import ROOT
from commands.lock import LOCKS

FILES = ("requirements.txt", "requirements-dev.txt")
ENTRY = r"[a-z0-9-]+(\[[a-z]+\])?==[^ ]+( ; [^\\]+)?( --hash=sha256:[0-9a-f]{64})+$"
INSTALLERS = ("ssgbay", "scripts/*.sh", "deploy/*.sh", "commands/*.py", ".github/**/*")


@pytest.mark.parametrize("name", LOCKS)
def test_every_version_and_every_file_is_pinned(name):
    text = re.sub(r" \\\n\s+--hash", " --hash", (ROOT / name).read_text())
    entries = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert len(entries) > 20 if name in FILES else len(entries) == 1
    assert [entry for entry in entries if not re.match(ENTRY, entry)] == []


@pytest.mark.parametrize(("name", "group"), [("requirements.txt", None), ("requirements-dev.txt", "dev")])
def test_what_pyproject_names_is_locked(name, group):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = project["dependency-groups"][group] if group else project["project"]["dependencies"]
    assert {re.split(r"[\[<>=]", requirement)[0] for requirement in wanted} <= pins(name).keys()


def test_nothing_is_installed_without_its_hash():
    files = [path for pattern in INSTALLERS for path in ROOT.glob(pattern) if path.is_file()]
    lines = [line for path in files for line in path.read_text().splitlines()]
    lines = [line for line in lines if re.search(r'\bpip .*install|"-r"', line)]
    assert len(lines) > 3
    assert [line for line in lines if "--require-hashes" not in line] == []


def test_a_package_that_is_not_the_listed_one_is_refused(tmp_path):
    """./ssgbay in a checkout of its own whose one requirement is a wheel of this test."""
    for name in ("ssgbay", "commands"):
        (shutil.copy if name == "ssgbay" else shutil.copytree)(ROOT / name, tmp_path / name)
    wheel(tmp_path, "harmless", "1.0")
    content = (tmp_path / "harmless-1.0-py3-none-any.whl").read_bytes()
    env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path)}
    for listed, status, words in ((content + b"changed", 1, "DO NOT MATCH THE HASHES"), (content, 0, "")):
        lock = f"harmless==1.0 --hash=sha256:{hashlib.sha256(listed).hexdigest()}\n"
        (tmp_path / "requirements.txt").write_text(lock)
        done = subprocess.run([tmp_path / "ssgbay", "help"], env=env, capture_output=True, text=True)
        assert done.returncode == status, done.stderr
        assert words in done.stderr


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
