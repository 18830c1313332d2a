"""What the tests make once and keep for later runs, in whichever checkout of this user they are."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


def folder(name: str) -> Path:
    """The folder of that name in the user's cache; made if there is none."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    found = cache / "ssgbay-tests" / name
    found.mkdir(parents=True, exist_ok=True)
    return found


@contextlib.contextmanager
def alone(place: Path) -> Iterator[None]:
    """The block is run by one process at a time, of all that keep something in `place`."""
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
