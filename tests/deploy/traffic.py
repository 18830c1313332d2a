"""People who go on using the site while it is deployed; every answer but 200 (and "not ready") counts as failed."""

import contextlib
import http.client
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Traffic:
    port: int
    answered: int = 0
    slowest: float = 0.0
    failed: list[str] = field(default_factory=list)
    failed_at: list[float] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def ask(self, path: str, pause: float, keep: bool) -> None:
        """One client: a connection a request, or one kept for as long as the server keeps it."""
        line = self.line()
        while not self.over.wait(pause):
            began = time.monotonic()
            try:
                line.request("GET", path, headers={} if keep else {"Connection": "close"})
                answer = line.getresponse()
                answer.read()
                # a release that leaves says so, and goes on answering
                if answer.status != 200 and (path, answer.status) != ("/readyz", 503):
                    self.fail(f"{path}: {answer.status}")
            except (OSError, http.client.HTTPException) as error:
                self.fail(f"{path}: {error!r}")
                line = self.line()
            self.answered += 1
            self.slowest = max(self.slowest, time.monotonic() - began)

    def fail(self, why: str) -> None:
        self.failed.append(why)
        self.failed_at.append(time.monotonic())

    def line(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def __str__(self) -> str:
        return f"{self.answered} requests, {len(self.failed)} failed, the slowest took {self.slowest:.2f} s"


@contextlib.contextmanager
def flowing(port: int) -> Iterator[Traffic]:
    """Six clients at once: new and kept connections, busy ones and one that is mostly idle."""
    traffic = Traffic(port)
    habits = [
        ("/healthz", 0.05, False),
        ("/healthz", 0.2, True),
        ("/readyz", 0.25, False),
        ("/api/items?limit=5", 0.5, True),
        ("/api/items?limit=5", 0.5, False),
    ]
    clients = [threading.Thread(target=traffic.ask, args=habit) for habit in [*habits, ("/healthz", 4, True)]]
    for client in clients:
        client.start()
    try:
        yield traffic
    finally:
        traffic.over.set()
        for client in clients:
            client.join()
        print(f"  {traffic}")
