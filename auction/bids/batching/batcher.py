"""Group commit: the first caller leads; callers that arrive meanwhile join its batch or lead the next."""

import threading
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

import database
from auction.errors import TryAgain

Request = TypeVar("Request")
Result = TypeVar("Result")

# followers in one batch, at most
MAX_BATCH = 32
# how long a caller waits to join a batch or to lead one: as long as the database waits for a lock
MAX_WAIT_S: float = database.LOCK_WAIT_S


class _Caller(Generic[Request, Result]):
    """A thread in `submit`: its request, and the result it waits for."""

    __slots__ = ("request", "result", "woken")

    def __init__(self, request: Request) -> None:
        self.request = request
        self.result: Future[Result] = Future()
        # set when the result is there, or when this caller is to lead the next batch
        self.woken = threading.Event()


class Batcher(Generic[Request, Result]):
    """Runs `work(leader's request, join)` for batches of requests; for each key one batch at a time.

    `join()` takes in the requests that have arrived by then and returns those of all followers so far; `work` may call
    it at any time, and more than once. It returns the leader's result, then one for each follower, in their order. An
    exception that it raises is raised in every caller of the batch.
    """

    def __init__(
        self,
        work: Callable[[Request, Callable[[], Sequence[Request]]], Sequence[Result]],
        max_wait_s: float = MAX_WAIT_S,
    ) -> None:
        self.work = work
        self.max_wait_s = max_wait_s
        # of each key that has a leader: who waits for it
        self._waiting: dict[Hashable, deque[_Caller[Request, Result]]] = {}
        self._lock = threading.Lock()

    def submit(self, key: Hashable, request: Request) -> Result:
        """The result of this request. Raises TryAgain, with nothing done, when no batch took it in `max_wait_s`."""
        caller: _Caller[Request, Result] = _Caller(request)
        if not self._leads_at_once(key, caller):
            self._wait(key, caller)
        if not caller.result.done():
            self._lead(key, caller)
        return caller.result.result()

    def is_busy(self, key: Hashable) -> bool:
        """Whether a batch for this key is running."""
        return key in self._waiting

    def waiting(self, key: Hashable) -> int:
        """How many callers wait to join a batch for this key, or to lead the next one."""
        return len(self._waiting.get(key, ()))

    def _leads_at_once(self, key: Hashable, caller: _Caller[Request, Result]) -> bool:
        with self._lock:
            if key in self._waiting:
                self._waiting[key].append(caller)
                return False
            self._waiting[key] = deque()
            return True

    def _wait(self, key: Hashable, caller: _Caller[Request, Result]) -> None:
        """Until there is a result, or this caller is to lead."""
        if caller.woken.wait(self.max_wait_s):
            return
        with self._lock:
            waiting = self._waiting.get(key, deque())
            if caller in waiting:
                waiting.remove(caller)
                raise TryAgain
        # it has just joined a batch
        caller.woken.wait()

    def _lead(self, key: Hashable, leader: _Caller[Request, Result]) -> None:
        """Do the work for the leader and its followers, then wake the followers."""
        batch = [leader]

        def join() -> list[Request]:
            self._join(key, batch)
            return [caller.request for caller in batch[1:]]

        try:
            for caller, result in zip(batch, self.work(leader.request, join), strict=True):
                caller.result.set_result(result)
        except BaseException as error:
            for caller in batch:
                if not caller.result.done():
                    caller.result.set_exception(error)
        self._wake_next_leader(key)
        for caller in batch:
            caller.woken.set()

    def _join(self, key: Hashable, batch: list[_Caller[Request, Result]]) -> None:
        with self._lock:
            waiting = self._waiting[key]
            while waiting and len(batch) <= MAX_BATCH:
                batch.append(waiting.popleft())

    def _wake_next_leader(self, key: Hashable) -> None:
        with self._lock:
            waiting = self._waiting[key]
            if waiting:
                waiting.popleft().woken.set()
            else:
                del self._waiting[key]
