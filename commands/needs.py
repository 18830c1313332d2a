"""What a verb needs of this machine, looked at before anything is installed: a port, memory, disk, packages.

Runs before there is a virtual environment, so it imports nothing but the standard library.
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
TEST = (*RUN, "chromium", "fonts-noto-cjk", "galera-4", "haproxy", "libatomic1", "libfaketime")
# the deployment and a bare machine are tried with the real ones, which only root may run
TEST_AS_ROOT = ("cron", "debootstrap", "iproute2", "logrotate", "systemd")
PACKAGES = {"run": RUN, "test": TEST, "prove": TEST, "bench": system.MARIADB}
# the requirements file that is installed last for a verb, then MB of disk and of memory that its first time takes
LAST = {"test": "requirements-dev.txt", "prove": "requirements-dev.txt"}
ROOM: dict[str, tuple[int, int]] = {"run": (1500, 500), "test": (4000, 2000)}
# where a container's own limit stands, by version of cgroup
LIMITS = [Path("/sys/fs/cgroup", name) for name in ("memory.max", "memory/memory.limit_in_bytes")]


def main(argv: list[str]) -> int:
    """Check and install what the verb needs; the first time, look at the machine's size first."""
    verb = argv[0] if argv else "help"
    try:
        lacking = system.missing(*packages(verb))
        if lacking or not _installed(verb):
            if verb == "run":
                claim_port(_port())
            need_room(verb)
        system.need(*lacking)
    except Stuck as reason:
        print(f"✗ {reason}", file=sys.stderr)
        return 1
    return 0


def packages(verb: str) -> list[str]:
    """The Debian packages that a verb needs, installed or not."""
    wanted = [*PACKAGES.get(verb, ())]
    if not (VENV / ".made").exists():
        wanted.insert(0, system.VENV)
    if verb == "run" and os.environ.get("DATABASE_URL"):
        wanted = [package for package in wanted if package not in system.MARIADB]
    if verb == "test" and os.geteuid() == 0:
        wanted += TEST_AS_ROOT
    return wanted


def _installed(verb: str) -> bool:
    return (VENV / f".installed-{LAST.get(verb, 'requirements.txt')}").exists()


def _port() -> int:
    """PORT where it is a port; a wrong one is refused later, with every other wrong setting."""
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


def need_room(verb: str) -> None:
    """Raises Stuck when a first time needs more memory than is available, or more disk than is free here."""
    disk, memory = ROOM.get(verb, (0, 0))
    small = []
    if (there := shutil.disk_usage(ROOT).free >> 20) < disk:
        small.append(f"디스크 · disk under {ROOT}: {disk} MB, {there} MB free")
    if (there := available_memory() >> 20) < memory:
        small.append(f"메모리 · memory: {memory} MB, {there} MB available")
    if small:
        head = "이 컴퓨터가 너무 작습니다. 필요한 크기, 남은 크기 · this machine is too small; needed, left:"
        raise Stuck("\n    ".join([head, *small]))


def available_memory(limits: Sequence[Path] = LIMITS) -> int:
    """Bytes that a process may still use: the kernel's estimate and swap, or what a container is limited to."""
    table = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    free = sum(int(table[name].split()[0]) << 10 for name in ("MemAvailable", "SwapFree"))
    texts = [path.read_text().strip() for path in limits if path.exists()]
    return min([free, *(int(text) for text in texts if text != "max")])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
