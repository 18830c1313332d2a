"""Whoever comes while somebody is at the same thing waits to be taken along, or called to be the next."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import database
from auction.errors import TryAgain

Asked = TypeVar("Asked")
Told = TypeVar("Told")

# so many at most are taken along
MOST = 32
# as long as a lock is waited for in the database (seconds)
PATIENCE = database.LOCK_WAIT_S


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

    def __init__(
        self,
        work: Callable[[Asked, Callable[[], Sequence[Asked]]], Sequence[Told | BaseException]],
        patience: float = PATIENCE,
        no_turn: type[Exception] = TryAgain,
    ) -> None:
        self._work, self._patience, self._no_turn = work, patience, no_turn
        self._waiting: dict[int, deque[_Turn[Asked, Told]]] = {}
        self._door = threading.Lock()

    def ask(self, key: int, asked: Asked) -> Told:
        """What `work` tells us. Raises `no_turn`, with nothing done, when none came within `patience` seconds."""
        turn: _Turn[Asked, Told] = _Turn(asked)
        told = None if self._is_first(key, turn) else self._wait(key, turn)
        if told is None:
            told = self._lead(key, turn)
        if isinstance(told, BaseException):
            raise told
        return told

    def __contains__(self, key: int) -> bool:
        """Is anybody at work for this key?"""
        return key in self._waiting

    def _is_first(self, key: int, turn: _Turn[Asked, Told]) -> bool:
        with self._door:
            if key in self._waiting:
                self._waiting[key].append(turn)
                return False
            self._waiting[key] = deque()
            return True

    def _wait(self, key: int, turn: _Turn[Asked, Told]) -> Told | BaseException | None:
        """What we are told; None when we are called to lead."""
        if not turn.called.wait(self._patience):
            with self._door:
                if turn in (waiting := self._waiting.get(key, deque())):
                    waiting.remove(turn)
                    raise self._no_turn
            # a group has taken us along
            turn.called.wait()
        return turn.told

    def _lead(self, key: int, first: _Turn[Asked, Told]) -> Told | BaseException:
        """Do the work for all; returns what we are told ourselves."""
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
        own, *others = told
        for turn, answer in zip(along, others, strict=True):
            turn.told = answer
            turn.called.set()
        return own

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
