"""Work that gevent's event loop must not wait for, and time limits that only gevent can enforce."""

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

T = TypeVar("T")


def run_in_thread(work: Callable[..., T], *args: Any) -> T:
    """Return `work(*args)`, computed in a real thread under gevent and in place elsewhere.

    A password hash or a photo would otherwise hold up every other request of the worker. The work must import nothing
    that is not loaded yet: gevent's threads that import the same module at once may wait for each other for ever.
    """
    if _is_gevent_patched():
        from gevent import get_hub

        result: T = get_hub().threadpool.apply(work, args)
        return result
    return work(*args)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeoutError where the block waits for longer; without gevent nothing is limited."""
    if not _is_gevent_patched():
        yield
        return
    from gevent import Timeout

    with Timeout(max(seconds, 0.001), TimeoutError("too slow")):
        yield


def shutdown_read(sock: Any) -> None:
    """Read no further on a connection than what has arrived; does nothing for None.

    gevent's own shutdown() would interrupt the greenlet that is at work on the socket.
    """
    if sock is not None:
        # the other side may have been faster
        with suppress(OSError):
            getattr(sock, "_sock", sock).shutdown(socket.SHUT_RD)


def _is_gevent_patched() -> bool:
    return "gevent.monkey" in sys.modules and sys.modules["gevent.monkey"].is_module_patched("threading")
