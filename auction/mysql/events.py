"""Events that metrics count: retries, lost commits, exhausted pools, and how long a block took."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

log = logging.getLogger("ssgbay.database")
# a process that configures no logging (cron's) reports errors by itself
log.addHandler(logging.NullHandler())

Listener = Callable[[str, float], None]
listeners: list[Listener] = []


def add_listener(listener: Listener) -> None:
    """Call `listener(event, seconds)` for every event, from now on."""
    if listener not in listeners:
        listeners.append(listener)


def emit(event: str, seconds: float = 0.0) -> None:
    """Report one event to every listener."""
    for listener in listeners:
        listener(event, seconds)


@contextmanager
def timed(event: str) -> Iterator[None]:
    """Report how long the block took, also when it raises."""
    began = time.perf_counter()
    try:
        yield
    finally:
        emit(event, time.perf_counter() - began)
