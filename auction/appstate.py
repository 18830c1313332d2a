"""State that belongs to one application rather than to the process, so that two applications can run in one process."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class AppState:
    """The values that one application has set, by the slot that holds them."""

    def __init__(self) -> None:
        self.values: dict[Any, Any] = {}

    def activate(self) -> None:
        """Make this the state of the running thread or greenlet, and of those that activate none."""
        global _latest
        _latest = self
        _active.set(self)

    @contextmanager
    def active(self) -> Iterator[None]:
        """Make this the state of the running thread or greenlet until the block ends."""
        token = _active.set(self)
        try:
            yield
        finally:
            _active.reset(token)

    def middleware(self, wsgi_app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
        """Activate this state in each request of `wsgi_app`; it stays so while the response is being iterated over."""

        def call(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            _active.set(self)
            return wsgi_app(environ, start_response)

        return call


_latest = AppState()
_active: ContextVar[AppState | None] = ContextVar("active", default=None)


def current_state() -> AppState:
    """The state of the application that is running; without one, of the latest that was activated in this process."""
    return _active.get() or _latest


class PerApp(Generic[T]):
    """A slot for a value that each application has of its own, made when it is first needed."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make

    def get(self) -> T:
        """The running application's value."""
        values = current_state().values
        try:
            value: T = values[self]
        except KeyError:
            value = values.setdefault(self, self._make())
        return value

    def set(self, value: T) -> None:
        """Replace the running application's value."""
        current_state().values[self] = value
