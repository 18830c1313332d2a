"""What `./ssgbay worker` runs, each job at its own pace."""

from collections.abc import Callable
from typing import NamedTuple


class Job(NamedTuple):
    """Work that is repeated: its name, the shortest pause between two runs, and `run`, which returns how much it did.

    Any number of processes may run it at once, or be killed at any point.
    """

    name: str
    every_s: float
    run: Callable[[], int]


JOBS: tuple[Job, ...] = ()
