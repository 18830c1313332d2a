"""Checks what a command needs from this machine before anything is installed: a port, memory, disk, packages.

It runs before there is a virtual environment, so it imports the standard library alone.
"""

import os
import shutil
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from commands import system
from commands.console import Stuck

ROOT = Path(__file__).parent.parent
VENV = ROOT / ".venv"
RUN = (*system.MARIADB, "curl")
TEST = (*RUN, "chromium-headless-shell", "fonts-noto-cjk", "galera-4", "haproxy", "libatomic1", "libfaketime")
# for the tests of deployments and of a bare machine, which need root
TEST_AS_ROOT = ("cron", "debootstrap", "iproute2", "logrotate", "systemd")
PACKAGES = {"run": RUN, "test": TEST, "prove": TEST, "bench": system.MARIADB}
# the last requirements file of a command, and the MB of disk and memory that its first run takes
LAST = {"test": "requirements-dev.txt", "prove": "requirements-dev.txt"}
ROOM: dict[str, tuple[int, int]] = {"run": (1500, 500), "test": (4000, 2000)}
# a container's memory limit, by cgroup version
LIMITS = [Path("/sys/fs/cgroup", name) for name in ("memory.max", "memory/memory.limit_in_bytes")]


def main(argv: list[str]) -> int:
    """Check and install what the command needs; before its first run, check the machine's size."""
    command = argv[0] if argv else "help"
    try:
        lacking = system.missing(*packages(command))
        if lacking or not _installed(command):
            if command == "run":
                claim_port(_port())
            need_room(command)
        system.need(*lacking)
    except Stuck as reason:
        print(f"✗ {reason}", file=sys.stderr)
        return 1
    return 0


def packages(command: str) -> list[str]:
    """Return the Debian packages that a command needs, installed or not."""
    wanted = [*PACKAGES.get(command, ())]
    if not (VENV / ".made").exists():
        wanted.insert(0, system.VENV)
    if command == "run" and os.environ.get("DATABASE_URL"):
        wanted = [package for package in wanted if package not in system.MARIADB]
    if command == "test" and os.geteuid() == 0:
        wanted += TEST_AS_ROOT
    return wanted


def _installed(command: str) -> bool:
    return (VENV / f".installed-{LAST.get(command, 'requirements.txt')}").exists()


def _port() -> int:
    """Return PORT, or 0 for an invalid one, which auction.config refuses later."""
    given = os.environ.get("PORT") or "5000"
    return int(given) if given.isdecimal() and int(given) < 65536 else 0


def claim_port(port: int, patience: float = 0) -> None:
    """Raises Stuck when another process listens on the port for longer than `patience` seconds."""
    until = time.monotonic() + patience
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("0.0.0.0", port))
                return
            except OSError as error:
                if time.monotonic() >= until:
                    raise Stuck(
                        f"{port}번 포트를 쓸 수 없습니다. 다른 포트로: PORT={port + 1} ./ssgbay run · "
                        f"port {port} is not free ({error.strerror}); try another as shown"
                    ) from None
        time.sleep(0.2)


def need_room(command: str) -> None:
    """Raises Stuck when the first run needs more memory or disk than is available."""
    disk, memory = ROOM.get(command, (0, 0))
    small = []
    if (there := shutil.disk_usage(ROOT).free >> 20) < disk:
        small.append(f"디스크 · disk under {ROOT}: {disk} MB, {there} MB free")
    if (there := available_memory() >> 20) < memory:
        small.append(f"메모리 · memory: {memory} MB, {there} MB available")
    if small:
        head = "이 컴퓨터가 너무 작습니다. 필요한 크기, 남은 크기 · this machine is too small; needed, left:"
        raise Stuck("\n    ".join([head, *small]))


def available_memory(limits: Sequence[Path] = LIMITS) -> int:
    """Return the bytes still available: the kernel's estimate and swap, or less by a container's limit."""
    table = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    free = sum(int(table[name].split()[0]) << 10 for name in ("MemAvailable", "SwapFree"))
    texts = [path.read_text().strip() for path in limits if path.exists()]
    return min([free, *(int(text) for text in texts if text != "max")])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
