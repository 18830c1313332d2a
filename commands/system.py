"""Programs of the operating system that a verb needs: found, installed with apt-get, or asked for."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from commands.console import Stuck, say

# servers live where an ordinary user's PATH does not look
PATH = f"{os.environ.get('PATH', '')}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
QUIET = ["-qq", "-o", "DPkg::Lock::Timeout=120"]


def find(program: str) -> str | None:
    """Where a program is, or None."""
    return shutil.which(program, path=PATH)


def need(program: str, *packages: str, beside: Path | None = None) -> str:
    """Where `program` is, installing `packages` first when it, or the path `beside` it, is missing.

    Raises Stuck with the exact command when we may not install or when installing did not help.
    """
    there = find(program)
    if there and (beside is None or beside.exists()):
        return there
    _install(program, packages)
    there = find(program)
    if not there:
        raise Stuck(f"{program} 이(가) 아직 없습니다 · {program} is missing even with {' '.join(packages)} installed")
    return there


def _install(program: str, packages: tuple[str, ...]) -> None:
    root = _become_root()
    if root is None or not shutil.which("apt-get"):
        raise Stuck(_by_hand(program, packages))
    say(f"· {program} 설치 · installing {' '.join(packages)}")
    lists = Path("/var/lib/apt/lists")
    if not any(lists.glob("*Packages*")):
        _apt(root, ["update"], check=False)
    install = ["install", "-y", "--no-install-recommends", "--no-remove", *packages]
    # lists that are too old name files that the mirror no longer has
    if not _apt(root, install, check=False):
        _apt(root, ["update"], check=False)
        _apt(root, install, check=True)


def _apt(root: list[str], command: list[str], check: bool) -> bool:
    done = subprocess.run(
        [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *QUIET, *command],
        stdin=subprocess.DEVNULL if not root else None,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if check and done.returncode:
        raise Stuck(f"{done.stdout.strip()}\n설치하지 못했습니다 · apt-get {' '.join(command)} failed (above)")
    return done.returncode == 0


def _become_root() -> list[str] | None:
    """The words that make a command root's: none when we are root, sudo where it works, None where it does not."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    asks_nothing = subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
    return ["sudo"] if asks_nothing or sys.stdin.isatty() else None


def _by_hand(program: str, packages: tuple[str, ...]) -> str:
    return (
        f"{program} 이(가) 없습니다. 설치한 뒤 다시 실행하세요 · {program} is missing; install it, then run again:\n"
        f"    sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
    )
