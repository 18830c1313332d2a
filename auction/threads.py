"""Heavy computing beside gevent's loop: a password hash or a photo must not hold up everybody else's request."""

import sys
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


def off_loop(work: Callable[..., T], *args: Any) -> T:
    """Run `work(*args)` in a real thread where gevent serves us, in place where it does not."""
    if "gevent.monkey" in sys.modules and sys.modules["gevent.monkey"].is_module_patched("threading"):
        from gevent import get_hub  # type: ignore[import-untyped]

        return get_hub().threadpool.apply(work, args)
    return work(*args)
