"""Child processes: each in its own process group, ended with its descendants, and never left behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def die_with_parent(by: int = signal.SIGTERM) -> None:
    """For preexec_fn: have the kernel send this signal when the parent ends, even by kill -9."""
    _libc.prctl(PR_SET_PDEATHSIG, by)
    # signals that the parent ignores must not be ignored here
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def start(
    command: Sequence[str],
    stdout: IO[bytes] | int | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    pass_fds: Sequence[int] = (),
    orphaned: int = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a child without input in its own session, so that the terminal's Ctrl-C reaches this process alone."""
    parent = os.getpid()

    def bound() -> None:
        die_with_parent(orphaned)
        # the parent may have ended before prctl
        if os.getppid() != parent:
            os._exit(1)

    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.STDOUT if stdout is not None else None,
        cwd=cwd,
        env=env,
        pass_fds=pass_fds,
        start_new_session=True,
        preexec_fn=bound,
    )


def ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether a child has ended.

    Unlike Popen.poll it takes no lock, which an exception of a signal's handler could leave taken for ever.
    """
    if process.returncode is not None:
        return True
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def end(process: subprocess.Popen[bytes], within: float) -> None:
    """Terminate a child, wait up to `within` seconds, then kill its process group."""
    if not ended(process):
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(within)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def of(pid: int) -> list[int]:
    """Return the ids of a process's children that it has not waited for."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
