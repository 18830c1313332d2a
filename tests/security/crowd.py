"""People who bid and watch on kept connections while servers come and go, and the answers that each of them got.

What is counted. A request counts as failed when it was answered by 5xx, or half, or not at all on a line that was
just opened. On a line kept from an earlier request HTTP lets a server close at any time (RFC 9112, section 9): a close
before the first byte of an answer is noted as such and the bid is sent again on a new line, three times of four without
a key. Had the first one been read after all, the log would hold a bid that no answer reported: `faults()` finds it.
"""

import contextlib
import http.client
import itertools
import json
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import database
from tests.cast import Person, RunningServer

START, STEP = 10_000_000, 100_000
CLOSED = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)


class Line:
    """One person's connection to the site, kept for as long as the server keeps it."""

    def __init__(self, site: RunningServer, over: threading.Event) -> None:
        self.site, self.over = site, over
        self.wire = self._wire()
        self.failed: list[str] = []
        self.statuses: Counter[int] = Counter()
        self.closed = 0

    def ask(self, method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, dict[str, Any]] | None:
        """Status and what was said; None when that failed, which is noted."""
        while True:
            fresh = self.wire.sock is None
            try:
                self.wire.request(method, path, json.dumps(body) if body else None, headers)
                answer = self.wire.getresponse()
            except (OSError, http.client.HTTPException) as error:
                self.wire = self._wire()
                if fresh or not isinstance(error, CLOSED):
                    self.failed.append(f"{method} {path}: {error!r} on a {'fresh' if fresh else 'kept'} line")
                    return None
                self.closed += 1
                continue
            return self._read(answer, method, path)

    def _read(self, answer: Any, method: str, path: str) -> tuple[int, dict[str, Any]] | None:
        try:
            said = json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.failed.append(f"{method} {path}: {error!r} within the answer")
            self.wire = self._wire()
            return None
        self.statuses[answer.status] += 1
        if answer.status >= 500:
            self.failed.append(f"{method} {path}: {answer.status} {said}")
        return answer.status, said

    def _wire(self) -> http.client.HTTPConnection:
        host, port = self.site.url.removeprefix("http://").split(":")
        return http.client.HTTPConnection(host, int(port), timeout=60)


class Crowd:
    """Bidders (some always busy, some mostly silent), readers, and watchers of event streams."""

    def __init__(self, site: RunningServer, people: list[Person], items: list[int]) -> None:
        self.site, self.people, self.items = site, people, items
        self.over = threading.Event()
        self.offers = itertools.count(1)
        self.journal: list[dict[str, Any]] = []
        self.lines: list[Line] = []
        self.farewells: list[bytes] = []

    def _bids(self, person: Person, pause: float) -> None:
        line = self._line()
        for number in itertools.count():
            if self.over.wait(pause):
                return
            offer = START + STEP * next(self.offers)
            note = {"user": person.id, "item": self.items[number % len(self.items)], "offer": offer, "said": None}
            self.journal.append(note)
            key = {"Idempotency-Key": f"{person.id}-{number}"} if number % 4 == 0 else {}
            headers = {**person.headers, **key, "Content-Type": "application/json"}
            answer = line.ask("POST", f"/api/items/{note['item']}/bids", {"maxAmount": offer}, headers)
            if answer:
                note["status"], note["said"] = answer

    def _reads(self, path: str, pause: float) -> None:
        line = self._line()
        while not self.over.wait(pause):
            line.ask("GET", path, None, {})

    def _watches(self, item: int) -> None:
        """As a browser does: comes back whenever the stream ends, which it must do properly."""
        host, port = self.site.url.removeprefix("http://").split(":")
        while not self.over.is_set():
            wire = http.client.HTTPConnection(host, int(port), timeout=60)
            try:
                wire.request("GET", f"/api/items/{item}/events")
                lines = wire.getresponse().read().strip().splitlines()
                self.farewells.append(lines[-1] if lines else b"")
            except (OSError, http.client.HTTPException) as error:
                self.farewells.append(repr(error).encode())
            finally:
                wire.close()
            self.over.wait(0.2)

    def _line(self) -> Line:
        self.lines.append(Line(self.site, self.over))
        return self.lines[-1]

    @contextlib.contextmanager
    def at_work(self, watchers: int, least_pause: float = 0.0) -> Iterator[None]:
        """Everybody at once for the length of the block. Watchers end when the server that they watch at does."""
        pauses = itertools.cycle([max(pause, least_pause) for pause in (0.0, 0.03, 0.2, 3.5)])
        work = [threading.Thread(target=self._bids, args=(person, next(pauses))) for person in self.people]
        work += [threading.Thread(target=self._reads, args=("/api/items?limit=5", pause)) for pause in (0.1, 4.0)]
        watching = [threading.Thread(target=self._watches, args=(self.items[0],), daemon=True) for _ in range(watchers)]
        for thread in work + watching:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in work:
                thread.join()
            for line in self.lines:
                line.wire.close()

    def faults(self, db: database.Db) -> list[str]:
        """What failed, and every difference between the log and the answers."""
        rows = db.all("SELECT item_id, user_id, offer, id FROM bid WHERE item_id IN %(items)s", items=self.items)
        log = Counter((row["item_id"], row["user_id"], row["offer"]) for row in rows)
        answered = Counter(
            (note["item"], note["user"], note["offer"]) for note in self.journal if note.get("status") == 201
        )
        return [
            *(failure for line in self.lines for failure in line.failed),
            *(f"in the log, but in no answer: {row}" for row in log - answered),
            *(f"accepted, but not in the log: {row}" for row in answered - log),
        ]

    def figure(self) -> str:
        """What happened, in one line."""
        statuses = sum((line.statuses for line in self.lines), Counter())
        answers = ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items()))
        closed = sum(line.closed for line in self.lines)
        ended = sum(farewell.startswith(b"retry: ") for farewell in self.farewells)
        return (
            f"{len(self.journal)} bids; answers {answers}; {closed} kept lines closed before a request on them was "
            f"read; {ended} of {len(self.farewells)} ended streams said when to come back"
        )
