"""Whoever comes while somebody is at the same thing waits to be taken along, or called to be the next."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from auction.errors import TryAgain

Asked = TypeVar("Asked")
Told = TypeVar("Told")

# so many at most are taken along
MOST = 32
# as long as a lock is waited for in the database (seconds)
PATIENCE = 3.0


class _Turn(Generic[Asked, Told]):
    """One who waits: what they asked, and what they are told in the end."""

    __slots__ = ("asked", "called", "told")

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.called = threading.Event()
        self.told: Told | BaseException | None = None


class Turns(Generic[Asked, Told]):
    """`work` does what the first asked, and may take along, whenever it likes, all who came after and wait.

    It answers a list: the first's, then those of who came along, in their order. An exception in place of an answer
    is raised where it was asked; one out of `work` itself, to all. It is never at work twice at once for one `key`.
    """

    def __init__(self, work: Callable[[Asked, Callable[[], Sequence[Asked]]], Sequence[Told | BaseException]]) -> None:
        self._work = work
        self._waiting: dict[int, deque[_Turn[Asked, Told]]] = {}
        self._door = threading.Lock()

    def ask(self, key: int, asked: Asked) -> Told:
        """What `work` tells us. Raises TryAgain, with nothing done, after PATIENCE in which no turn came."""
        turn: _Turn[Asked, Told] = _Turn(asked)
        if not self._is_first(key, turn):
            self._wait(key, turn)
        if turn.told is None:
            self._lead(key, turn)
        if isinstance(turn.told, BaseException):
            raise turn.told
        assert turn.told is not None
        return turn.told

    def _is_first(self, key: int, turn: _Turn[Asked, Told]) -> bool:
        with self._door:
            if key in self._waiting:
                self._waiting[key].append(turn)
                return False
            self._waiting[key] = deque()
            return True

    def _wait(self, key: int, turn: _Turn[Asked, Told]) -> None:
        """Until told, or called to lead."""
        if turn.called.wait(PATIENCE):
            return
        with self._door:
            if turn in (waiting := self._waiting.get(key, deque())):
                waiting.remove(turn)
                raise TryAgain
        # a group has taken us along
        turn.called.wait()

    def _lead(self, key: int, first: _Turn[Asked, Told]) -> None:
        along: list[_Turn[Asked, Told]] = []

        def come_along() -> Sequence[Asked]:
            self._take(key, along)
            return [turn.asked for turn in along]

        told: Sequence[Told | BaseException]
        try:
            told = self._work(first.asked, come_along)
        except BaseException as error:
            told = [error] * (1 + len(along))
        self._call_next(key)
        for turn, answer in zip([first, *along], told, strict=True):
            turn.told = answer
            turn.called.set()

    def _take(self, key: int, along: list[_Turn[Asked, Told]]) -> None:
        with self._door:
            waiting = self._waiting[key]
            while waiting and len(along) < MOST:
                along.append(waiting.popleft())

    def _call_next(self, key: int) -> None:
        with self._door:
            waiting = self._waiting[key]
            if waiting:
                waiting.popleft().called.set()
            else:
                del self._waiting[key]
