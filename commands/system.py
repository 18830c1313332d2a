"""Debian packages: finds the missing ones, and installs them with one apt-get or lists them in one message."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from commands.console import Stuck, say

# servers are in folders that an ordinary user's PATH lacks
PATH = f"{os.environ.get('PATH', '')}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
QUIET = ["-qq", "-o", "DPkg::Lock::Timeout=120"]
# Debian packages Python's venv module separately
VENV = "python{}.{}-venv".format(*sys.version_info)
# All have the same engine; the shell takes a third less processor time. Ubuntu has no package of the first two.
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
MARIADB = ("mariadb-server-core", "mariadb-client-core")


def find(program: str) -> str | None:
    """Return the path of a program, or None."""
    return shutil.which(program, path=PATH)


def _program(name: str) -> Callable[[], bool]:
    return lambda: find(name) is not None


def _file(pattern: str) -> Callable[[], bool]:
    return lambda: any(Path("/").glob(pattern))


# how to recognise that a package's content is there, however it was installed
PRESENT: dict[str, Callable[[], bool]] = {
    VENV: lambda: None not in (find_spec("ensurepip"), find_spec("venv")),
    "mariadb-server-core": _program("mariadbd"),
    "mariadb-client-core": _program("my_print_defaults"),
    "curl": _program("curl"),
    "chromium-headless-shell": lambda: any(map(find, BROWSERS)),
    # needed by the Node inside Playwright
    "libatomic1": _file("usr/lib/*/libatomic.so.1"),
    "fonts-noto-cjk": _file("usr/share/fonts/opentype/noto/NotoSansCJK*"),
    "haproxy": _program("haproxy"),
    "libfaketime": _file("usr/lib/*/faketime/libfaketimeMT.so.1"),
    "galera-4": _file("usr/lib/galera/libgalera_smm.so"),
    "cron": _program("cron"),
    "debootstrap": _program("debootstrap"),
    "logrotate": _program("logrotate"),
    "systemd": _file("lib/systemd/systemd"),
    "iproute2": _program("ss"),
}


def missing(*packages: str) -> list[str]:
    """Return those of `packages` that are missing."""
    return [package for package in packages if not PRESENT[package]()]


def need(*packages: str) -> None:
    """Install those of `packages` that are missing, all at once.

    Raises Stuck with the exact command where this user may not install, or with apt-get's output when it fails.
    """
    if lacking := missing(*packages):
        _install(lacking)
    if still := missing(*packages):
        raise Stuck(f"설치했지만 아직 없습니다 · still missing although installed: {' '.join(still)}")


def program(name: str, *packages: str) -> str:
    """Return the path of a program, installing these packages if needed. Raises Stuck."""
    need(*packages)
    there = find(name)
    if there is None:
        raise Stuck(f"{name} 이(가) 없습니다 · {name} is missing even with {' '.join(packages)} installed")
    return there


def _install(packages: list[str]) -> None:
    root = _become_root()
    if root is None or not shutil.which("apt-get"):
        raise Stuck(_by_hand(packages))
    say(f"· 설치 · installing {' '.join(packages)}")
    lists = Path("/var/lib/apt/lists")
    if not any(lists.glob("*Packages*")):
        _apt(root, ["update"])
    command = ["install", "-y", "--no-install-recommends", "--no-remove", *packages]
    # outdated lists name files that the mirror no longer has
    if _apt(root, command) is not None:
        not_updated = _apt(root, ["update"])
        failure = _apt(root, command)
        if failure is not None:
            raise Stuck(
                f"{not_updated or ''}{failure.strip()}\n"
                f"설치하지 못했습니다 · apt-get {' '.join(command)} failed (above)"
            )


def _apt(root: list[str], command: list[str]) -> str | None:
    """Run apt-get; return what it printed if it failed, else None."""
    done = subprocess.run(
        [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *QUIET, *command],
        stdin=subprocess.DEVNULL if not root else None,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.stdout if done.returncode else None


def _become_root() -> list[str] | None:
    """Return the prefix that runs a command as root: empty for root itself, sudo where it works, else None."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    asks_nothing = subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
    return ["sudo"] if asks_nothing or sys.stdin.isatty() else None


def _by_hand(packages: list[str]) -> str:
    return (
        "없는 패키지가 있습니다. 설치한 뒤 다시 실행하세요 · packages are missing; install them, then run again:\n"
        f"    sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
    )
