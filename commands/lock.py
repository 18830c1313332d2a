"""Writes the lock files: each package with its version and the hashes of its files, for the names in pyproject.toml."""

import argparse
import subprocess
import sys

from auction.config import ROOT
from commands.console import Stuck, say

SUMMARY = "잠금 파일 다시 쓰기 · write the lock files for the packages of pyproject.toml"
# file: what uv compiles it from; what the server needs comes first, and the others follow its versions
LOCKS = {
    "requirements.txt": ("pyproject.toml", "-c", "constraints.txt"),
    "requirements-dev.txt": ("--group", "dev", "-c", "constraints.txt", "-c", "requirements.txt"),
    "frontend/node.txt": ("--group", "node"),
    "commands/uv.txt": ("--group", "uv"),
}
# --universal: for every system and every Python that pyproject.toml allows
COMPILE = ("pip", "compile", "-q", "--universal", "--generate-hashes", "--custom-compile-command", "./ssgbay lock")


def main(argv: list[str]) -> int:
    """Write every lock file; versions stay as they are unless --upgrade is given. Raises Stuck."""
    parser = argparse.ArgumentParser(prog="./ssgbay lock", description=SUMMARY)
    parser.add_argument("--upgrade", action="store_true", help="take the newest version of each package")
    upgrade = ["--upgrade"] if parser.parse_args(argv).upgrade else []
    for name, sources in LOCKS.items():
        say(f"· {name}")
        command = [sys.executable, "-m", "uv", *COMPILE, *upgrade, *sources, "-o", name]
        if subprocess.run(command, cwd=ROOT).returncode:
            raise Stuck(f"{name} 을(를) 쓰지 못했습니다 · could not write {name} (see above)")
    return 0
