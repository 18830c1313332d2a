"""Heavy computing beside gevent's loop: a password hash or a photo must not hold up everybody else's request."""

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

T = TypeVar("T")


def off_loop(work: Callable[..., T], *args: Any) -> T:
    """Run `work(*args)` in a real thread where gevent serves us, in place where it does not."""
    if _on_gevent():
        from gevent import get_hub

        return get_hub().threadpool.apply(work, args)
    return work(*args)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise TimeoutError where the block waits for longer; only gevent can interrupt it."""
    if not _on_gevent():
        yield
        return
    from gevent import Timeout

    with Timeout(max(seconds, 0.001), TimeoutError("too slow")):
        yield


def read_no_more(line: Any) -> None:
    """Read no further on this connection than what has arrived; None is no connection.

    gevent's own shutdown() would break off the greenlet that is at work on it.
    """
    if line is not None:
        # the other side may have been faster
        with suppress(OSError):
            getattr(line, "_sock", line).shutdown(socket.SHUT_RD)


def _on_gevent() -> bool:
    return "gevent.monkey" in sys.modules and sys.modules["gevent.monkey"].is_module_patched("threading")
